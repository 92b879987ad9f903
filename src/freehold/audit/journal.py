"""The only file that adds audit rows: under the lock of the chain's head, in the order of commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from . import chain
from .entry import Draft, Entry
from .models import AuditEvent, ChainHead

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def append(drafts: Sequence[Draft]) -> None:
    """Add rows at the end of the chain. Call it in the transaction of what they describe, as its last write."""
    head = _locked_head()
    rows = []
    for draft in drafts:
        now = timezone.now()
        entry = Entry(head.size + 1, draft, microseconds(now), _behind(now, head.latest))
        hash = chain.link(bytes.fromhex(head.hash), entry.canonical()).hex()
        rows.append(AuditEvent.of(entry, now, previous=head.hash, hash=hash))
        head.size, head.hash = entry.number, hash
        head.latest = now if head.latest is None else max(now, head.latest)
    # A plain queryset: the model's own refuses every write.
    plain: QuerySet[AuditEvent] = QuerySet(AuditEvent)
    plain.bulk_create(rows)
    head.save()


def microseconds(at: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (at - EPOCH) // MICROSECOND


def _behind(now: datetime, latest: datetime | None) -> int:
    return 0 if latest is None or now >= latest else microseconds(latest) - microseconds(now)


def _locked_head() -> ChainHead:
    """The chain's head, locked until the transaction ends. On SQLite the transaction already is the only writer."""
    locked = ChainHead.objects.select_for_update()
    head = locked.filter(pk=ChainHead.ONLY).first()
    if head is None:
        last = AuditEvent.objects.order_by("-number").first()
        fresh = ChainHead(id=ChainHead.ONLY)
        if last is not None:
            fresh.size, fresh.hash, fresh.latest = last.number, last.hash, last.at
        ChainHead.objects.bulk_create([fresh], ignore_conflicts=True)
        head = locked.get(pk=ChainHead.ONLY)
    return head
