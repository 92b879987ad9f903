"""Taking a task, and writing down how the try ended: done, to be tried again, or given up.

These are the only writes to django-tasks' rows. Every one is a transaction, fenced by the attempt: a worker
that was thought dead, and whose task was given to another, can no longer say how it ended.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from freehold.failures import Failure

from .backend import SHORT, RetriedTask
from .backoff import LONGEST, wait_before
from .models import Attempt, Worker

log = structlog.get_logger(__name__)

NO_FAILURE = Failure("", "")
WORKER_LOST = Failure("freehold.jobs.WorkerLost", "")


def take(worker: Worker, queue: str = SHORT) -> Attempt | None:
    """The next task of `queue` that is ready, now this worker's; None when there is nothing to do."""
    now = timezone.now()
    ready = Q(run_after=get_date_max()) | Q(run_after__lte=now)
    # No retry is put off longer than LONGEST: one further away was planned before the clock was set back.
    displaced = Q(started_at__isnull=False, run_after__gt=now + 2 * LONGEST)
    waiting = DBTaskResult.objects.filter(ready | displaced, status=TaskResultStatus.READY, queue_name=queue)
    if not waiting.exists():  # without the write lock that IMMEDIATE would take each time
        return None
    with transaction.atomic():
        row = waiting.select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.claim(str(worker.id))
        return Attempt.objects.create(
            task_id=row.id, number=len(row.worker_ids), worker=worker, started_at=now
        )


def succeed(attempt: Attempt) -> bool:
    """Whether it still was this attempt's to say. A task's return value is dropped: nobody reads it."""
    with transaction.atomic():
        if not _close(attempt, Attempt.Outcome.SUCCEEDED):
            return False
        _row(attempt).set_successful(None)
        return True


def fail(attempt: Attempt, what: Failure, *, outcome: Attempt.Outcome = Attempt.Outcome.FAILED) -> bool:
    """Put the task back for another try, later each time, or give it up after the last."""
    with transaction.atomic():
        if not _close(attempt, outcome, what):
            return False
        row = _row(attempt)
        if attempt.number <= _retries(row):
            _put_back(row, timezone.now(), wait_before(attempt.number + 1))
        else:
            _give_up(row, what)
        return True


def _close(attempt: Attempt, outcome: Attempt.Outcome, what: Failure = NO_FAILURE) -> bool:
    still_running = Attempt.objects.filter(pk=attempt.pk, outcome=Attempt.Outcome.RUNNING)
    closed = still_running.update(
        outcome=outcome, finished_at=timezone.now(), error=what.kind, where=what.where
    )
    return closed == 1


def _row(attempt: Attempt) -> "DBTaskResult[Any, Any]":
    return DBTaskResult.objects.select_for_update().get(id=attempt.task_id)


def _put_back(row: "DBTaskResult[Any, Any]", now: datetime, wait: timedelta) -> None:
    row.status = TaskResultStatus.READY
    row.run_after = now + wait
    row.save(update_fields=["status", "run_after"])
    log.info("task.put_back", task=row.task_path, id=row.id, wait_seconds=int(wait.total_seconds()))


def _give_up(row: "DBTaskResult[Any, Any]", what: Failure) -> None:
    row.status = TaskResultStatus.FAILED
    row.finished_at = timezone.now()
    row.exception_class_path, row.traceback, row.return_value = what.kind, what.where, None
    row.save(update_fields=["status", "finished_at", "exception_class_path", "traceback", "return_value"])
    log.error("task.given_up", task=row.task_path, id=row.id, error=what.kind)


def _retries(row: "DBTaskResult[Any, Any]") -> int:
    try:
        task: object = row.task
    except Exception:  # noqa: BLE001
        return 0  # the code no longer has it, or can't be imported: trying again mends nothing
    return task.retries if isinstance(task, RetriedTask) else 0
