"""Work by the clock: a row per schedule, so that several workers put each period in the queue once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .backend import RetriedTask
from .tasks import task


@dataclass(frozen=True)
class Period:
    every: timedelta
    task: RetriedTask[[], Any]


_periods: dict[str, Period] = {}


def every(period: timedelta, *, retries: int = 0) -> Callable[[Callable[[], Any]], RetriedTask[[], Any]]:
    """Have the worker run this module-level function each `period`: once, however many workers there are.

    After a pause of any length it runs once, not once for each period missed. A run that is still waiting or
    running is not overtaken by the next. Its module must be reached from `settings.JOBS_MODULES`.
    """

    def declare(function: Callable[[], Any]) -> RetriedTask[[], Any]:
        made = task(retries=retries)(function)
        _periods[made.module_path] = Period(period, made)
        return made

    return declare


def registered() -> dict[str, Period]:
    """Every schedule of this installation, by name."""
    for module in settings.JOBS_MODULES:
        import_module(module)
    return dict(_periods)


SKEW = timedelta(minutes=1)  # how far the clocks of two machines may differ


def is_due(now: datetime, last: datetime, period: timedelta) -> bool:
    """Whether a period has passed since `last`. A `last` well in the future: the clock was set back."""
    return now >= last + period or now < last - SKEW


def tick() -> list[str]:
    """Put in the queue what is due; returns the names."""
    return [name for name, period in registered().items() if _enqueue_if_due(name, period)]


def _enqueue_if_due(name: str, period: Period) -> bool:
    from .models import Schedule

    known = Schedule.objects.filter(name=name).values_list("last_at", flat=True).first()
    if known is not None and not is_due(timezone.now(), known, period.every):
        return False
    with transaction.atomic():
        Schedule.objects.get_or_create(name=name, defaults={"last_at": timezone.now() - period.every})
        row = Schedule.objects.select_for_update().get(name=name)
        now = timezone.now()  # only here: we may have waited for another who has just done this
        if not is_due(now, row.last_at, period.every) or _is_pending(row.task_id):
            return False
        row.task_id = period.task.enqueue().id
        row.last_at = now
        row.save(update_fields=["task_id", "last_at"])
    return True


def _is_pending(task_id: UUID | None) -> bool:
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    waiting = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return task_id is not None and DBTaskResult.objects.filter(id=task_id, status__in=waiting).exists()
