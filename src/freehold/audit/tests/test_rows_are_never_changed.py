"""Neither our code nor a statement to the database changes or removes an audit row."""

import pytest
from django.db import DatabaseError, connection, transaction

from freehold import audit
from freehold.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


class TestInPython:
    @pytest.mark.parametrize(
        "write",
        [
            lambda row: row.save(),
            lambda row: row.delete(),
            lambda row: AuditEvent(number=99, event="a.b").save(),
            lambda row: AuditEvent.objects.create(number=99),
            lambda row: AuditEvent.objects.update(why=""),
            lambda row: AuditEvent.objects.all().delete(),
            lambda row: AuditEvent.objects.bulk_create([row]),
            lambda row: AuditEvent.objects.bulk_update([row], ["why"]),
            lambda row: AuditEvent.objects.get_or_create(number=1),
            lambda row: AuditEvent.objects.update_or_create(number=1),
            lambda row: AuditEvent._base_manager.update(why=""),
        ],
    )
    def test_every_write_is_refused(self, ten_rows, write):
        with pytest.raises(audit.AppendOnly, match="never changed"):
            write(AuditEvent.objects.first())
        assert AuditEvent.objects.count() == 10


class TestInTheDatabase:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_auditevent SET why = 'other'",
            "UPDATE audit_auditevent SET number = number + 100 WHERE number = 10",
            "DELETE FROM audit_auditevent WHERE number = 10",
            "DELETE FROM audit_auditevent",
        ],
    )
    def test_every_statement_is_refused(self, ten_rows, statement):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert AuditEvent.objects.count() == 10

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no TRUNCATE")
    def test_truncate_is_refused(self, ten_rows):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("TRUNCATE audit_auditevent")
        assert AuditEvent.objects.count() == 10
