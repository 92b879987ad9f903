"""What happens in the room moves the appointment. Rooms knows nothing of this."""

from typing import Any

from freehold.people.models import Person
from freehold.rooms import signals
from freehold.rooms.models import Session

from . import actions
from .models import Appointment
from .states import NotFromHere, State, Step, after

HOW = {"technical_failure": Step.FAIL, "no_show": Step.MISS}


def connect() -> None:
    signals.arrived.connect(on_arrived, dispatch_uid="schedule")
    signals.left.connect(on_left, dispatch_uid="schedule")
    signals.seen.connect(on_seen, dispatch_uid="schedule")
    signals.began.connect(on_began, dispatch_uid="schedule")
    signals.ended.connect(on_ended, dispatch_uid="schedule")


def on_arrived(session: Session, person: Person, **_: Any) -> None:
    _follow(session, Step.ARRIVE, person=person)


def on_left(session: Session, person: Person, **_: Any) -> None:
    _follow(session, Step.LEAVE, person=person)


def on_seen(session: Session, **_: Any) -> None:
    appointment = Appointment.objects.filter(session=session).first()
    if appointment is not None and appointment.is_live:
        actions.tell_who_is_there(appointment)


def on_began(session: Session, **_: Any) -> None:
    _follow(session, Step.BEGIN)


def on_ended(session: Session, how: str, **_: Any) -> None:
    _follow(session, HOW.get(how, Step.END))


def _follow(session: Session, step: Step, person: Person | None = None) -> None:
    """Take the step if it changes anything.

    With `person`, only if that is the patient: a clinician who comes early has not kept anybody waiting.
    """
    appointment = Appointment.objects.filter(session=session).first()
    if appointment is None:
        return
    if appointment.is_live and person is not None:
        # Whoever comes or goes in a running session changes who is alone there, and no state.
        actions.tell_who_is_there(appointment)
        return
    if person is not None and person.pk != appointment.patient_id:
        return
    try:
        if after(State(appointment.state), step) != appointment.state:
            actions.follow_room(appointment, step, by=person)
    except NotFromHere:
        # The room speaks of every session; a cancelled or closed one stays as it was written down.
        return
