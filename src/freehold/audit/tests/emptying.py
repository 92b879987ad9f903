"""Lets tests empty every table between them, the audit's too, which its triggers otherwise refuse."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

from freehold.audit import immutable


@pytest.fixture(scope="session", autouse=True)
def audit_can_be_emptied() -> Iterator[None]:
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_with_audit(self: BaseDatabaseOperations, sql_list: Any) -> None:
        is_there = immutable.TABLE in self.connection.introspection.table_names()
        if is_there:
            immutable.lift(self.connection)
        flush(self, sql_list)
        if is_there:
            immutable.guard(self.connection)

    BaseDatabaseOperations.execute_sql_flush = flush_with_audit
    yield
    BaseDatabaseOperations.execute_sql_flush = flush
