"""Seven days of the diary, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from freehold import audit
from freehold.people.models import Person

from . import access
from .entries import Entry, entries_of
from .wall_time import day_bounds, day_of

DAYS = timedelta(days=7)


@dataclass(frozen=True)
class DayOfWeek:
    day: date
    is_today: bool
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Week:
    """Seven days from `begins` on, in the reader's zone."""

    begins: date
    ends: date
    """The last of the seven."""
    days: Sequence[DayOfWeek]
    is_this: bool
    sees_practice: bool

    @property
    def earlier(self) -> date:
        return self.begins - DAYS

    @property
    def later(self) -> date:
        return self.begins + DAYS

    @property
    def is_empty(self) -> bool:
        return not any(day.entries for day in self.days)


def week(person: Person, begins: date | None = None) -> Week:
    """What stands in the diary that `person` may see, from `begins` (today, if not said) for a week."""
    now, zone = timezone.now(), access.zone_of(person)
    today = day_of(now, zone)
    first = begins or today
    from_instant, _ = day_bounds(first, zone)
    _, to_instant = day_bounds(first + DAYS - timedelta(days=1), zone)
    with audit.reading("diary.read", who=person):
        visible = access.appointments_visible_to(person)
        entries = entries_of(visible.within(from_instant, to_instant).for_list(), person, now)
    by_day: dict[date, list[Entry]] = {first + timedelta(days=number): [] for number in range(DAYS.days)}
    for entry in entries:
        # One that began before midnight of the first day still runs in it.
        by_day[max(first, day_of(entry.appointment.starts_at, zone))].append(entry)
    return Week(
        begins=first,
        ends=first + DAYS - timedelta(days=1),
        days=[DayOfWeek(day, day == today, entries) for day, entries in by_day.items()],
        is_this=first == today,
        sees_practice=access.sees_whole_practice(person),
    )
