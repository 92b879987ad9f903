"""Who may see which sessions. Whoever takes no part learns nothing, not even that a session exists."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from freehold.people.access import practice
from freehold.people.models import Person, Practice

from .consent import VERSION
from .models import (
    ChatMessage,
    Connection,
    ConsentGiven,
    DoorAnswers,
    KeyMessage,
    Participation,
    Presence,
    Session,
    SessionQuerySet,
)
from .places import (
    CURRENT,
    ConnectionId,
    Part,
    PersonId,
    Place,
    Room,
    Seen,
    SessionState,
    SignInId,
    State,
    Stay,
    minutes_present,
    opens_at,
)

ONE_DAY = timedelta(days=1)


def sessions_for(person: Person) -> SessionQuerySet:
    """Sessions in which `person` takes part, as lead or as member."""
    return Session.objects.filter(participations__person=person)


def sessions_led_by(person: Person) -> SessionQuerySet:
    """Sessions that `person` leads: who may admit, remove, end and read the card."""
    return Session.objects.filter(participations__person=person, participations__part=Part.LEAD)


def opens_for_members(session_id: UUID) -> datetime | None:
    """When the waiting room opens; None when there is no such session, or nothing more to wait for."""
    session = Session.objects.filter(pk=session_id).first()
    return None if session is None or session.has_ended else opens_at(session.starts_at, Part.MEMBER)


def room_of(session: Session) -> Room:
    """The session as `places.py` reasons about it."""
    rows = session.connections.order_by("arrived_at", "id").select_related("participation")
    gone = session.participations.filter(removed_at__isnull=False).values_list("person_id", flat=True)
    return Room(
        places=tuple(
            Place(
                ConnectionId(row.id),
                PersonId(row.person_id),
                Part(row.participation.part),
                SignInId(row.sign_in),
                State(row.state),
            )
            for row in rows
        ),
        removed=frozenset(map(PersonId, gone)),
        has_ended=session.has_ended,
    )


def participation_of(session: Session, person: Person) -> Participation:
    return session.participations.select_related("person").get(person=person)


def other_than(session: Session, person: Person) -> Participation:
    """The other one of the two (today's sessions have exactly two)."""
    return session.participations.select_related("person").exclude(person=person).get()


def house() -> Practice:
    """The practice; there is no session without one."""
    found = practice()
    if found is None:
        raise Practice.DoesNotExist
    return found


def media_room(session: UUID) -> str | None:
    """The name of a session's room at the media server; for the gate, which asks for nobody."""
    return Session.objects.filter(id=session).values_list("room", flat=True).first()


def member_of(session: Session) -> Person:
    """The patient: whose record this session belongs to."""
    return session.participations.select_related("person").get(part=Part.MEMBER).person


def current_connections(session: Session) -> QuerySet[Connection]:
    return session.connections.filter(state__in=sorted(CURRENT)).select_related("participation")


def waiting_in(sessions: SessionQuerySet) -> SessionQuerySet:
    """Those of `sessions` in which a member waits to be let in."""
    return sessions.filter(connections__state=State.WAITING).distinct()


def seen_in(sessions: Collection[UUID]) -> dict[UUID, list[Seen]]:
    """Who has a place in each of these sessions now; one query, none for no sessions."""
    seen: dict[UUID, list[Seen]] = {session: [] for session in sessions}
    stays = Presence.objects.filter(connection=OuterRef("pk"))
    rows = Connection.objects.filter(session__in=seen, state__in=sorted(CURRENT)).annotate(
        had_media=Exists(stays), has_media=Exists(stays.filter(until=None))
    )
    fields = ("session_id", "participation__part", "state", "last_seen_at", "had_media", "has_media")
    for session, part, state, last_seen, had_media, has_media in rows.values_list(*fields):
        known = has_media if had_media else None
        seen[session].append(Seen(Part(part), State(state), last_seen, known))
    return seen


def is_attended(session: Session) -> bool:
    """Whether the media server has somebody in the room."""
    return Presence.objects.filter(connection__session=session, until=None).exists()


def newest_connection(session: Session, person: Person) -> Connection | None:
    """Where this person is now, or was last."""
    return session.connections.filter(person=person).order_by("-arrived_at").first()


def own_connection(session: Session, person: Person, connection: UUID) -> QuerySet[Connection]:
    """This person's connection `connection` of this session, current or past: one row or none."""
    return session.connections.filter(person=person, id=connection)


def latest_door_answers(person: Person) -> DoorAnswers | None:
    """What they said at their last door, to be confirmed at this one."""
    return DoorAnswers.objects.filter(person=person).order_by("-given_at").first()


def door_answers_of(session: Session) -> DoorAnswers | None:
    return DoorAnswers.objects.filter(session=session).order_by("-given_at").first()


def has_passed_door(session: Session, person: Person, sign_in: UUID) -> bool:
    """Whether they answered the door's questions for this session on this device."""
    return DoorAnswers.objects.filter(session=session, person=person, sign_in=sign_in).exists()


def has_consented(person: Person) -> bool:
    """Whether they agreed to the telehealth consent that holds now, in whatever language."""
    return ConsentGiven.objects.filter(person=person, text__version=VERSION).exists()


def chat_of(session: Session) -> QuerySet[ChatMessage]:
    return session.chat.select_related("author").order_by("sent_at", "id")


def key_messages_between(session: Session, one: UUID, other: UUID) -> QuerySet[KeyMessage]:
    """What these two connections said to each other about keys, in order."""
    ends = (one, other)
    said = KeyMessage.objects.filter(session=session, sender__in=ends, receiver__in=ends)
    return said.order_by("sent_at", "id")


def stays_in(session: Session, person: Person) -> list[Stay]:
    """When `person` was in the room."""
    rows = Presence.objects.filter(connection__session=session, connection__person=person)
    return [Stay(since, until) for since, until in rows.values_list("since", "until")]


def minutes_in(sessions: Collection[UUID], now: datetime) -> dict[UUID, dict[UUID, int]]:
    """Session → person → whole minutes in the room, as the media server saw it; nobody who never was there.

    One query, none for no sessions.
    """
    stays: dict[UUID, dict[UUID, list[Stay]]] = {session: {} for session in sessions}
    rows = Presence.objects.filter(connection__session__in=stays)
    told = rows.values_list("connection__session_id", "connection__person_id", "since", "until")
    for session, person, since, until in told:
        stays[session].setdefault(person, []).append(Stay(since, until))
    return {
        session: {person: minutes_present(theirs, now) for person, theirs in by_person.items()}
        for session, by_person in stays.items()
    }


def sessions_in_use(now: datetime, *, look_back: timedelta) -> QuerySet[Session]:
    """Sessions whose media room may exist: somebody was let in, and they go on or ended just now."""
    used = Session.objects.filter(connections__admitted_at__isnull=False)
    going_on = ~Q(state=SessionState.ENDED) & Q(starts_at__gte=now - ONE_DAY)
    still_seen = Q(connections__stays__isnull=False, connections__stays__until=None)
    return used.filter(going_on | still_seen | Q(ended_at__gte=now - look_back)).distinct()
