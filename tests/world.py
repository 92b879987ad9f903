"""The named cast, for every test: Dana and Sam and the rest of Elm Street Therapy, made by actions.

elm = world.elm_street()
page = world.window_of(elm.dana).get("/")
session = world.booked(elm.dana, elm.sam, at="15:00")
"""

import json
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.test import Client

from freehold.cli import cast
from freehold.cli.cast import PRACTICE_ZONE, Cast
from freehold.people import actions as people
from freehold.people import scope, sessions
from freehold.people.models import Person
from freehold.people.models.sign_in import How
from freehold.people.session_store import SessionStore
from freehold.rooms.consent import VERSION
from freehold.rooms.models import Session
from freehold.schedule import actions
from freehold.schedule.models import Appointment
from freehold.schedule.wall_time import WallTime

DOOR: dict[str, object] = {
    "location": "Portland, Oregon",
    "callback": "503 555 0101",
    "emergency_name": "Robin Brennan",
    "emergency_phone": "503 555 0102",
    "alone": True,
    "who_else": "",
    "headphones": True,
    "consent_version": VERSION,
}

MONDAY = datetime(2026, 11, 23, 18, 59, tzinfo=UTC)
"""Monday 23 November 2026, 1:59 pm in New York; for `time_machine.travel`."""
TODAY = MONDAY.date()


def elm_street(*, is_demo: bool = False) -> Cast:
    """The practice with everybody in it and nothing in the diary."""
    return cast.create(is_demo=is_demo)


def window_of(person: Person, *, visiting: Session | None = None) -> Client:
    """A browser window in which `person` is signed in; with `visiting`, by a link good for that session."""
    store = SessionStore()
    scoped = scope.for_session(visiting.id) if visiting else ""
    how = How.LINK if visiting else How.PASSKEY if person.is_staff_member else How.PASSWORD
    began = people.begin_sign_in(person, how=how, scope=scoped, device="", address="127.0.0.1")
    store[sessions.SIGN_IN] = str(began.id)
    store.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key or ""
    return client


def booked(
    clinician: Person, patient: Person, at: str, *, on: date = TODAY, minutes: int = 50
) -> Appointment:
    """An appointment at a time on the practice's wall, "15:00"."""
    return actions.book(
        clinician=clinician,
        patient=patient,
        meant=WallTime(datetime.combine(on, time.fromisoformat(at)), PRACTICE_ZONE),
        minutes=minutes,
        by=clinician,
    )


def knock(window: Client, appointment: Appointment) -> str:
    """The patient answers at the door and sits in the waiting room; the id of their place there."""
    answer = _tell(window, appointment, "door", DOOR)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["connection"])


def enter(window: Client, appointment: Appointment) -> str:
    """Somebody who passed the door, or leads, comes in; the id of their place."""
    answer = _tell(window, appointment, "enter", {})
    assert answer.status_code == 200, answer.content
    return str(answer.json()["connection"])


def let_in(window: Client, appointment: Appointment, place: str) -> str:
    """The clinician enters and opens the door to who waits in `place`; the id of the clinician's own."""
    own = enter(window, appointment)
    assert _tell(window, appointment, "admit", {"connection": place}).status_code == 200
    return own


def end(window: Client, appointment: Appointment, how: str = "ended") -> None:
    assert _tell(window, appointment, "end", {"how": how}).status_code == 200


def leave(window: Client, appointment: Appointment, place: str) -> None:
    assert _tell(window, appointment, "leave", {"connection": place}).status_code == 200


def _tell(window: Client, appointment: Appointment, verb: str, said: dict[str, object]) -> Any:
    path = f"/sessions/{appointment.session_id}/{verb}"
    return window.post(path, json.dumps(said), content_type="application/json")
