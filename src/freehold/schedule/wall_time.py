"""From the time on a practice's wall to an instant, and back.

An appointment is a wall time in a named zone ("Tuesday 3 pm, New York"), never an offset: when the law moves
the clocks, the appointment stays at three. Two days a year have wall times that never happen or happen twice;
the rules here are:

- **gap** (clocks go forward): the wall time does not exist; it is refused, with the first one that does;
- **overlap** (clocks go back): the first of the two hours is meant unless the second is asked for.

Pure: no Django, no clock. Instants are timezone-aware datetimes in UTC; wall times are naive datetimes.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class NeverOnTheWall(ValueError):
    """The clocks skip this wall time in this zone.

    `instead` is the first wall time after the gap.
    """

    def __init__(self, wall: datetime, zone: str, instead: datetime) -> None:
        super().__init__(f"{wall:%Y-%m-%d %H:%M} does not exist in {zone}")
        self.wall, self.zone, self.instead = wall, zone, instead


@dataclass(frozen=True)
class WallTime:
    """A wall time as a person meant it; `second_pass` picks the later one where the hour happens twice."""

    local: datetime
    zone: str
    second_pass: bool = False


def instant(meant: WallTime) -> datetime:
    """The UTC instant of a wall time.

    Raises:
        NeverOnTheWall: the clocks skip it.
    """
    if meant.local.tzinfo is not None:
        raise TypeError("a wall time has no offset of its own")
    zone = ZoneInfo(meant.zone)
    found = meant.local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    back = found.astimezone(zone).replace(tzinfo=None)
    if back != meant.local.replace(fold=0):
        raise NeverOnTheWall(meant.local, meant.zone, instead=_end_of_gap(meant.local, zone))
    if meant.second_pass:
        return meant.local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return found


def happens_twice(local: datetime, zone: str) -> bool:
    """Whether the clocks show this wall time twice."""
    first = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    second = local.replace(tzinfo=ZoneInfo(zone), fold=1)
    # In a gap the two readings differ as well, the other way round (PEP 495).
    return second.astimezone(UTC) > first.astimezone(UTC)


def on_the_wall(moment: datetime, zone: str) -> WallTime:
    """What the wall shows at an instant; the inverse of `instant`, second pass included."""
    if moment.tzinfo is None:
        raise TypeError("an instant has an offset")
    seen = moment.astimezone(ZoneInfo(zone))
    local = seen.replace(tzinfo=None, fold=0)
    return WallTime(local, zone, second_pass=bool(seen.fold) and happens_twice(local, zone))


def day_of(moment: datetime, zone: str) -> date:
    """The calendar day at an instant."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """First instant of a calendar day and of the next one: 23, 24 or 25 hours apart, rarely something else.

    Where the clocks skip midnight itself (Beirut, Santiago), the day begins at the end of the gap.
    """
    return _first_instant(day, zone), _first_instant(day + timedelta(days=1), zone)


def next_half_hour(moment: datetime, zone: str) -> datetime:
    """The wall time of the next full or half hour, `moment` itself included; naive."""
    seen = moment.astimezone(UTC)
    step = timedelta(minutes=30)
    local = on_the_wall(seen, zone).local
    midnight = datetime.combine(local.date(), time())
    return midnight + -((midnight - local) // step) * step


def _first_instant(day: date, zone: str) -> datetime:
    midnight = datetime.combine(day, time())
    try:
        return instant(WallTime(midnight, zone))
    except NeverOnTheWall as skipped:
        return instant(WallTime(skipped.instead, zone))


def _end_of_gap(local: datetime, zone: ZoneInfo) -> datetime:
    """First wall time after the gap that holds `local`: the new offset's reading of the moment of change."""
    # PEP 495: in a gap fold=0 uses the offset before the change, fold=1 the one after it.
    before = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    after = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    low, high = after, before
    old = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    change = high.replace(microsecond=0)
    return change.astimezone(zone).replace(tzinfo=None)
