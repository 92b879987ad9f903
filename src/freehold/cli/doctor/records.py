"""Keys, audit and worker: what the apps know of themselves."""

from collections.abc import Iterator
from datetime import timedelta

from freehold.config.options import Options

from .finding import Finding, bad, ok, warn

BEAT_WITHIN = timedelta(seconds=30)
CHECKPOINT_WITHIN = timedelta(hours=26)


def check(given: Options, *, is_running: bool) -> Iterator[Finding]:
    """Needs Django set up and the tables made."""
    yield from keys()
    yield checkpoint(is_running)
    if is_running:
        yield worker()


def keys() -> Iterator[Finding]:
    from freehold import vault

    report = vault.describe()
    meaning = " ".join(report.meaning)
    for problem in report.problems:
        yield bad("keys", problem, meaning, "./freehold keys where")
    if report.problems:
        return
    says = f"in {report.folder}; {report.subjects} in use, {report.destroyed} destroyed"
    if report.is_on_the_database_disk:
        yield warn(
            "keys", says, meaning, "Set FREEHOLD_KEYS to a folder on another disk, and move the files there."
        )
    else:
        yield ok("keys", says)


def checkpoint(is_running: bool) -> Finding:
    from django.utils import timezone

    from freehold.audit.models import Checkpoint

    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        return warn(
            "audit",
            "no checkpoint was signed yet",
            "Until there is one, rows cut off the end would not be noticed.",
            "./freehold up signs one within the hour",
        )
    age = timezone.now() - newest.made_at
    says = f"last checkpoint {_ago(age)} ago"
    if is_running and age > CHECKPOINT_WITHIN:
        return warn("audit", says, "The worker should have signed one since.", "Look at logs/worker.log")
    return ok("audit", f"{says}; `./freehold audit verify` reads it all")


def worker() -> Finding:
    from django.utils import timezone

    from freehold.jobs.models import Worker

    newest = Worker.objects.filter(ended_at=None).order_by("-beat_at").first()
    means = "Reminders, retries and clean-up wait until it works."
    if newest is None:
        return bad(
            "worker heartbeat", "no worker is at work", means, "Look at logs/worker.log in the data folder"
        )
    age = timezone.now() - newest.beat_at
    if age > BEAT_WITHIN:
        return bad(
            "worker heartbeat", f"silent for {_ago(age)}", means, "Look at logs/worker.log in the data folder"
        )
    return ok("worker heartbeat", f"{max(0, age.total_seconds()):.0f} s ago")


def _ago(age: timedelta) -> str:
    seconds = age.total_seconds()
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
