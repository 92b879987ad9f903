"""Whether the holder of some cookies may have one connection's signalling now; asked on every connect."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from freehold.live.hub import Stream, hub
from freehold.people import scope, sessions

from . import access, places
from .knock import Knock
from .places import ConnectionId


@dataclass(frozen=True, slots=True)
class Seat:
    """An admitted connection of a signed-in person; `room` is its name at the media server."""

    room: str
    connection: UUID
    sign_in: str


def claim(knock: Knock, cookies: Mapping[str, str]) -> Seat | None:
    """The seat these cookies have a right to, or None; nobody learns which of the reasons it was."""
    signed = sessions.person_for(cookies)
    if signed is None or not scope.reaches(signed.scope, f"/rtc/{knock.session}"):
        return None
    session = access.sessions_for(signed.person).filter(id=knock.session).first()
    if session is None:
        return None
    room = access.room_of(session)
    place = room.place(ConnectionId(knock.connection))
    if place is None or place.person != signed.person.id or str(place.sign_in) != signed.sign_in_id:
        return None
    if not places.may_hear(room, place.connection):
        return None
    return Seat(session.room, knock.connection, signed.sign_in_id)


def take(knock: Knock, cookies: Mapping[str, str], line: Stream) -> Seat | None:
    """Claim a seat for `line` and have the hub end it with its sign-in.

    The seat is claimed again once the hub knows the line: what ended in between would else be missed.
    """
    seat = claim(knock, cookies)
    if seat is None:
        return None
    line.sign_in = seat.sign_in
    hub.add(line)
    return claim(knock, cookies)


def keep(knock: Knock, cookies: Mapping[str, str]) -> bool:
    """Whether the seat still holds; a live session counts as activity of the person in it."""
    seat = claim(knock, cookies)
    if seat is None:
        return False
    sessions.touch(seat.sign_in)
    return True
