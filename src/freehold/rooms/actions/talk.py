"""What goes between the two through us: key agreement, chat, word of technical trouble."""

from uuid import UUID

from django.utils import timezone

from freehold import audit
from freehold.people.models import Person

from .. import access, places, publishing
from ..models import ChatMessage, KeyMessage, Session, Trouble
from ..places import ConnectionId, NotCurrent, Said
from .sessions import lock


@audit.unaudited(why="public halves of a key agreement; the admission they serve is audited")
def say_key(session: Session, sender: UUID, receiver: UUID, kind: str, body: str, *, by: Person) -> None:
    """Pass one commitment or reveal on to the other browser, once and for ever.

    Raises:
        NotCurrent: the sender is not this person's place now, or the receiver not the other's.
        CommitFirst, AlreadySaid: see `places.say`.
    """
    session = lock(session)
    current = {row.id: row.person_id for row in access.current_connections(session)}
    if current.get(sender) != by.id or current.get(receiver, by.id) == by.id:
        raise NotCurrent
    spoken = [
        Said(ConnectionId(row.sender_id), ConnectionId(row.receiver_id), row.kind, row.body)
        for row in access.key_messages_between(session, sender, receiver)
    ]
    if not places.say(spoken, Said(ConnectionId(sender), ConnectionId(receiver), kind, body)):
        return
    KeyMessage.objects.create(
        session=session, sender_id=sender, receiver_id=receiver, kind=kind, body=body, sent_at=timezone.now()
    )
    event = {"from": str(sender), "to": str(receiver), "kind": kind, "body": body}
    publishing.tell(session, [current[receiver]], "session.key", **event)


@audit.action
def send_chat(session: Session, text: str, *, by: Person) -> ChatMessage:
    """Say something in the session's chat; both are told that there is something to fetch, not what.

    Raises:
        NotCurrent: the writer is not in the room.
    """
    session = lock(session)
    refuse_if_outside(session, by)
    patient = access.member_of(session)
    message = ChatMessage.objects.create(
        session=session, author=by, patient=patient, text=text, sent_at=timezone.now()
    )
    audit.record("session.chat", who=by, whose=patient, what=message)
    publishing.tell_all(session, "session.chat", id=message.id)
    return message


@audit.action
def report_trouble(session: Session, connection: UUID, what: str, *, by: Person) -> None:
    """Record that picture, sound or network failed for somebody, and tell the other side.

    Raises:
        NotCurrent: the connection is not this person's place.
    """
    row = access.current_connections(session).filter(person=by, id=connection).first()
    if row is None:
        raise NotCurrent
    Trouble.objects.create(session=session, connection=row, what=what, at=timezone.now())
    audit.record("session.trouble", who=by, whose=access.member_of(session), what=session, why=what)
    publishing.tell_others(session, by.id, "session.trouble", person=by.id, what=what)


def refuse_if_outside(session: Session, person: Person) -> None:
    """Raises: NotCurrent unless `person` has been let in and is still there."""
    if not access.current_connections(session).filter(person=person, state="admitted").exists():
        raise NotCurrent
