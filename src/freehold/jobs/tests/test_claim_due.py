"""Change a row; a loop acts on it: each due row is got by one worker, and by another when that one dies."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, connections, transaction

from freehold import jobs
from freehold.jobs.tests.reminders import Reminder, create_table, send, unsent

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def reminders(transactional_db):
    create_table()
    yield Reminder.objects
    with connection.schema_editor() as editor:
        editor.delete_model(Reminder)


class TestClaimDue:
    def test_it_gives_what_is_due_oldest_first(self, reminders):
        for minutes in (5, -1, -3, 0):
            reminders.create(due_at=NOON + minutes * MINUTE)
        with time_machine.travel(NOON, tick=False):
            assert [row.due_at for row in jobs.claim_due(unsent())] == [
                NOON - 3 * MINUTE,
                NOON - MINUTE,
                NOON,
            ]

    def test_no_more_than_asked_for(self, reminders):
        for _ in range(5):
            reminders.create(due_at=NOON)
        with time_machine.travel(NOON, tick=False):
            assert [len(jobs.claim_due(unsent(), limit=2)) for _ in range(4)] == [2, 2, 1, 0]

    def test_what_is_claimed_is_nobody_elses_until_the_lease_is_over(self, reminders):
        reminders.create(due_at=NOON)
        with time_machine.travel(NOON, tick=False) as clock:
            assert len(jobs.claim_due(unsent(), lease=2 * MINUTE)) == 1
            clock.shift(2 * MINUTE - timedelta(seconds=1))
            assert jobs.claim_due(unsent(), lease=2 * MINUTE) == []
            clock.shift(timedelta(seconds=1))
            assert len(jobs.claim_due(unsent(), lease=2 * MINUTE)) == 1, "whoever had it has died"

    def test_what_is_done_falls_out(self, reminders):
        reminders.create(due_at=NOON)
        with time_machine.travel(NOON, tick=False) as clock:
            for row in jobs.claim_due(unsent()):
                send(row)
            clock.shift(timedelta(days=1))
            assert jobs.claim_due(unsent()) == []

    def test_a_crash_between_claim_and_commit_loses_nothing_and_doubles_nothing(self, reminders):
        row = reminders.create(due_at=NOON)
        with time_machine.travel(NOON, tick=False) as clock:
            (claimed,) = jobs.claim_due(unsent())
            with transaction.atomic():
                send(claimed)
                transaction.set_rollback(True)  # the power went
            clock.shift(2 * MINUTE)
            (again,) = jobs.claim_due(unsent())
            send(again)
            send(claimed)  # the first one was only slow, and comes late
        row.refresh_from_db()
        assert row.sent == 1

    def test_a_clock_set_back_frees_what_was_claimed_in_the_future(self, reminders):
        reminders.create(due_at=NOON - timedelta(days=60))
        with time_machine.travel(NOON, tick=False) as clock:
            jobs.claim_due(unsent())
            clock.shift(-timedelta(days=30))
            assert len(jobs.claim_due(unsent())) == 1

    def test_many_workers_share_without_doubling(self, reminders):
        for _ in range(60):
            reminders.create(due_at=NOON)
        got, together = [], threading.Barrier(5)

        def work():
            together.wait(10)
            try:
                while rows := jobs.claim_due(unsent(), limit=4):
                    got.extend(row.pk for row in rows)
            finally:
                connections.close_all()

        with time_machine.travel(NOON, tick=True):
            threads = [threading.Thread(target=work) for _ in range(5)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        # On PostgreSQL a worker may find the rest locked by the others and stop early; what it left is left.
        left = [row.pk for row in Reminder.objects.filter(claimed_until=None)]
        assert sorted(got + left) == sorted(Reminder.objects.values_list("pk", flat=True))
        assert not left or connection.vendor == "postgresql"
