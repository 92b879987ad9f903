"""Reading the audit. Who may is for the caller to say: this app knows no roles."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from .chain import Linked
from .clock import microseconds
from .models import AppendOnlyQuerySet, AuditEvent
from .references import HasId, name_of_actor, reference


def events_about(subject: UUID) -> AppendOnlyQuerySet:
    """What was done and read about one patient, newest first. Show it inside `audit.reading(…)`."""
    return AuditEvent.objects.filter(whose=reference(subject)).order_by("-number")


def events_by(who: HasId) -> AppendOnlyQuerySet:
    """What one person did and read, newest first."""
    return AuditEvent.objects.filter(who=name_of_actor(who)).order_by("-number")


def linked_rows(*, after: int = 0, up_to: int | None = None) -> Iterator[Linked]:
    """Rows in the order of their numbers, as they are hashed; read in batches."""
    rows = AuditEvent.objects.filter(number__gt=after).order_by("number")
    if up_to is not None:
        rows = rows.filter(number__lte=up_to)
    for row in rows.iterator(chunk_size=1000):
        yield Linked(row.entry(microseconds(row.at)), row.previous, row.hash)
