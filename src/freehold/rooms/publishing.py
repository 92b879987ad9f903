"""Who is told what about a session: people by their own topics, the signalling gate by its control topic."""

from uuid import UUID

from freehold import live

from .models import Session

GATE = "gate:rooms"


def tell(session: Session, people: list[UUID], name: str, **data: str | int | bool | None) -> None:
    """Publish `name` to each of `people`; data never holds content, only ids and states."""
    for person in people:
        live.publish(f"person:{person}", name, session=str(session.id), **data)


def tell_all(session: Session, name: str, **data: str | int | bool | None) -> None:
    tell(session, list(session.participations.values_list("person_id", flat=True)), name, **data)


def tell_others(session: Session, person: UUID, name: str, **data: str | int | bool | None) -> None:
    others = session.participations.exclude(person=person).values_list("person_id", flat=True)
    tell(session, list(others), name, **data)


def cut(session: Session, connection: UUID) -> None:
    """Tell every gate to close this connection's signalling and to take it out of the media room."""
    live.publish(GATE, "cut", session=str(session.id), connection=str(connection))
