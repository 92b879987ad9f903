"""What a day looks like at a moment: what each appointment is doing, and where "now" falls between them.

Pure: no Django, no clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import chain

from .states import State


class Phase(StrEnum):
    UPCOMING = "upcoming"
    LATE = "late"
    """Its time has come and nobody has."""
    WAITING = "waiting"
    LIVE = "live"
    ENDED = "ended"
    UNTOLD = "untold"
    """Its time is over and nobody has said what became of it."""
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    TECHNICAL_FAILURE = "technical_failure"


class PartOfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True)
class Slot:
    """What matters of an appointment here; instants in UTC."""

    state: State
    starts_at: datetime
    ends_at: datetime


LATE_AFTER = timedelta(minutes=2)
"""Nobody is late in the first two minutes."""

_SETTLED = {
    State.ARRIVED: Phase.WAITING,
    State.IN_SESSION: Phase.LIVE,
    State.ENDED: Phase.ENDED,
    State.NO_SHOW: Phase.NO_SHOW,
    State.CANCELLED: Phase.CANCELLED,
    State.TECHNICAL_FAILURE: Phase.TECHNICAL_FAILURE,
}


def phase(slot: Slot, now: datetime) -> Phase:
    """What an appointment is doing at `now`."""
    if slot.state in _SETTLED:
        return _SETTLED[slot.state]
    if now >= slot.ends_at:
        return Phase.UNTOLD
    return Phase.LATE if now >= slot.starts_at + LATE_AFTER else Phase.UPCOMING


def now_stands_before(slots: Sequence[Slot], now: datetime) -> int:
    """Index of the first slot that is yet to come, `len(slots)` when none is; slots ordered by start.

    Somebody who waits already belongs to now, however early they are.
    """
    here = (State.ARRIVED, State.IN_SESSION)
    for index, slot in enumerate(slots):
        if slot.starts_at > now and slot.state not in here:
            return index
    return len(slots)


def next_change(
    slots: Iterable[Slot], now: datetime, at_latest: datetime, doors_open: timedelta = timedelta(0)
) -> datetime:
    """The next instant at which some slot looks different by time alone; `at_latest` if none does before.

    Args:
        doors_open: how long before its start one may come in.
    """
    instants = chain.from_iterable(
        (slot.starts_at - doors_open, slot.starts_at, slot.starts_at + LATE_AFTER, slot.ends_at)
        for slot in slots
        if slot.state not in _SETTLED
    )
    return min((instant for instant in instants if now < instant < at_latest), default=at_latest)


def seconds_between(now: datetime, then: datetime) -> int:
    """Whole seconds, never too few, at least one."""
    return max(1, -((now - then) // timedelta(seconds=1)))


def part_of_day(at: time) -> PartOfDay:
    """How one greets at this wall time: good evening is said until five in the morning."""
    if time(5) <= at < time(12):
        return PartOfDay.MORNING
    if time(12) <= at < time(18):
        return PartOfDay.AFTERNOON
    return PartOfDay.EVENING
