"""Coming to the door, being let in, leaving, being removed; the rules are in `places.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils import timezone

from freehold import audit
from freehold.people.models import Person

from .. import access, consent, places, publishing, signals
from ..models import Connection, ConsentGiven, ConsentText, DoorAnswers, Participation, Session
from ..places import (
    ConnectionId,
    ConsentOutdated,
    DoorFirst,
    NotCurrent,
    Part,
    PersonId,
    Place,
    SessionState,
    SignInId,
    State,
)
from .sessions import lock


@dataclass(frozen=True, slots=True)
class Answers:
    """A member's answers at the door, checked by `forms.DoorForm`; telephone numbers in E.164."""

    location: str
    callback: str
    emergency_name: str
    emergency_phone: str
    privacy: Mapping[str, bool | str]
    consent_version: str
    language: str


@audit.action
def pass_door(session: Session, answers: Answers, *, by: Person, sign_in: UUID) -> Connection:
    """Keep what the member said at the door and give them a place.

    Raises:
        TooEarly, Over, WasRemoved: the door is shut for them.
        ConsentOutdated: they were shown another consent text than the one that holds.
    """
    session = lock(session)
    now = timezone.now()
    places.refuse_if_closed(access.room_of(session), PersonId(by.id))
    if not access.has_consented(by):
        if answers.consent_version != consent.VERSION:
            raise ConsentOutdated
        text, _ = ConsentText.objects.get_or_create(
            version=consent.VERSION,
            language=answers.language,
            defaults={"paragraphs": consent.paragraphs()},
        )
        given = ConsentGiven.objects.create(person=by, text=text, session=session, given_at=now)
        audit.record("consent.give", who=by, whose=by, what=given)
    DoorAnswers.objects.create(
        session=session,
        person=by,
        sign_in=sign_in,
        location=answers.location,
        callback=answers.callback,
        emergency_name=answers.emergency_name,
        emergency_phone=answers.emergency_phone,
        privacy=dict(answers.privacy),
        given_at=now,
    )
    audit.record("session.door", who=by, whose=by, what=session)
    return _arrive(session, by, sign_in)


@audit.unaudited(why="it says only that a page stands at the door; opening that page was written down")
def stand_at_door(session: Session, *, by: Person) -> None:
    """Tell the others that `by` stands at the door again, while an earlier page of theirs has a place."""
    earlier = access.current_connections(session).filter(person=by).first()
    if earlier:
        publishing.tell_others(session, by.id, "session.at_door", person=by.id, connection=earlier.id)


@audit.action
def enter(session: Session, *, by: Person, sign_in: UUID) -> Connection:
    """Give a lead, or a member whose door is passed on this device, a new place; an older one is replaced.

    Raises:
        TooEarly, Over, WasRemoved: the door is shut for them.
        DoorFirst: a member who has not answered the door's questions on this device.
    """
    session = lock(session)
    participation = access.participation_of(session, by)
    if participation.part == Part.MEMBER and not access.has_passed_door(session, by, sign_in):
        raise DoorFirst
    return _arrive(session, by, sign_in)


@audit.action
def admit(session: Session, connection: UUID, *, by: Person) -> Connection:
    """Let one waiting connection into the room.

    Raises:
        NotWaiting: it left, was replaced, or is in already.
        Over, WasRemoved: too late for that.
    """
    session = lock(session)
    places.admit(access.room_of(session), ConnectionId(connection))
    now = timezone.now()
    row = session.connections.get(id=connection)
    row.state, row.admitted_at, row.admitted_by = State.ADMITTED, now, by
    row.save(update_fields=["state", "admitted_at", "admitted_by"])
    audit.record("session.admit", who=by, whose=row.person_id, what=session)
    _begin(session)
    publishing.tell_all(session, "session.admitted", connection=row.id, person=row.person_id)
    return row


@audit.action
def leave(session: Session, connection: UUID, *, by: Person) -> None:
    """Give up one's own place.

    Raises:
        NotCurrent: it was given up, or taken by another device, before.
    """
    session = lock(session)
    row = access.own_connection(session, by, connection).first()
    if row is None:
        raise NotCurrent
    places.leave(access.room_of(session), ConnectionId(connection))
    _gone(session, row, State.LEFT)
    audit.record("session.leave", who=by, whose=access.member_of(session), what=session)


