"""Whose clock shows another time for an appointment than the reader's."""

from zoneinfo import ZoneInfo

from freehold.people.models import Person

from . import access
from .models import Appointment


def other_clocks(appointment: Appointment, reader: Person) -> list[str]:
    """Of "practice" and "patient", those to whom the reader's time would be wrong."""
    home = access.practice_zone()

    def offset(zone: str) -> object:
        return appointment.starts_at.astimezone(ZoneInfo(zone or home)).utcoffset()

    here = offset(reader.zone)
    zones = {"practice": home, "patient": appointment.patient.zone}
    return [whose for whose, zone in zones.items() if offset(zone) != here]
