"""What stands on the staff's today page: read once, through one gate, on the record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from freehold import audit
from freehold.people.models import Person
from freehold.rooms import access as rooms
from freehold.rooms.places import MEMBERS_MAY_COME_EARLY

from . import access
from .models import Appointment
from .today import PartOfDay, Phase, next_change, now_stands_before, part_of_day, phase, seconds_between
from .wall_time import day_bounds, day_of, on_the_wall

DOORS_OPEN = MEMBERS_MAY_COME_EARLY
OVER = frozenset({Phase.ENDED, Phase.UNTOLD, Phase.NO_SHOW, Phase.CANCELLED, Phase.TECHNICAL_FAILURE})
TAGS = {
    Phase.UPCOMING: _("Booked"),
    Phase.LATE: _("Not here yet"),
    Phase.WAITING: _("Waiting"),
    Phase.LIVE: _("In session"),
    Phase.ENDED: _("Ended"),
    Phase.UNTOLD: _("Not settled"),
    Phase.NO_SHOW: _("Did not come"),
    Phase.CANCELLED: _("Cancelled"),
    Phase.TECHNICAL_FAILURE: _("Technical failure"),
}
TONES = {Phase.WAITING: "clay", Phase.UNTOLD: "clay", Phase.LIVE: ""}
UNTOLD_FOR = timedelta(days=30)
"""How long an appointment that nobody said anything about keeps asking."""


@dataclass(frozen=True)
class Entry:
    """An appointment and what it is doing now."""

    appointment: Appointment
    phase: Phase
    is_own: bool
    """Whether the reader leads it, and so may let the patient in."""
    is_room_open: bool = False
    location: str = ""
    """Where a patient who waits for the reader says they are."""

    @property
    def is_over(self) -> bool:
        return self.phase in OVER

    @property
    def tag(self) -> tuple[str, str]:
        """Its phase in a word or two, and the tone to say it in."""
        return str(TAGS[self.phase]), TONES.get(self.phase, "plain")


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
        entries = [
            entry_of(row, person, now) for row in access.with_shared_people(visible.within(begins, ends))
        ]
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
        waiting=[entry for entry in entries if entry.phase == Phase.WAITING],
        untold=[*untold, *(entry for entry in entries if entry.phase == Phase.UNTOLD)],
        changes_at=next_change([entry.appointment.slot for entry in entries], now, ends, DOORS_OPEN),
    )


def entry_of(row: Appointment, reader: Person, now: datetime) -> Entry:
    found = phase(row.slot, now)
    is_own = row.clinician_id == reader.pk
    return Entry(
        row,
        found,
        is_own,
        is_room_open=found in (Phase.UPCOMING, Phase.LATE) and now >= row.starts_at - DOORS_OPEN,
        location=_location(row, reader) if is_own and found is Phase.WAITING else "",
    )


def _location(row: Appointment, reader: Person) -> str:
    """What the patient said at the door; one query for each who waits, which is seldom more than one."""
    with audit.reading("session.location", who=reader, whose=row.patient_id, what=row):
        answers = rooms.door_answers_of(row.session)
    return str(answers.location) if answers else ""


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
