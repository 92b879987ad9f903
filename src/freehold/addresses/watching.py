"""Watched blocks whose time has come, audited here and now: for `./freehold addresses watch --once`."""

from dataclasses import dataclass

from freehold import jobs

from . import actions, auditing
from .changes import Change
from .models import AddressBlock, Run


@dataclass(frozen=True, slots=True)
class Watched:
    run: Run
    changes: tuple[Change, ...]


def claimed() -> list[AddressBlock]:
    watched = AddressBlock.objects.filter(put_away_at=None, watch_days__isnull=False)
    return jobs.claim_due(watched)


def watch_due() -> list[Watched]:
    """One after the other; each as it ended."""
    done = []
    for block in claimed():
        run = actions.begin_watch(block, is_queued=False)
        if run is not None:
            changes = auditing.perform(run)
            done.append(Watched(Run.objects.select_related("address_block").get(pk=run.pk), changes))
    return done
