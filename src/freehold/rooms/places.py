"""Places in a session and what may become of them.

Pure: no database, no clock, no network.

A *place* belongs to one person; a *connection* is one loaded page that sits (or sat) in that place. A person
has at most one current connection: a second device, or a reload, replaces the first. Who is let in is
decided by the lead, once per sign-in: coming back on the same device needs no second admission, coming back
on another device does, and whoever was removed does not come back at all.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

ConnectionId = NewType("ConnectionId", UUID)
PersonId = NewType("PersonId", UUID)
SignInId = NewType("SignInId", UUID)

MEMBERS_MAY_COME_EARLY = timedelta(minutes=15)
LEADS_MAY_COME_EARLY = timedelta(hours=1)
SESSIONS_MAY_RUN_LATE = timedelta(hours=4)
# Two missed heartbeats of 15 s and some slack.
SILENCE_MEANS_AWAY = timedelta(seconds=40)


class Part(StrEnum):
    LEAD = "lead"
    MEMBER = "member"


class SessionState(StrEnum):
    OPEN = "open"
    LIVE = "live"
    ENDED = "ended"


class How(StrEnum):
    """How a session ended."""

    ENDED = "ended"
    TECHNICAL_FAILURE = "technical_failure"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class State(StrEnum):
    WAITING = "waiting"
    ADMITTED = "admitted"
    LEFT = "left"
    REPLACED = "replaced"
    REMOVED = "removed"


CURRENT = frozenset({State.WAITING, State.ADMITTED})


class Refused(Exception):
    """A rule of the session says no; `words.py` says it kindly. `code` is stable, for the browser."""

    code = "refused"


class TooEarly(Refused):
    code = "too_early"


class Over(Refused):
    """The session has ended, was cancelled, or its time is long past."""

    code = "ended"


class WasRemoved(Refused):
    code = "removed"


class NotCurrent(Refused):
    """This connection was replaced, has left, or never was."""

    code = "not_current"


class NotWaiting(Refused):
    code = "not_waiting"


class DoorFirst(Refused):
    """The member has not answered the door's questions on this device yet."""

    code = "door_first"


class ConsentOutdated(Refused):
    """The consent text shown is not the one that holds now."""

    code = "consent_outdated"


class CommitFirst(Refused):
    """A key is revealed only when both sides have committed to theirs."""

    code = "commit_first"


class AlreadySaid(Refused):
    """A commitment or a reveal is final: a second, different one is refused."""

    code = "already_said"


class AlreadyBegun(Refused):
    code = "already_begun"


@dataclass(frozen=True, slots=True)
class Place:
    """One connection of one person."""

    connection: ConnectionId
    person: PersonId
    part: Part
    sign_in: SignInId
    state: State

    @property
    def is_current(self) -> bool:
        return self.state in CURRENT


@dataclass(frozen=True, slots=True)
class Room:
    """Everybody's connections in one session, oldest first."""

    places: tuple[Place, ...] = ()
    removed: frozenset[PersonId] = frozenset()
    has_ended: bool = False

    def current(self, person: PersonId) -> Place | None:
        return next((place for place in self.places if place.person == person and place.is_current), None)

    def place(self, connection: ConnectionId) -> Place | None:
        return next((place for place in self.places if place.connection == connection), None)

    def changed(self, connection: ConnectionId, state: State) -> "Room":
        return replace(
            self,
            places=tuple(
                replace(place, state=state) if place.connection == connection else place
                for place in self.places
            ),
        )


def first_state(room: Room, person: PersonId, part: Part, sign_in: SignInId) -> State:
    """Where a person who arrives now begins: leads in the room, members in the waiting room.

    A member whose admitted page was reloaded on the same device goes straight back in.

    Raises:
        Over: the session has ended.
        WasRemoved: the lead removed this person.
    """
    refuse_if_closed(room, person)
    if part is Part.LEAD:
        return State.ADMITTED
    current = room.current(person)
    comes_back = current is not None and current.state is State.ADMITTED and current.sign_in == sign_in
    return State.ADMITTED if comes_back else State.WAITING


def arrive(
    room: Room, connection: ConnectionId, person: PersonId, part: Part, sign_in: SignInId
) -> tuple[Room, Place, Place | None]:
    """The room after a person arrived with a new connection, the new place, and the place it replaced."""
    state = first_state(room, person, part, sign_in)
    replaced = room.current(person)
    if replaced:
        room = room.changed(replaced.connection, State.REPLACED)
        replaced = replace(replaced, state=State.REPLACED)
    place = Place(connection, person, part, sign_in, state)
    return replace(room, places=(*room.places, place)), place, replaced


def admit(room: Room, connection: ConnectionId) -> Room:
    """The room with one waiting connection let in.

    Raises:
        Over, WasRemoved: as for arriving.
        NotWaiting: it is not (or no longer) in the waiting room.
    """
    place = room.place(connection)
    if place is None:
        raise NotWaiting
    refuse_if_closed(room, place.person)
    if place.state is not State.WAITING:
        raise NotWaiting
    return room.changed(connection, State.ADMITTED)