@audit.action
def remove(session: Session, connection: UUID, *, by: Person) -> None:
    """Take a member out, now and for the rest of this session.

    Raises:
        NotCurrent: they are not there any more.
    """
    session = lock(session)
    places.remove(access.room_of(session), ConnectionId(connection))
    row = session.connections.get(id=connection)
    Participation.objects.filter(id=row.participation_id).update(removed_at=timezone.now())
    publishing.tell_all(session, "session.removed", connection=row.id)
    _gone(session, row, State.REMOVED)
    audit.record("session.remove", who=by, whose=row.person_id, what=session)


@audit.unaudited(why="each place it gives up is audited by leave")
def sign_in_ended(sign_in: UUID) -> None:
    """Whoever is signed out is out of every room at once."""
    sitting = Connection.objects.filter(sign_in=sign_in, state__in=sorted(places.CURRENT))
    for row in sitting.select_related("session", "person"):
        leave(row.session, row.id, by=row.person)


@audit.unaudited(why="a heartbeat says only that the page is still open")
def beat(session: Session, connection: UUID, *, by: Person) -> None:
    """The page of this connection is still open.

    Raises:
        NotCurrent: it lost its place.
    """
    current = access.current_connections(session).filter(person=by, id=connection)
    if not current.update(last_seen_at=timezone.now()):
        raise NotCurrent


def _arrive(session: Session, person: Person, sign_in: UUID) -> Connection:
    now = timezone.now()
    participation = access.participation_of(session, person)
    part = Part(participation.part)
    places.refuse_if_out_of_time(session.starts_at, session.minutes, part, now)
    _, place, replaced = places.arrive(
        access.room_of(session), ConnectionId(uuid4()), PersonId(person.id), part, SignInId(sign_in)
    )
    if replaced:
        _replace(session, replaced)
    admitted = place.state is State.ADMITTED
    row = Connection.objects.create(
        id=place.connection,
        session=session,
        participation=participation,
        person=person,
        sign_in=sign_in,
        state=place.state,
        arrived_at=now,
        last_seen_at=now,
        admitted_at=now if admitted else None,
        admitted_by=_who_admitted(session, replaced, person) if admitted else None,
    )
    audit.record("session.arrive", who=person, whose=access.member_of(session), what=session, why=place.state)
    publishing.tell_others(
        session, person.id, "session.peer", person=person.id, connection=row.id, state=place.state
    )
    if place.state is State.WAITING:
        publishing.tell_others(session, person.id, "session.waiting", person=person.id, connection=row.id)
    signals.arrived.send(sender=Session, session=session, person=person)
    return row


def _who_admitted(session: Session, replaced: Place | None, person: Person) -> Person | None:
    """Of a place that needs no admission: a lead admits themself; a reload keeps who let the person in."""
    if replaced is None:
        return person
    return session.connections.select_related("admitted_by").get(id=replaced.connection).admitted_by or person


def _replace(session: Session, replaced: Place) -> None:
    now = timezone.now()
    Connection.objects.filter(id=replaced.connection).update(state=State.REPLACED, gone_at=now)
    publishing.tell(session, [replaced.person], "session.replaced", connection=replaced.connection)
    publishing.cut(session, replaced.connection)


def _gone(session: Session, row: Connection, state: State) -> None:
    row.state, row.gone_at = state, timezone.now()
    row.save(update_fields=["state", "gone_at"])
    publishing.tell_others(
        session, row.person_id, "session.peer", person=row.person_id, connection=None, state=state
    )
    publishing.cut(session, row.id)
    signals.left.send(sender=Session, session=session, person=row.person)


def _begin(session: Session) -> None:
    if session.state == SessionState.OPEN:
        session.state, session.began_at = SessionState.LIVE, timezone.now()
        session.save(update_fields=["state", "began_at"])
        signals.began.send(sender=Session, session=session)
