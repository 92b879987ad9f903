"""What the worker does by the clock for the platform itself; apps register their own in their `tasks.py`."""

from datetime import timedelta

from freehold import jobs


@jobs.every(timedelta(hours=1))
def prune_events() -> None:
    """Forget live events nobody will ask for any more."""
    from freehold.live import events

    events.prune()


@jobs.every(timedelta(hours=1))
def prune_tasks() -> None:
    """Forget finished tasks and workers long gone."""
    from freehold.jobs import pruning

    pruning.prune()


@jobs.every(timedelta(minutes=1))
def checkpoint_audit() -> None:
    """Sign the audit chain's newest row, so that a cut tail is found."""
    from freehold.audit import actions

    actions.checkpoint()


@jobs.every(timedelta(hours=6))
def tend_keys() -> None:
    """Finish what a crash left of a shredding, and delete keys that rotation made idle."""
    from freehold.vault import actions

    actions.replay_ledger()
    actions.remove_old_keys()
