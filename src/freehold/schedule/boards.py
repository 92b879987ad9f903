"""What stands on the staff's today page: read once, through one gate, on the record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from freehold import audit
from freehold.people.models import Person

from . import access
from .models import Appointment
from .today import PartOfDay, Phase, next_change, now_stands_before, part_of_day, phase
from .wall_time import day_bounds, day_of, on_the_wall

UNTOLD_FOR = timedelta(days=30)
"""How long an appointment that nobody said anything about keeps asking."""


@dataclass(frozen=True)
class Entry:
    """An appointment and what it is doing now."""

    appointment: Appointment
    phase: Phase
    is_own: bool
    """Whether the reader leads it, and so may let the patient in."""


@dataclass(frozen=True)
class Timeline:
    """One's own day, split by now."""

    behind: list[Entry]
    ahead: list[Entry]
    following: Appointment | None
    """The first one after today."""
    is_tomorrow: bool


@dataclass(frozen=True)
class Colleague:
    person: Person
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class StaffDay:
    now: datetime
    part_of_day: PartOfDay
    own: Timeline | None
    """None for who does not treat."""
    colleagues: list[Colleague]
    """Everybody else's day, for who runs the practice's."""
    waiting: list[Entry]
    untold: list[Entry]
    changes_at: datetime | None
    """When the page next looks different by time alone."""


def staff_day(person: Person) -> StaffDay:
    """Today in the reader's zone: their own timeline, the practice's, and what needs somebody."""
    now, zone = timezone.now(), person.zone or access.practice_zone()
    today = day_of(now, zone)
    begins, ends = day_bounds(today, zone)
    visible = access.appointments_visible_to(person)
    with audit.reading("today.read", who=person):
        entries = [_entry(row, person, now) for row in visible.within(begins, ends)]
        earlier = visible.still_open().filter(ends_at__lte=begins, ends_at__gt=begins - UNTOLD_FOR)
        untold = [Entry(row, Phase.UNTOLD, row.clinician_id == person.pk) for row in earlier]
        own = _timeline(person, entries, begins, ends, now) if person.is_clinician else None
    others = [entry for entry in entries if own is None or not entry.is_own]
    return StaffDay(
        now=now,
        part_of_day=part_of_day(on_the_wall(now, zone).local.time()),
        own=own,
        colleagues=_by_clinician(others),
        waiting=[entry for entry in entries if entry.phase == Phase.WAITING],
        untold=[*untold, *(entry for entry in entries if entry.phase == Phase.UNTOLD)],
        changes_at=next_change([entry.appointment.slot for entry in entries], now),
    )


def _entry(row: Appointment, reader: Person, now: datetime) -> Entry:
    return Entry(row, phase(row.slot, now), is_own=row.clinician_id == reader.pk)


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
