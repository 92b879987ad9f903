"""The only file that adds audit rows: under the lock of the chain's head, in the order of commits."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from . import chain
from .clock import behind, microseconds
from .entry import Draft, Entry
from .models import AuditEvent, ChainHead


def append(drafts: Sequence[Draft]) -> None:
    """Add rows at the end of the chain, in the transaction of what they describe and as its last write."""
    head = _locked_head()
    rows = []
    for draft in drafts:
        now = timezone.now()
        entry = Entry(head.size + 1, draft, microseconds(now), behind(now, head.latest))
        hash = chain.link(bytes.fromhex(head.hash), entry.canonical()).hex()
        rows.append(AuditEvent.of(entry, now, previous=head.hash, hash=hash))
        head.size, head.hash = entry.number, hash
        head.latest = now if head.latest is None else max(now, head.latest)
    # A plain queryset: the model's own refuses every write.
    plain: QuerySet[AuditEvent] = QuerySet(AuditEvent)
    plain.bulk_create(rows)
    head.save()


def _locked_head() -> ChainHead:
    """The chain's head, locked until the transaction ends (on SQLite that is the only writer anyway)."""
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
