"""Who is told what about a session: people by their own topics, the signalling gate by its control topic."""

from collections.abc import Iterable
from uuid import UUID

from freehold import live

from .models import Session

GATE = "gate:rooms"
Told = str | UUID | int | bool | None


def tell(session: Session, people: Iterable[UUID], name: str, /, **data: Told) -> None:
    """Publish `name` to each of `people`; data never holds content, only ids and states."""
    for person in people:
        live.publish(f"person:{person}", name, session=session.id, **data)


def tell_all(session: Session, name: str, /, **data: Told) -> None:
    tell(session, session.participations.values_list("person_id", flat=True), name, **data)


def tell_others(session: Session, but: UUID, name: str, /, **data: Told) -> None:
    """Publish `name` to everybody in the session except one."""
    others = session.participations.exclude(person=but).values_list("person_id", flat=True)
    tell(session, others, name, **data)


def cut(session: Session, connection: UUID) -> None:
    """Tell every gate to close this connection's signalling and to take it out of the media room."""
    live.publish(GATE, "cut", session=session.id, connection=connection)
