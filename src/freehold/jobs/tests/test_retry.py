"""A task that fails is tried again, later each time; of its failure only kind and place are kept."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from freehold.jobs import attempts, worker
from freehold.jobs.models import Attempt
from freehold.jobs.tests.work import complain, greet

NOW = timezone.now().replace(microsecond=0)


@pytest.mark.django_db
class TestRetry:
    def test_it_is_tried_again_after_a_while_and_then_given_up(self, diary, work_off, row):
        with time_machine.travel(NOW, tick=False) as clock:
            enqueued = complain.enqueue(1)
            work_off()
            assert len(diary()) == 1
            assert row(enqueued).status == "READY"
            clock.shift(timedelta(seconds=4))
            work_off()
            assert len(diary()) == 1, "too early"
            clock.shift(timedelta(seconds=1))
            work_off()
            assert len(diary()) == 2
            clock.shift(timedelta(seconds=10))
            work_off()
            assert len(diary()) == 3
            clock.shift(timedelta(days=1))
            work_off()
            assert len(diary()) == 3
        assert row(enqueued).status == "FAILED"
        tries = Attempt.objects.filter(task_id=enqueued.id).order_by("number")
        assert [(one.number, one.outcome) for one in tries] == [(1, "failed"), (2, "failed"), (3, "failed")]

    def test_one_that_succeeds_at_last_is_done(self, work_off, row, monkeypatch):
        failing = iter([True])

        def sometimes(line):
            if next(failing, False):
                raise ValueError("no")

        monkeypatch.setattr("freehold.jobs.tests.work.note", sometimes)
        with time_machine.travel(NOW, tick=False) as clock:
            enqueued = greet.enqueue(1)
            work_off()
            clock.shift(timedelta(seconds=5))
            work_off()
        assert row(enqueued).status == "SUCCESSFUL"
        assert row(enqueued).traceback == row(enqueued).exception_class_path == ""

    def test_a_clock_set_back_puts_it_off_no_longer_than_the_longest_wait(self, diary, work_off):
        with time_machine.travel(NOW, tick=False) as clock:
            complain.enqueue(1)
            work_off()
            clock.shift(-timedelta(days=30))
            work_off()
        assert len(diary()) == 2

    def test_a_task_whose_code_is_gone_is_given_up_at_once(self, work_off, row):
        enqueued = greet.enqueue(1)
        stale = row(enqueued)
        stale.task_path = "freehold.jobs.tests.work.forgotten"
        stale.save()
        work_off()
        assert row(enqueued).status == "FAILED"
        assert row(enqueued).exception_class_path == "builtins.ImportError"


@pytest.mark.django_db
class TestWhatIsKept:
    def test_no_word_of_the_message_reaches_any_table(self, work_off, row):
        enqueued = complain.enqueue(1)
        work_off()
        attempt = Attempt.objects.get(task_id=enqueued.id)
        assert attempt.error == "builtins.ValueError"
        assert attempt.where.splitlines()[-1].startswith("src/freehold/jobs/tests/work.py:")
        assert attempt.where.endswith(" complain")
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                if table.startswith(("jobs_", "django_tasks")):
                    cursor.execute("SELECT * FROM " + connection.ops.quote_name(table))  # noqa: S608
                    assert "Okafor" not in repr(cursor.fetchall())

    def test_nor_when_it_is_given_up(self, work_off, row):
        enqueued = complain.enqueue(1)
        with time_machine.travel(NOW, tick=False) as clock:
            for _ in range(3):
                clock.shift(timedelta(hours=1))
                work_off()
        given_up = row(enqueued)
        assert given_up.status == "FAILED"
        assert given_up.exception_class_path == "builtins.ValueError"
        assert "work.py" in given_up.traceback
        assert "Okafor" not in given_up.traceback

    def test_nor_any_log(self, work_off, caplog):
        complain.enqueue(1)
        work_off()
        assert "task.failed" in caplog.text
        assert "Okafor" not in caplog.text


@pytest.mark.django_db
class TestOneWhoWasThoughtDead:
    def test_it_can_no_longer_say_how_its_task_ended(self, ours, another, row, diary):
        enqueued = greet.enqueue(1)
        late = attempts.take(ours)
        worker.bury(ours)
        assert row(enqueued).status == "READY"
        assert attempts.succeed(late) is False
        assert attempts.fail(late, attempts.WORKER_LOST) is False
        assert row(enqueued).status == "READY"
        assert Attempt.objects.get(task_id=enqueued.id).outcome == "lost"

    def test_it_learns_so_from_its_heart(self, ours):
        assert worker.beat(ours)
        worker.bury(ours)
        assert not worker.beat(ours)
