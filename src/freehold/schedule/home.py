"""What stands on the home page of a patient, or of a guardian: the next session, and those after it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from freehold import audit
from freehold.people.models import Person
from freehold.rooms.places import MEMBERS_MAY_COME_EARLY

from . import access
from .models import Appointment
from .states import State, Step, allows
from .today import next_change, seconds_between
from .wall_time import day_bounds, day_of

MOST_SHOWN = 20


@dataclass(frozen=True)
class Visit:
    """An appointment as the patient sees it."""

    appointment: Appointment
    opens_at: datetime
    opens_today: bool
    is_open: bool
    """The door of its waiting room is."""
    may_change: bool
    """It is still to come, so moving or cancelling it can be asked for."""
    is_own: bool
    """False for a guardian, who does not sit in the session."""


@dataclass(frozen=True)
class Home:
    now: datetime
    today: date
    next: Visit | None
    later: list[Visit]
    changes_at: datetime

    @property
    def seconds_to_change(self) -> int:
        return seconds_between(self.now, self.changes_at)


def patient_home(person: Person) -> Home:
    now, zone = timezone.now(), access.zone_of(person)
    today = day_of(now, zone)
    _, midnight = day_bounds(today, zone)
    # What nobody came to and is over by now is the practice's to settle; the page does not invite there.
    there = Q(state__in=[State.ARRIVED, State.IN_SESSION]) | Q(state=State.BOOKED, ends_at__gt=now)
    with audit.reading("home.read", who=person):
        rows = list(access.appointments_visible_to(person).filter(there)[:MOST_SHOWN])
    visits = [visit(row, person, now) for row in rows]
    return Home(
        now=now,
        today=today,
        next=visits[0] if visits else None,
        later=visits[1:],
        changes_at=next_change([row.slot for row in rows], now, midnight, MEMBERS_MAY_COME_EARLY),
    )


def visit(appointment: Appointment, person: Person, now: datetime) -> Visit:
    zone = access.zone_of(person)
    opens_at = appointment.starts_at - MEMBERS_MAY_COME_EARLY
    return Visit(
        appointment,
        opens_at,
        opens_today=day_of(opens_at, zone) == day_of(now, zone),
        is_open=appointment.is_open and now >= opens_at,
        may_change=allows(State(appointment.state), Step.MOVE),
        is_own=appointment.patient_id == person.pk,
    )
