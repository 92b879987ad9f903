"""What the session page tells the browser's part of the room before it starts; shape in `docs/rooms.md`."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from freehold.people.contact import phone_as_read
from freehold.people.models import Person, Practice, SignIn
from freehold.web.spoken_times import when

from . import access, consent, livekit
from .models import Participation, Session
from .places import Part
from .words import words

VERBS = (
    "enter",
    "door",
    "at_door",
    "state",
    "admit",
    "keys",
    "chat",
    "leave",
    "end",
    "remove",
    "card",
    "trouble",
    "heartbeat",
)


def bootstrap(session: Session, person: Person, *, sign_in: SignIn, event: int) -> dict[str, Any]:
    """Everything the island needs, for this person on this device; `event` is where `/live` goes on from."""
    mine = access.participation_of(session, person)
    other = access.other_than(session, person)
    house = access.house()
    return {
        "session": {
            "id": str(session.id),
            "startsAt": session.starts_at.isoformat(),
            "endsAt": session.ends_at.isoformat(),
            "zone": person.zone or house.zone,
            "when": when(session.starts_at, session.ends_at, reader=person, practice=house),
            "practice": house.name,
            "state": session.state,
        },
        "me": _somebody(mine),
        "other": _somebody(other),
        "door": _door(session, mine, sign_in.id, house.region),
        "help": _help(house),
        "fallback": {"phone": callback(session)},
        "live": f"/live?after={event}",
        "signal": f"/rtc/{session.id}",
        "urls": _urls(session.id, may_go_home=not sign_in.scope),
        "media": _media(),
        "words": words(),
    }


def card(session: Session) -> dict[str, Any] | None:
    """What the lead reads when help is needed: where the member is and whom to call; None before the door."""
    answers = access.door_answers_of(session)
    if answers is None:
        return None
    region = access.house().region
    return {
        "location": answers.location,
        "callback": phone_as_read(answers.callback, region),
        "emergency_name": answers.emergency_name,
        "emergency_phone": phone_as_read(answers.emergency_phone, region),
        **answers.privacy,
        "given_at": answers.given_at.isoformat(),
    }


def _somebody(one: Participation) -> dict[str, str]:
    person = one.person
    return {
        "person": str(person.id),
        "part": one.part,
        "name": person.name,
        "firstName": person.first_name,
        "initials": person.initials,
    }


def _door(session: Session, mine: Participation, sign_in: UUID, region: str) -> dict[str, Any]:
    if mine.part == Part.LEAD:
        return {"needed": False, "answers": None, "consent": None}
    last = access.latest_door_answers(mine.person)
    signed = access.has_consented(mine.person)
    return {
        "needed": not (signed and access.has_passed_door(session, mine.person, sign_in)),
        "answers": {
            # Where somebody is must be said each time; the rest is only to be confirmed.
            "location": last.location if last else "",
            "callback": phone_as_read(last.callback if last else mine.person.phone, region),
            "emergency_name": last.emergency_name if last else "",
            "emergency_phone": phone_as_read(last.emergency_phone, region) if last else "",
        },
        "consent": {"version": consent.VERSION, "text": consent.paragraphs(), "signed": signed},
    }


def callback(session: Session) -> str:
    """The number for when video fails: as the member said it at this door, else as known before, else ""."""
    answers = access.door_answers_of(session)
    number = answers.callback if answers else access.member_of(session).phone
    return phone_as_read(number, access.house().region) if number else ""


def _help(house: Practice) -> dict[str, Any]:
    """Whom to call in a crisis, as the practice set it: at hand without leaving the page."""
    phone = phone_as_read(house.phone, house.region) if house.phone else ""
    return {"lines": house.crisis_lines, "practice": phone}


def _urls(session: UUID, *, may_go_home: bool) -> dict[str, str]:
    urls = {verb: reverse(f"rooms:{verb}", args=[session]) for verb in VERBS}
    # For whoever came by a link for this one session the start page is this page again.
    home = "/" if may_go_home else ""
    return {**urls, "home": home, "signIn": f"/sign-in?next={reverse('rooms:session', args=[session])}"}


def _media() -> dict[str, Any]:
    missing = livekit.why_missing()
    if missing:
        return {"available": False, "why": missing}
    if not livekit.answers():
        return {"available": False, "why": _("The video server is not running at the moment.")}
    return {"available": True, "why": ""}