def leave(room: Room, connection: ConnectionId) -> Room:
    """The room after one connection left by its own will.

    Raises:
        NotCurrent: it was not there any more.
    """
    place = room.place(connection)
    if place is None or not place.is_current:
        raise NotCurrent
    return room.changed(connection, State.LEFT)


def remove(room: Room, connection: ConnectionId) -> Room:
    """The room after the lead removed a member; the person stays removed, whatever device comes next.

    Raises:
        NotCurrent: it was not there any more, or it is a lead.
    """
    place = room.place(connection)
    if place is None or not place.is_current or place.part is Part.LEAD:
        raise NotCurrent
    return replace(room.changed(connection, State.REMOVED), removed=room.removed | {place.person})


def end(room: Room) -> Room:
    """The room after the session ended: nobody is in it."""
    places = tuple(replace(place, state=State.LEFT) if place.is_current else place for place in room.places)
    return replace(room, places=places, has_ended=True)


def may_hear(room: Room, connection: ConnectionId) -> bool:
    """Whether this connection may have signalling and media now: the question the gate asks each time."""
    place = room.place(connection)
    return (
        place is not None
        and place.state is State.ADMITTED
        and place.person not in room.removed
        and not room.has_ended
    )


def refuse_if_closed(room: Room, person: PersonId) -> None:
    if room.has_ended:
        raise Over
    if person in room.removed:
        raise WasRemoved


def opens_at(starts_at: datetime, part: Part) -> datetime:
    return starts_at - (LEADS_MAY_COME_EARLY if part is Part.LEAD else MEMBERS_MAY_COME_EARLY)


def closes_at(starts_at: datetime, minutes: int) -> datetime:
    return starts_at + timedelta(minutes=minutes) + SESSIONS_MAY_RUN_LATE


def refuse_if_out_of_time(starts_at: datetime, minutes: int, part: Part, now: datetime) -> None:
    """Raises: TooEarly before the door opens for this part; Over when it has closed for the day."""
    if now < opens_at(starts_at, part):
        raise TooEarly
    if now > closes_at(starts_at, minutes):
        raise Over


def is_away(last_seen: datetime, now: datetime) -> bool:
    return now - last_seen > SILENCE_MEANS_AWAY


@dataclass(frozen=True, slots=True)
class Seen:
    """A current connection as somebody outside the room sees it."""

    part: Part
    state: State
    last_seen: datetime
    has_media: bool | None = None
    """Whether the media server has it; None where it never had (the waiting room, or no media server)."""

    def is_there(self, now: datetime) -> bool:
        """The page speaks, and was not closed: a closed page loses its line at once, its voice only later."""
        return self.state in CURRENT and not is_away(self.last_seen, now) and self.has_media is not False


def member_alone(seen: Collection[Seen], now: datetime) -> State | None:
    """How a member is there while no lead is: `WAITING` at the door or `ADMITTED` in the room; else None."""
    there = [one for one in seen if one.is_there(now)]
    if any(one.part is Part.LEAD for one in there):
        return None
    return next((one.state for one in there), None)


@dataclass(frozen=True, slots=True)
class Stay:
    """One unbroken time of one person in the room; `until` is None while they are there."""

    since: datetime
    until: datetime | None


def minutes_present(stays: Iterable[Stay], now: datetime) -> int:
    """Whole minutes somebody was there, overlapping stays (a reconnect, a reload) counted once."""
    total, reached = timedelta(), None
    for stay in sorted(stays, key=lambda stay: stay.since):
        until = stay.until or now
        since = stay.since if reached is None else max(stay.since, reached)
        if until > since:
            total += until - since
        reached = until if reached is None else max(reached, until)
    return int(total.total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a key agreement between two connections."""

    sender: ConnectionId
    receiver: ConnectionId
    kind: str
    body: str


def say(spoken: Iterable[Said], said: Said) -> bool:
    """Whether `said` is new and to be kept (False: the same was said before).

    Commit, then reveal: whoever could see the other's key before fixing its own could search for one that
    gives the same four words, so nothing is revealed until both are committed.

    Raises:
        AlreadySaid: something else was said in this place.
        CommitFirst: a reveal before both commitments.
    """
    spoken = list(spoken)
    for earlier in spoken:
        if (earlier.sender, earlier.receiver, earlier.kind) == (said.sender, said.receiver, said.kind):
            if earlier.body != said.body:
                raise AlreadySaid
            return False
    if said.kind == "reveal":
        committed = {(earlier.sender, earlier.receiver) for earlier in spoken if earlier.kind == "commit"}
        if not {(said.sender, said.receiver), (said.receiver, said.sender)} <= committed:
            raise CommitFirst
    return True
