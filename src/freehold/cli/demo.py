"""A fictional practice with a believable day, made by the same actions as a real one.

`./freehold up --demo` calls `build_or_refresh` before it prints the links. Every call moves the day so that
Dana's session with Sam starts now, and hands out fresh one-time links.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from django.db import transaction
from django.utils import timezone

from freehold.people import access as people
from freehold.people import actions as people_actions
from freehold.people.models import Person
from freehold.rooms import actions as rooms
from freehold.schedule import access, actions
from freehold.schedule.states import State, Step, allows
from freehold.schedule.wall_time import WallTime, day_bounds, day_of, instant, on_the_wall

from . import cast
from .cast import PRACTICE_ZONE, Cast
from .demo_addresses import have_addresses
from .demo_large import build_large

__all__ = ["DemoPerson", "NotADemo", "build_large", "build_or_refresh"]


class NotADemo(Exception):
    """This database holds a real practice; a demo never touches one."""


class DemoPerson(TypedDict):
    name: str
    role: str
    link_path: str


@dataclass(frozen=True)
class Line:
    """One line of the diary that the demo shows."""

    clinician: Person
    patient: Person
    meant: WallTime
    minutes: int = 50


def build_or_refresh() -> list[DemoPerson]:
    """Make the demo practice, or bring the one that is there up to now; everybody with a fresh one-time link.

    Raises:
        NotADemo: the database holds a real practice.
    """
    with transaction.atomic():
        elm_street = _find_or_create()
        now = timezone.now().replace(second=0, microsecond=0)
        for line in _earlier_today(elm_street, now):
            _have_held(line)
        for line in _to_come(elm_street, now):
            _have_booked(line)
        # Last, so that what the lines above moved away is not in the way any more.
        face_to_face = Line(elm_street.dana, elm_street.sam, on_the_wall(now, PRACTICE_ZONE))
        _clear_the_way(face_to_face)
        _have_booked(face_to_face)
        have_addresses(elm_street.ilse, day_of(now, PRACTICE_ZONE))
        return [
            DemoPerson(
                name=person.name,
                role=str(person.role),
                link_path=people_actions.create_link(person, "demo", by=None),
            )
            for person in elm_street.everybody()
        ]


def _find_or_create() -> Cast:
    practice = people.practice()
    if practice is None and not Person.objects.exists():
        return cast.create(is_demo=True)
    if practice is None or not practice.is_demo:
        raise NotADemo
    return cast.find()


def _earlier_today(elm: Cast, now: datetime) -> Iterator[Line]:
    """What is over by now; nothing, soon after midnight."""
    begins, _ = day_bounds(day_of(now, PRACTICE_ZONE), PRACTICE_ZONE)
    last = _next_half_hour(now - timedelta(minutes=140))
    for clinician, patient, starts_at in (
        (elm.dana, elm.ana, last - timedelta(minutes=90)),
        (elm.dana, elm.marta, last),
        (elm.ilse, elm.ruth, last),
    ):
        if starts_at >= begins:
            yield Line(clinician, patient, on_the_wall(starts_at, PRACTICE_ZONE))


def _to_come(elm: Cast, now: datetime) -> Iterator[Line]:
    """The rest of the day, as far as it goes, and the days after it."""
    today = day_of(now, PRACTICE_ZONE)
    _, ends = day_bounds(today, PRACTICE_ZONE)
    later = _next_half_hour(now + timedelta(minutes=60))
    for clinician, patient, starts_at, minutes in (
        (elm.chidi, elm.tomas, _next_half_hour(now + timedelta(minutes=10)), 30),
        (elm.dana, elm.leo, later, 45),
        (elm.theo, elm.priya, later + timedelta(minutes=90), 50),
    ):
        if starts_at < ends:
            yield Line(clinician, patient, on_the_wall(starts_at, PRACTICE_ZONE), minutes)
    yield Line(elm.dana, elm.ana, _at(today + timedelta(days=1), time(9, 30)))
    yield Line(elm.ilse, elm.ruth, _at(today + timedelta(days=1), time(14)))
    yield Line(elm.chidi, elm.sam, _at(today + timedelta(days=3), time(11)), 30)
    yield Line(elm.dana, elm.marta, _at(today + timedelta(days=7), time(11)))


def _at(day: date, at: time) -> WallTime:
    return WallTime(datetime.combine(day, at), PRACTICE_ZONE)


def _next_half_hour(moment: datetime) -> datetime:
    return moment + timedelta(minutes=-moment.minute % 30)


def _have_held(line: Line) -> None:
    """Once: a second start on the same day finds it in the diary."""
    led = access.appointments_led_by(line.clinician).filter(patient=line.patient, day=line.meant.local.date())
    if not led.exists():
        actions.record_held(
            clinician=line.clinician,
            patient=line.patient,
            meant=line.meant,
            minutes=line.minutes,
            by=line.clinician,
        )


def _have_booked(line: Line) -> None:
    """Move what an earlier start booked for these two; a session they left open is over."""
    by = line.clinician
    for earlier in access.appointments_led_by(by).filter(patient=line.patient).still_open():
        if allows(State(earlier.state), Step.MOVE):
            actions.move(earlier, meant=line.meant, minutes=line.minutes, by=by, despite_clash=True)
            return
        rooms.end_session(earlier.session, how="ended", by=by)
    actions.book(
        clinician=by,
        patient=line.patient,
        meant=line.meant,
        minutes=line.minutes,
        by=by,
        despite_clash=True,
    )


def _clear_the_way(line: Line) -> None:
    """Whatever somebody trying the demo left at this time, of either of the two, gives way."""
    begins = instant(line.meant)
    ends = begins + timedelta(minutes=line.minutes)
    for other in access.clashing(line.clinician, line.patient, begins, ends).select_related("session"):
        if (other.clinician_id, other.patient_id) == (line.clinician.id, line.patient.id):
            continue
        if allows(State(other.state), Step.CANCEL):
            actions.cancel(other, reason="Elm Street's day began again.", by=line.clinician)
        else:
            rooms.end_session(other.session, how="ended", by=line.clinician)
