"""One appointment as a day or a week shows it: what it is doing now, and who is there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from freehold import audit
from freehold.people.models import Person
from freehold.rooms import access as rooms
from freehold.rooms import places
from freehold.rooms.places import MEMBERS_MAY_COME_EARLY, SILENCE_MEANS_AWAY, Part

from . import access
from .models import Appointment
from .today import Phase, phase

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


@dataclass(frozen=True)
class Entry:
    """An appointment and what it is doing now."""

    appointment: Appointment
    phase: Phase
    is_own: bool
    """Whether the reader leads it, and so may let the patient in."""
    is_room_open: bool = False
    alone: places.State | None = None
    """In a running session: how the patient is there while the clinician is not."""
    may_be_left_at: datetime | None = None
    """When the clinician counts as gone unless their page says by then that it is still open."""
    location: str = ""
    """Where a patient who waits for the reader says they are."""

    @property
    def is_over(self) -> bool:
        return self.phase in OVER

    @property
    def needs_somebody(self) -> bool:
        """The patient is there, and nobody is with them."""
        return self.phase is Phase.WAITING or self.alone is not None

    @property
    def tag(self) -> tuple[str, str]:
        """Its phase in a word or two, and the tone to say it in."""
        if self.alone is not None:
            is_in = self.alone is places.State.ADMITTED
            return str(_("Alone") if is_in else TAGS[Phase.WAITING]), "clay"
        return str(TAGS[self.phase]), TONES.get(self.phase, "plain")


def entries_of(rows: Iterable[Appointment], reader: Person, now: datetime) -> list[Entry]:
    """The rows as entries, in their order. Who is in those that run is asked in one query."""
    entries = [_entry(row, reader, now) for row in access.with_shared_people(rows)]
    seen = rooms.seen_in([entry.appointment.session_id for entry in entries if entry.phase is Phase.LIVE])
    return [
        _with_who_is_there(entry, seen[entry.appointment.session_id], now)
        if entry.appointment.session_id in seen
        else entry
        for entry in entries
    ]


def with_location(entry: Entry, reader: Person) -> Entry:
    """The same, with what its patient said at the door, where they wait for the reader.

    One query for each who waits, which is seldom more than one.
    """
    if not (entry.is_own and entry.phase is Phase.WAITING):
        return entry
    row = entry.appointment
    with audit.reading("session.location", who=reader, whose=row.patient_id, what=row):
        answers = rooms.door_answers_of(row.session)
    return replace(entry, location=str(answers.location) if answers else "")


def _entry(row: Appointment, reader: Person, now: datetime) -> Entry:
    found = phase(row.slot, now)
    return Entry(
        row,
        found,
        is_own=row.clinician_id == reader.pk,
        is_room_open=found in (Phase.UPCOMING, Phase.LATE) and now >= row.starts_at - DOORS_OPEN,
    )


def _with_who_is_there(entry: Entry, seen: list[places.Seen], now: datetime) -> Entry:
    leads = [one.last_seen for one in seen if one.part is Part.LEAD and one.is_there(now)]
    gone_at = max(leads) + SILENCE_MEANS_AWAY + timedelta(seconds=1) if leads else None
    return replace(entry, alone=places.member_alone(seen, now), may_be_left_at=gone_at)
