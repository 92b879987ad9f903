"""Beginning, keeping and ending sign-ins."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from freehold import audit, live

from ..lasting import ABSOLUTE, SKEW, Standing, idle_after
from ..models import Person, SignIn, StoredSession
from ..models.sign_in import How
from ..roles import STAFF
from ..signals import signed_out


@audit.action
def begin_sign_in(person: Person, *, how: How, scope: str, device: str, address: str) -> SignIn:
    """A new sign-in of `person`, good for twelve hours at most."""
    now = timezone.now()
    began = SignIn.objects.create(
        person=person,
        how=how,
        scope=scope,
        device=device,
        address=address,
        created_at=now,
        last_active_at=now,
        confirmed_at=now,
        expires_at=now + ABSOLUTE,
    )
    audit.record(f"sign_in.{how.value}", who=person, what=began)
    return began


@audit.action
def end_sign_in(sign_in: SignIn, *, by: Person, why: str) -> None:
    """End a sign-in at once, with its event streams and its place in a room. Ending twice changes nothing."""
    _end(sign_in)
    audit.record("sign_in.end", who=by, what=sign_in, why=why)


def _end(sign_in: SignIn) -> None:
    if sign_in.revoked_at is None:
        sign_in.revoked_at = timezone.now()
        sign_in.save(update_fields=["revoked_at"])
    live.end_streams(str(sign_in.id))
    signed_out.send(sender=SignIn, sign_in_id=str(sign_in.id))


def end_all_of(person: Person, *, but: SignIn | None = None) -> None:
    """End every open sign-in of `person` except one. Part of an action that says why."""
    open_ones = SignIn.objects.select_related("person").filter(person=person, revoked_at=None)
    for sign_in in open_ones.exclude(pk=but.pk) if but else open_ones:
        _end(sign_in)


@audit.action
def confirm_sign_in(sign_in: SignIn, *, how: How) -> None:
    """The same person proved again who they are: the screen is unlocked, and changes to sign-in are open.

    After a second step was enrolled, `how` says that this very sign-in now counts as made with it.
    """
    sign_in.how = how
    sign_in.confirmed_at = sign_in.last_active_at = timezone.now()
    sign_in.locked_at = None
    sign_in.save(update_fields=["how", "confirmed_at", "last_active_at", "locked_at"])
    audit.record("sign_in.confirm", who=sign_in.person, what=sign_in, why=how.value)


@audit.unaudited(why="says only that somebody is still there; the reads and writes themselves are recorded")
def mark_active(id: UUID, *, now: datetime) -> None:
    """Note activity. A time that another process has noted meanwhile is not set back."""
    SignIn.objects.filter(
        pk=id, revoked_at=None, ran_out_at=None, locked_at=None, last_active_at__lt=now
    ).update(last_active_at=now)


@audit.unaudited(why="a lock is no access; of a sign-in that ran out it records that it did")
def note_run_out(sign_in: SignIn, *, now: datetime) -> None:
    """Keep what the clock says of this sign-in: a clock that is set back afterwards does not revive it.

    Changes nothing for one that is valid, revoked, or noted already.
    """
    standing = sign_in.standing(now)
    if standing is Standing.EXPIRED and sign_in.ran_out_at is None:
        if SignIn.objects.filter(pk=sign_in.pk, revoked_at=None, ran_out_at=None).update(ran_out_at=now):
            audit.record("sign_in.expire", who=sign_in.person, what=sign_in)
    elif standing is Standing.IDLE and sign_in.locked_at is None:
        SignIn.objects.filter(pk=sign_in.pk, last_active_at=sign_in.last_active_at).update(locked_at=now)


@audit.unaudited(why="each sign-in that ran out is recorded by note_run_out; a lock is no access")
def note_all_run_out(now: datetime) -> None:
    """The same for every open sign-in.

    Times that lie ahead were written before the clock was set back. They count from now on, so that neither a
    quarter of an hour nor twelve hours become longer by it.
    """
    open_ones = SignIn.objects.filter(revoked_at=None, ran_out_at=None)
    for sign_in in open_ones.filter(expires_at__lte=now).select_related("person"):
        note_run_out(sign_in, now=now)
    unlocked = open_ones.filter(locked_at=None)
    staff = unlocked.filter(person__role__in=STAFF, last_active_at__lte=now - idle_after(is_staff=True))
    others = unlocked.exclude(person__role__in=STAFF).filter(
        last_active_at__lte=now - idle_after(is_staff=False)
    )
    for idle in (staff, others):
        _if_any(idle, locked_at=now)
    _if_any(open_ones.filter(last_active_at__gt=now + SKEW), last_active_at=now)
    _if_any(open_ones.filter(confirmed_at__gt=now + SKEW), confirmed_at=now)
    _if_any(open_ones.filter(expires_at__gt=now + ABSOLUTE + SKEW), expires_at=now + ABSOLUTE)


def _if_any(rows: QuerySet[SignIn], **changes: datetime) -> None:
    """Ask before writing: on SQLite even an update of nothing takes the only lock for writing."""
    if rows.exists():
        rows.update(**changes)


@audit.action
def record_sign_in_refused(*, why: str) -> None:
    """A sign-in did not succeed. Neither the e-mail tried nor whether it exists stands in the record."""
    audit.record("sign_in.refused", who=None, why=why)


@audit.action
def record_refusal(person: Person, needed: str) -> None:
    """A signed-in person asked for a page of others."""
    audit.record("access.refused", who=person, why=f"only {needed}")


@audit.unaudited(why="forgets what no longer opens anything")
def forget_expired(now: datetime) -> int:
    """Delete browser sessions whose time is over; how many."""
    count, _ = StoredSession.objects.filter(expire_date__lt=now).delete()
    return count
