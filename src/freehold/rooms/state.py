"""What a page asks when it (re)connects: who is there, what was said about keys, what was written."""

from datetime import datetime
from typing import Any
from uuid import UUID

from freehold import live
from freehold.people.models import Person

from . import access, places
from .models import Connection, Session
from .places import State


def told_to(session: Session, person: Person, connection: UUID, *, now: datetime) -> dict[str, Any]:
    """The session as the page of `connection` should show it.

    Raises:
        NotCurrent: `person` never had this connection.
    """
    event = live.last_event()
    mine = access.own_connection(session, person, connection).first()
    if mine is None:
        raise places.NotCurrent
    across = access.other_than(session, person).person
    other = access.newest_connection(session, across)
    keys = access.key_messages_between(session, mine.id, other.id) if other and other.is_current else ()
    return {
        "session": session.state,
        "how": session.how_ended,
        "me": {"connection": str(mine.id), "state": mine.state},
        "other": {"person": str(across.id), **_other(other, now)},
        "keys": [
            {"from": str(said.sender_id), "to": str(said.receiver_id), "kind": said.kind, "body": said.body}
            for said in keys
        ],
        "last": event,
    }


def chat(session: Session, person: Person) -> list[dict[str, Any]]:
    """Everything written in this session, oldest first."""
    return [
        {
            "id": str(message.id),
            "mine": message.author_id == person.id,
            "name": message.author.first_name,
            "text": message.text,
            "at": message.sent_at.isoformat(),
        }
        for message in access.chat_of(session)
    ]


def _other(row: Connection | None, now: datetime) -> dict[str, Any]:
    if row is None:
        return {"connection": None, "state": None, "away": False}
    if not row.is_current:
        return {
            "connection": None,
            "state": row.state if row.state != State.REPLACED else None,
            "away": False,
        }
    return {
        "connection": str(row.id),
        "state": row.state,
        "away": places.is_away(row.last_seen_at, now),
    }
