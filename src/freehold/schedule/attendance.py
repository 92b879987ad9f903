"""Who was there and for how many minutes, for those who may know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from freehold.people.models import Person
from freehold.rooms import access as rooms

from .models import Appointment


@dataclass(frozen=True)
class Present:
    """How long one of the two was in the room, as the media server saw it."""

    person: Person
    minutes: int | None
    """Whole minutes; None: never there."""


def present_in(rows: Collection[Appointment], now: datetime) -> dict[UUID, list[Present]]:
    """Appointment → patient and clinician with their minutes. Empty where the room saw neither of them.

    One query, none for no rows.
    """
    seen = rooms.minutes_in([row.session_id for row in rows], now)
    return {row.id: _both(row, seen[row.session_id]) for row in rows}


def _both(row: Appointment, minutes: dict[UUID, int]) -> list[Present]:
    if not minutes:
        return []
    return [Present(one, minutes.get(one.pk)) for one in (row.patient, row.clinician)]
