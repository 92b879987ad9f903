"""The sessions of a patient on the page about them: those to come, and those that were with who was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from freehold.people.models import Person
from freehold.people.panels import Panel

from . import access
from .attendance import Present, present_in
from .entries import Entry, entries_of

MOST_COMING = 50
MOST_PAST = 100
SHOWN_AT_ONCE = 5


@dataclass(frozen=True)
class Line:
    entry: Entry
    present: Sequence[Present]
    """Empty where the room saw nobody, and for who may not know."""


@dataclass(frozen=True)
class PatientSessions:
    patient: Person
    coming: Sequence[Line]
    """The next one first."""
    past: Sequence[Line]
    """The last one first."""
    earlier: Sequence[Line]
    """Before those of `past`, folded away."""
    sees_practice: bool
    """False: these are only the sessions the reader leads."""

    @property
    def is_empty(self) -> bool:
        return not self.coming and not self.past


def panel(patient: Person, reader: Person) -> Panel:
    """For `people.panels`."""
    return Panel("schedule/_patient_sessions.html", patient_sessions(patient, reader, timezone.now()))


def patient_sessions(patient: Person, reader: Person, now: datetime) -> PatientSessions:
    """The sessions of `patient` that `reader` may see, as they stand at `now`."""
    rows = access.appointments_visible_to(reader).filter(patient=patient).for_list()
    ahead = rows.still_open().filter(ends_at__gt=now)
    coming = entries_of(ahead[:MOST_COMING], reader, now)
    past = entries_of(rows.exclude(pk__in=ahead.values("pk")).reverse()[:MOST_PAST], reader, now)
    known = access.with_known_minutes([entry.appointment for entry in (*coming, *past)], reader)
    present = present_in(known, now)

    def lines(entries: Sequence[Entry]) -> list[Line]:
        return [Line(entry, present.get(entry.appointment.id, ())) for entry in entries]

    return PatientSessions(
        patient=patient,
        coming=lines(coming),
        past=lines(past[:SHOWN_AT_ONCE]),
        earlier=lines(past[SHOWN_AT_ONCE:]),
        sees_practice=access.sees_whole_practice(reader),
    )
