"""What stands on the staff's today page: read once, through one gate, on the record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from freehold import audit
from freehold.people.models import Person

from . import access
from .entries import DOORS_OPEN, Entry, entries_of, with_location
from .models import Appointment
from .today import PartOfDay, Phase, next_change, now_stands_before, part_of_day, seconds_between
from .wall_time import day_bounds, day_of, on_the_wall

UNTOLD_FOR = timedelta(days=30)
"""How long an appointment that nobody said anything about keeps asking."""


@dataclass(frozen=True)
class Timeline:
    """One's own day, split by now."""

    behind: list[Entry]
    ahead: list[Entry]
    following: Appointment | None
    """The first one after today."""
    is_tomorrow: bool

    @property
    def is_empty(self) -> bool:
        return not self.behind and not self.ahead


@dataclass(frozen=True)
class Colleague:
    person: Person
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class StaffDay:
    now: datetime
    today: date
    zone: str
    part_of_day: PartOfDay
    own: Timeline | None
    """None for who does not treat."""
    sees_practice: bool
    colleagues: list[Colleague]
    """Everybody else's day, for who runs the practice's."""
    waiting: list[Entry]
    untold: list[Entry]
    changes_at: datetime
    """When the page next looks different by time alone."""

    @property
    def seconds_to_change(self) -> int:
        return seconds_between(self.now, self.changes_at)


def staff_day(person: Person) -> StaffDay:
    """Today in the reader's zone: their own timeline, the practice's, and what needs somebody."""
    now, zone = timezone.now(), access.zone_of(person)
    today = day_of(now, zone)
    begins, ends = day_bounds(today, zone)
    visible = access.appointments_visible_to(person)
    with audit.reading("today.read", who=person):
        found = entries_of(visible.within(begins, ends).for_list(), person, now)
        entries = [with_location(entry, person) for entry in found]
        earlier = visible.still_open().filter(ends_at__lte=begins, ends_at__gt=begins - UNTOLD_FOR)
        untold = [Entry(row, Phase.UNTOLD, row.clinician_id == person.pk) for row in earlier]
        own = _timeline(person, entries, begins, ends, now) if person.is_clinician else None
    others = [entry for entry in entries if own is None or not entry.is_own]
    return StaffDay(
        now=now,
        today=today,
        zone=zone,
        part_of_day=part_of_day(on_the_wall(now, zone).local.time()),
        own=own,
        sees_practice=access.sees_whole_practice(person),
        colleagues=_by_clinician(others),
        waiting=[entry for entry in entries if entry.needs_somebody],
        untold=[*untold, *(entry for entry in entries if entry.phase == Phase.UNTOLD)],
        changes_at=_looks_different(entries, now, ends),
    )


def _looks_different(entries: Iterable[Entry], now: datetime, at_latest: datetime) -> datetime:
    """When time alone changes the page: a slot of the day, or the reader's own silence in a live session."""
    entries = list(entries)
    by_slot = next_change([entry.appointment.slot for entry in entries], now, at_latest, DOORS_OPEN)
    left = (entry.may_be_left_at for entry in entries if entry.is_own and entry.may_be_left_at)
    return min([by_slot, *left])


def _timeline(
    person: Person, entries: Iterable[Entry], begins: datetime, ends: datetime, now: datetime
) -> Timeline:
    own = [entry for entry in entries if entry.is_own]
    middle = now_stands_before([entry.appointment.slot for entry in own], now)
    following = access.appointments_led_by(person).still_open().filter(starts_at__gte=ends).first()
    is_tomorrow = following is not None and following.starts_at < ends + (ends - begins)
    return Timeline(own[:middle], own[middle:], following, is_tomorrow)


def _by_clinician(entries: Iterable[Entry]) -> list[Colleague]:
    found: dict[object, Colleague] = {}
    for entry in entries:
        clinician = entry.appointment.clinician
        found.setdefault(clinician.pk, Colleague(clinician)).entries.append(entry)
    return sorted(found.values(), key=lambda colleague: str(colleague.person.name).casefold())
