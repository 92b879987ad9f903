"""Every write of the diary: book, move, cancel, and follow what happens in the room.

Each one checks, writes, audits and tells the pages that show it, in one transaction.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from freehold import audit, live
from freehold.people import access as people
from freehold.people.models import Person
from freehold.rooms import actions as rooms
from freehold.rooms.models import Session

from . import access
from .models import Appointment
from .refusals import Clashes, InThePast, NotInCareTeam, NotYet
from .states import State, Step, after
from .wall_time import WallTime, instant, on_the_wall

STILL_NOW = timedelta(minutes=5)
"""How long ago a time may be and still mean now: the form was open while the clock went on."""


@audit.action
def book(
    *,
    clinician: Person,
    patient: Person,
    meant: WallTime,
    minutes: int,
    by: Person,
    despite_clash: bool = False,
) -> Appointment:
    """Put an individual session into the diary, and make its room.

    Raises:
        NeverOnTheWall: the clocks skip that time.
        InThePast: it has gone by.
        NotInCareTeam: the clinician does not treat the patient.
        Clashes: clinician or patient is taken, and `despite_clash` was not said.
    """
    starts_at = instant(meant)
    refuse_past(starts_at)
    refuse_stranger(clinician, patient)
    if not despite_clash:
        refuse_clash(clinician, patient, starts_at, minutes)
    return _write_down(clinician, patient, meant, minutes, by, "appointment.book")


@audit.action
def start_now(*, clinician: Person, patient: Person, minutes: int, by: Person) -> Appointment:
    """A session nobody booked: it begins this minute on the practice's wall, whatever else stands there.

    Raises:
        NotInCareTeam: the clinician does not treat the patient.
    """
    refuse_stranger(clinician, patient)
    meant = on_the_wall(timezone.now().replace(second=0, microsecond=0), access.practice_zone())
    return _write_down(clinician, patient, meant, minutes, by, "appointment.start_now")


@audit.action
def record_held(
    *, clinician: Person, patient: Person, meant: WallTime, minutes: int, by: Person
) -> Appointment:
    """Write down a session that was held elsewhere, by phone or in person: it is over, and so is its room.

    Raises:
        NeverOnTheWall: the clocks skip that time.
        NotYet: it could not be over by now.
        NotInCareTeam: the clinician does not treat the patient.
    """
    if instant(meant) + timedelta(minutes=minutes) > timezone.now():
        raise NotYet
    refuse_stranger(clinician, patient)
    appointment = _write_down(clinician, patient, meant, minutes, by, "appointment.record")
    appointment.state = State.ENDED
    appointment.began_at, appointment.ended_at = appointment.starts_at, appointment.ends_at
    appointment.save()
    rooms.end_session(appointment.session, how="ended", by=by)
    return appointment


@audit.action
def move(
    appointment: Appointment, *, meant: WallTime, minutes: int, by: Person, despite_clash: bool = False
) -> Appointment:
    """Hold it at another time. Its room, and links to it, stay the same.

    Raises:
        NotFromHere: it is under way or over.
        NeverOnTheWall, InThePast, Clashes: as when booking.
    """
    appointment = _locked(appointment)
    after(State(appointment.state), Step.MOVE)
    starts_at = instant(meant)
    refuse_past(starts_at)
    if not despite_clash:
        refuse_clash(appointment.clinician, appointment.patient, starts_at, minutes, but=appointment)
    _put_at(appointment, meant, minutes)
    appointment.save()
    rooms.move_session(appointment.session, starts_at=starts_at, minutes=minutes, by=by)
    audit.record("appointment.move", who=by, whose=appointment.patient, what=appointment)
    _tell(appointment)
    return appointment


@audit.action
def cancel(appointment: Appointment, *, reason: str, by: Person) -> Appointment:
    """Call it off. The reason is kept encrypted; the room's door says that it will not take place.

    Raises:
        NotFromHere: it is under way or over.
    """
    appointment = _locked(appointment)
    appointment.reason = reason
    _step(appointment, Step.CANCEL, by=by)
    rooms.close_session(appointment.session, how="cancelled", by=by)
    return appointment


@audit.action
def mark_no_show(appointment: Appointment, *, by: Person) -> Appointment:
    """The patient did not come.

    Raises:
        NotFromHere: somebody came, or it is over.
        NotYet: its time has not come.
    """
    appointment = _locked(appointment)
    if appointment.starts_at > timezone.now():
        raise NotYet
    _step(appointment, Step.MISS, by=by)
    rooms.close_session(appointment.session, how="no_show", by=by)
    return appointment


@audit.action
def mark_technical_failure(appointment: Appointment, *, by: Person) -> Appointment:
    """It failed for a technical reason: nobody's no-show, even if it was recorded as one.

    Raises:
        NotFromHere: it was cancelled, or is marked already.
        NotYet: its time has not come and nobody is there.
    """
    appointment = _locked(appointment)
    if appointment.starts_at > timezone.now() and appointment.state == State.BOOKED:
        raise NotYet
    was_open, was_live = appointment.is_open, appointment.is_live
    _step(appointment, Step.FAIL, by=by)
    if was_live:
        rooms.end_session(appointment.session, how="technical_failure", by=by)
    elif was_open:
        rooms.close_session(appointment.session, how="technical_failure", by=by)
    return appointment


@audit.action
def follow_room(appointment: Appointment, step: Step, *, by: Person | None) -> Appointment:
    """Write down what the room tells: somebody came, went, began or ended.

    Raises:
        NotFromHere: it makes no difference any more.
    """
    return _step(_locked(appointment), step, by=by)


@audit.unaudited(why="changes no row; whoever came or went is audited by the room")
def tell_who_is_there(appointment: Appointment) -> None:
    """Somebody came into a running session or left it: pages that say who is alone there ask again."""
    _tell(appointment)


def refuse_past(starts_at: datetime) -> None:
    if starts_at < timezone.now() - STILL_NOW:
        raise InThePast(starts_at)


def refuse_stranger(clinician: Person, patient: Person) -> None:
    if not people.treats(clinician, patient):
        raise NotInCareTeam


def refuse_clash(
    clinician: Person, patient: Person, starts_at: datetime, minutes: int, but: Appointment | None = None
) -> None:
    ends_at = starts_at + timedelta(minutes=minutes)
    others = list(access.clashing(clinician, patient, starts_at, ends_at, but))
    if others:
        raise Clashes(others)


def _write_down(
    clinician: Person, patient: Person, meant: WallTime, minutes: int, by: Person, event: str
) -> Appointment:
    appointment = Appointment(clinician=clinician, patient=patient, booked_by=by)
    _put_at(appointment, meant, minutes)
    appointment.session = rooms.create_session(
        clinician=clinician, patient=patient, starts_at=appointment.starts_at, minutes=minutes, by=by
    )
    appointment.save()
    audit.record(event, who=by, whose=patient, what=appointment)
    _tell(appointment)
    return appointment


def _put_at(appointment: Appointment, meant: WallTime, minutes: int) -> None:
    appointment.day, appointment.at = meant.local.date(), meant.local.time()
    appointment.zone, appointment.second_pass = meant.zone, meant.second_pass
    appointment.minutes = minutes
    appointment.starts_at = instant(meant)
    appointment.ends_at = appointment.starts_at + timedelta(minutes=minutes)


def _locked(appointment: Appointment) -> Appointment:
    """The row as it is now, kept from others until the transaction ends.

    The room's row first: what happens in a room locks them in that order as well.
    """
    Session.objects.select_for_update().get(pk=appointment.session_id)
    rows = Appointment.objects.select_related("clinician", "patient", "session")
    return rows.select_for_update(of=("self",)).get(pk=appointment.pk)


def _step(appointment: Appointment, step: Step, *, by: Person | None) -> Appointment:
    appointment.state = after(State(appointment.state), step)
    now = timezone.now()
    if step is Step.ARRIVE:
        appointment.arrived_at = now
    elif step is Step.BEGIN:
        appointment.began_at = appointment.began_at or now
    elif appointment.state in (State.ENDED, State.TECHNICAL_FAILURE):
        appointment.ended_at = appointment.ended_at or now
    appointment.save()
    audit.record(f"appointment.{step.value}", who=by, whose=appointment.patient, what=appointment)
    _tell(appointment)
    return appointment


def _tell(appointment: Appointment) -> None:
    """Today's pages that show it ask again, once the transaction is through."""
    for person in (appointment.clinician_id, appointment.patient_id):
        live.publish(f"person:{person}", "today.changed")
    live.publish("practice:staff", "practice.changed")
