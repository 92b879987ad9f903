"""What the worker does for rooms by the clock."""

from contextlib import suppress
from datetime import timedelta

from freehold import jobs

from . import actions, livekit
from .reconcile import reconcile


@jobs.every(timedelta(seconds=5))
def reconcile_rooms() -> None:
    if livekit.why_missing():
        return
    # While the media server restarts there is nothing to compare with.
    with suppress(livekit.Unavailable):
        reconcile()


@jobs.every(timedelta(minutes=5))
def end_stale_sessions() -> None:
    actions.end_stale()


@jobs.every(timedelta(hours=6))
def forget_webhook_receipts() -> None:
    actions.forget_receipts()
