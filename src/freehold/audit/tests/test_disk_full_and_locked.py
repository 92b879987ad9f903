"""A full disk or a locked database gives a clear error and writes nothing by half."""

import sqlite3
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection

from freehold import audit
from freehold.audit import verification
from freehold.audit.models import AuditEvent

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="page limit and lock of SQLite"),
]


@audit.action
def found_many(count):
    Group.objects.bulk_create([Group(name=f"{count}-{number:0140}") for number in range(count)])
    audit.record("group.found", who=None)


@contextmanager
def full_disk():
    """No page may be added to the database."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


class TestFullDisk:
    def test_an_action_fails_clearly_and_whole(self):
        found_many(1)
        with full_disk(), pytest.raises(audit.DiskFull, match=r"disk is full\. Nothing was written"):
            found_many(2000)
        assert Group.objects.count() == AuditEvent.objects.count() == 1
        assert verification.verify().is_well

    def test_no_row_no_read(self):
        seen = []

        def read_until_it_is_full():
            for _ in range(5000):
                with audit.reading("group.read", who=None, why="x" * 200):
                    seen.append(AuditEvent.objects.count())

        with full_disk(), pytest.raises(audit.DiskFull):
            read_until_it_is_full()
        assert AuditEvent.objects.count() == seen[-1] == len(seen)
        assert verification.verify().is_well

    def test_with_space_again_it_goes_on(self):
        with full_disk(), pytest.raises(audit.DiskFull):
            found_many(2000)
        found_many(2000)
        assert Group.objects.filter(name__startswith="2000-").count() == 2000
        assert verification.verify().is_well

    def test_it_is_a_database_error_to_those_who_know_only_that(self):
        with full_disk(), pytest.raises(OperationalError, match="disk is full"):
            found_many(2000)


class TestLocked:
    def test_an_action_fails_clearly_and_whole(self):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(audit.DatabaseBusy, match="Nothing was written"):
                found_many(1)
            with pytest.raises(audit.DatabaseBusy), audit.reading("group.read", who=None):
                pytest.fail("read without a row")
            other.execute("ROLLBACK")
        finally:
            other.close()
        assert not Group.objects.exists()
        found_many(1)
        assert Group.objects.count() == AuditEvent.objects.count() == 1

    def test_other_errors_keep_their_name(self):
        @audit.action
        def mistaken():
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM no_such_table")

        with pytest.raises(OperationalError, match="no such table") as failed:
            mistaken()
        assert not isinstance(failed.value, audit.NothingWritten)
