"""Who was in the media room from when to when, as the media server tells it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from freehold import audit

from .. import access, signals
from ..livekit import Event
from ..models import Connection, Presence, Session, WebhookReceipt

# Longer than the age at which a delivery is refused, so that a forgotten one cannot come again.
RECEIPTS_KEPT = timedelta(days=1)


@audit.unaudited(why="each stay it opens or closes is audited beside it")
def take_in(event: Event) -> bool:
    """Take in one verified event of the media server; False when it was taken in before.

    A leave closes the stay it names and no other: one that arrives late, after the same connection has come
    back, changes nothing about the new stay.
    """
    _, is_new = WebhookReceipt.objects.get_or_create(event=event.id, defaults={"received_at": timezone.now()})
    if not is_new:
        return False
    if event.connection is None:
        return True
    row = Connection.objects.filter(id=event.connection).select_related("session", "person").first()
    if row is None or row.session.room != event.room:
        return True
    since = event.joined_at or event.at
    if event.name == "participant_joined":
        _come(row, event.stay, since)
    elif event.name in ("participant_left", "participant_connection_aborted"):
        # A leave may overtake its join; the row then says both.
        _come(row, event.stay, since)
        _go(row, event.stay, event.at)
    return True


@audit.unaudited(why="each stay it opens or closes is audited beside it")
def note_present(
    session: Session, present: Mapping[UUID, Mapping[str, datetime]], *, asked_at: datetime
) -> None:
    """Make the open stays equal to who *is* in the media room: connection → {stay: joined at}.

    For deliveries that were lost, and for a media server that died without a word. A stay that began after
    the server was asked is left alone; one that was closed by mistake is opened again.
    """
    rows = {row.id: row for row in session.connections.select_related("session", "person")}
    for connection, stays in present.items():
        for stay, joined_at in stays.items():
            if connection in rows:
                _come(rows[connection], stay, joined_at)
                Presence.objects.filter(stay=stay).exclude(until=None).update(until=None)
    there = {stay for stays in present.values() for stay in stays}
    earlier = Presence.objects.filter(connection__session=session, until=None, since__lt=asked_at)
    for presence in earlier.exclude(stay__in=there):
        _go(rows[presence.connection_id], presence.stay, asked_at)


@audit.unaudited(why="receipts say nothing about anybody")
def forget_receipts() -> None:
    WebhookReceipt.objects.filter(received_at__lt=timezone.now() - RECEIPTS_KEPT).delete()


def _come(row: Connection, stay: str, at: datetime) -> None:
    _, is_new = Presence.objects.get_or_create(stay=stay, defaults={"connection": row, "since": at})
    if is_new:
        audit.record("session.join", who=row.person, whose=access.member_of(row.session), what=row.session)
        signals.seen.send(sender=Session, session=row.session, person=row.person)


def _go(row: Connection, stay: str, at: datetime) -> None:
    presence = Presence.objects.filter(stay=stay, connection=row, until=None).first()
    if presence is None:
        return
    # LiveKit tells when somebody came to the millisecond, and when they went to the second.
    presence.until = max(at, presence.since)
    presence.save(update_fields=["until"])
    audit.record("session.part", who=row.person, whose=access.member_of(row.session), what=row.session)
    signals.seen.send(sender=Session, session=row.session, person=row.person)
