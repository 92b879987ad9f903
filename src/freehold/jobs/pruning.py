"""Forgetting what is over: otherwise a schedule of one minute leaves half a million rows a year."""

from datetime import timedelta

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .models import Attempt, Worker

DONE = timedelta(days=1)
FAILED = timedelta(days=90)  # long enough for an owner to ask why


def prune() -> None:
    now = timezone.now()
    _forget(DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - DONE))
    _forget(DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - FAILED))
    Worker.objects.filter(ended_at__lt=now - DONE, attempts=None).delete()


def _forget(rows: "object") -> None:
    ids = list(rows.values_list("id", flat=True)[:5000])  # type: ignore[attr-defined]
    Attempt.objects.filter(task_id__in=ids).delete()
    DBTaskResult.objects.filter(id__in=ids).delete()
