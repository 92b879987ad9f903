"""What the worker does for people by the clock."""

from datetime import timedelta

from django.utils import timezone

from freehold import jobs

from . import actions


@jobs.every(timedelta(hours=1))
def forget_expired_sessions() -> None:
    """Browser sessions whose time is over open nothing, and what they held is deleted."""
    actions.forget_expired(timezone.now())


@jobs.every(timedelta(minutes=1))
def note_sign_ins_run_out() -> None:
    """A sign-in that nobody uses locks, and one that ran out stays so, whatever happens to the clock."""
    actions.note_all_run_out(timezone.now())


@jobs.every(timedelta(minutes=1))
def end_expired_links() -> None:
    """A link that ran out stays so, whatever happens to the clock."""
    actions.end_all_expired()
