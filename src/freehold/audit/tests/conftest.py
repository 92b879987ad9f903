from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from django.db import connection

from freehold import audit
from freehold.audit import immutable


@dataclass
class Somebody:
    """A person as the audit sees one: an id, and for a patient whose key they are forgotten with."""

    id: UUID = field(default_factory=uuid4)
    is_patient: bool = False

    def vault_subject(self):
        return self.id if self.is_patient else None


@pytest.fixture
def dana():
    return Somebody()


@pytest.fixture
def sam():
    return Somebody(is_patient=True)


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    """A checkpoint file and a signing key for each test."""
    settings.AUDIT_FOLDER = tmp_path / "audit"
    settings.AUDIT_KEY_FILE = tmp_path / "keys" / "audit-checkpoint-key"
    return tmp_path


@pytest.fixture
def ten_rows(db, dana, sam):
    for number in range(10):
        audit.record("note.read", who=dana, whose=sam, why=f"reason {number}")


@contextmanager
def intruder():
    """Somebody with the database in their hands: triggers do not stop them."""
    immutable.lift(connection)
    with connection.cursor() as cursor:
        yield cursor
    immutable.guard(connection)
