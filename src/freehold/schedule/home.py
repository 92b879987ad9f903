"""What stands on the home page of a patient, or of a guardian: the next session, and those after it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from freehold import audit
from freehold.people.models import Person
from freehold.rooms.places import MEMBERS_MAY_COME_EARLY

from . import access
from .models import Appointment
from .states import State
from .today import next_change

MOST_SHOWN = 20


@dataclass(frozen=True)
class Visit:
    """An appointment as the patient sees it."""

    appointment: Appointment
    opens_at: datetime
    is_open: bool
    """The door of its waiting room is."""
    is_own: bool
    """False for a guardian, who does not sit in the session."""


@dataclass(frozen=True)
class Home:
    now: datetime
    visits: list[Visit]
    """The next one first."""
    changes_at: datetime | None


def patient_home(person: Person) -> Home:
    now = timezone.now()
    # What nobody came to and is over by now is the practice's to settle; the page does not invite there.
    there = Q(state__in=[State.ARRIVED, State.IN_SESSION]) | Q(state=State.BOOKED, ends_at__gt=now)
    with audit.reading("home.read", who=person):
        rows = list(access.appointments_visible_to(person).filter(there)[:MOST_SHOWN])
    return Home(
        now=now,
        visits=[visit(row, person, now) for row in rows],
        changes_at=next_change([row.slot for row in rows], now, doors_open=MEMBERS_MAY_COME_EARLY),
    )


def visit(appointment: Appointment, person: Person, now: datetime) -> Visit:
    opens_at = appointment.starts_at - MEMBERS_MAY_COME_EARLY
    return Visit(
        appointment,
        opens_at,
        is_open=appointment.is_open and now >= opens_at,
        is_own=appointment.patient_id == person.pk,
    )
