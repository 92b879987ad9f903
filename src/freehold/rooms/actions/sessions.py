"""Making, moving and ending sessions."""

from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils import timezone

from freehold import audit
from freehold.people.models import Person

from .. import access, places, publishing, signals
from ..models import Connection, Participation, Session
from ..places import AlreadyBegun, How, Over, Part, SessionState, State

UNATTENDED_AFTER = timedelta(minutes=30)


@audit.action
def create_session(
    *, clinician: Person, patient: Person, starts_at: datetime, minutes: int, by: Person
) -> Session:
    """A session of two: `clinician` leads, `patient` is the member; `starts_at` in any zone."""
    zone = str(starts_at.tzinfo) if isinstance(starts_at.tzinfo, ZoneInfo) else clinician.zone
    session = Session.objects.create(starts_at=starts_at, minutes=minutes, zone=zone, created_by=by)
    Participation.objects.create(session=session, person=clinician, part=Part.LEAD)
    Participation.objects.create(session=session, person=patient, part=Part.MEMBER)
    audit.record("session.create", who=by, whose=patient, what=session)
    return session


@audit.action
def move_session(session: Session, *, starts_at: datetime, minutes: int, by: Person) -> Session:
    """Plan the session for another time.

    Raises:
        AlreadyBegun: somebody is, or was, in it together.
        Over: it has ended.
    """
    session = lock(session)
    if session.state == SessionState.LIVE:
        raise AlreadyBegun
    if session.has_ended:
        raise Over
    session.starts_at, session.minutes = starts_at, minutes
    session.save(update_fields=["starts_at", "minutes"])
    audit.record("session.move", who=by, whose=access.member_of(session), what=session)
    return session


@audit.action
def close_session(
    session: Session, *, how: Literal["cancelled", "no_show", "technical_failure"], by: Person
) -> Session:
    """End a session that never began; `cancelled` is known to the caller, the other two are signalled.

    Raises:
        AlreadyBegun: it has begun (end it instead).
        Over: it has ended.
    """
    session = lock(session)
    if session.state == SessionState.LIVE:
        raise AlreadyBegun
    if session.has_ended:
        raise Over
    _end(session, How(how))
    audit.record("session.close", who=by, whose=access.member_of(session), what=session, why=how)
    if how != "cancelled":
        signals.ended.send(sender=Session, session=session, how=how)
    return session


@audit.action
def end_session(
    session: Session, *, how: Literal["ended", "technical_failure"], by: Person | None
) -> Session:
    """End the session for everybody in it.

    Raises:
        Over: it has ended already.
    """
    session = lock(session)
    if session.has_ended:
        raise Over
    _end(session, How(how))
    audit.record("session.end", who=by, whose=access.member_of(session), what=session, why=how)
    signals.ended.send(sender=Session, session=session, how=how)
    return session


@audit.unaudited(why="each session it ends is audited by end_session")
def end_stale() -> int:
    """End live sessions past their time in which nobody has been for a while (two closed laptops)."""
    now = timezone.now()
    quiet_since = now - UNATTENDED_AFTER
    live = Session.objects.filter(state=SessionState.LIVE, starts_at__lt=quiet_since)
    attended = Connection.objects.filter(session__in=live, last_seen_at__gte=quiet_since)
    stale = [
        session
        for session in live.exclude(id__in=attended.values("session"))
        if session.ends_at < quiet_since and not access.is_attended(session)
    ]
    for session in stale:
        end_session(session, how="ended", by=None)
    return len(stale)


def lock(session: Session) -> Session:
    """The session's row as it is now, held until the transaction ends, so that its rules see one truth."""
    return Session.objects.select_for_update().get(pk=session.pk)


def _end(session: Session, how: How) -> None:
    now = timezone.now()
    before = access.room_of(session)
    session.state, session.how_ended, session.ended_at = SessionState.ENDED, how, now
    session.save(update_fields=["state", "how_ended", "ended_at"])
    publishing.tell_all(session, "session.ended", how=how)
    after = places.end(before)
    for was, place in zip(before.places, after.places, strict=True):
        if was.state != place.state:
            Connection.objects.filter(id=place.connection).update(state=State.LEFT, gone_at=now)
            publishing.cut(session, place.connection)
