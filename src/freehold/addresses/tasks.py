"""What the worker does for addresses: audits, which may take minutes, and by the clock watches and mails."""

from datetime import timedelta

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from freehold import jobs

from . import actions, auditing, mailing, watching
from .models import Run

ABANDONED = timedelta(minutes=1)


@jobs.task(retries=3, is_long=True)
def audit_block(run_id: str) -> None:
    run = Run.objects.without_report().select_related("address_block").filter(pk=run_id).first()
    if run is not None:
        auditing.perform(run)


@jobs.every(timedelta(minutes=1))
def start_watches() -> None:
    """Put the audits of watched blocks whose time has come into the queue."""
    for block in watching.claimed():
        actions.begin_watch(block)


@jobs.every(timedelta(minutes=1))
def send_notices() -> None:
    mailing.send_due()


@jobs.every(timedelta(days=1))
def drop_old_prints() -> None:
    """Reports are kept for good, their PDFs are not: a watch makes one each day."""
    actions.drop_old_prints()


@jobs.every(timedelta(minutes=1))
def end_abandoned_runs() -> None:
    """A run whose task was given up is over: its page says so, and it may be asked for again."""
    old = Run.objects.under_way().without_report().filter(asked_at__lt=timezone.now() - ABANDONED)
    for run in old:
        if run.task_id is None:
            continue  # a command runs it
        task = DBTaskResult.objects.filter(id=run.task_id).first()
        if task is None or task.status in (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL):
            actions.fail(run, "given_up")
