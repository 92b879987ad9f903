"""One-time links: making, using, revoking."""

from datetime import timedelta

from django.utils import timezone

from freehold import audit

from ..models import OneTimeLink, Person
from ..tokens import fresh_token, token_hash

Purpose = OneTimeLink.Purpose

LASTING = {
    Purpose.SETUP: timedelta(days=1),
    Purpose.INVITE: timedelta(days=7),
    Purpose.RESET: timedelta(days=1),
    Purpose.OWNER_RESET: timedelta(hours=1),
    Purpose.VISIT: timedelta(days=7),
    Purpose.DEMO: timedelta(days=1),
}

SUPERSEDES = frozenset({Purpose.INVITE, Purpose.RESET, Purpose.OWNER_RESET, Purpose.DEMO})
"""A newer link of these ends the older ones: there is one way in, and the last one made is it."""


class LinkSpent(Exception):
    """The link was used, revoked or ran out between the page and its button."""


@audit.action
def create_link(
    person: Person, purpose: str, *, lasting: timedelta | None = None, scope: str = "", by: Person | None
) -> str:
    """Path of a fresh link, `/link/<token>`. It is shown now and never again: only its hash is kept."""
    return _create(person, Purpose(purpose), lasting, scope, by)


@audit.action
def create_setup_link(*, lasting: timedelta | None = None) -> str:
    """Path of the link that makes the practice and its owner; earlier ones stop working."""
    return _create(None, Purpose.SETUP, lasting, "", None)


def _create(
    person: Person | None,
    purpose: OneTimeLink.Purpose,
    lasting: timedelta | None,
    scope: str,
    by: Person | None,
) -> str:
    now = timezone.now()
    older = OneTimeLink.objects.filter(person=person, purpose=purpose, used_at=None, revoked_at=None)
    if purpose in SUPERSEDES or purpose == Purpose.SETUP:
        older.update(revoked_at=now)
    token = fresh_token()
    link = OneTimeLink.objects.create(
        purpose=purpose,
        person=person,
        scope=scope,
        token_hash=token_hash(token),
        created_by=by,
        created_at=now,
        expires_at=now + (lasting or LASTING[purpose]),
    )
    audit.record(
        "link.create", who=by, whose=person.as_patient if person else None, what=link, why=purpose.value
    )
    return f"/link/{token}"


@audit.action
def consume_link(link: OneTimeLink) -> None:
    """Use the link up.

    Raises:
        LinkSpent: somebody was faster, or it ran out. The row is locked first, so of two who press the
            button at once exactly one passes.
    """
    now = timezone.now()
    fresh = OneTimeLink.objects.select_for_update().get(pk=link.pk)
    if not fresh.works_at(now):
        raise LinkSpent
    fresh.used_at = link.used_at = now
    fresh.save(update_fields=["used_at"])
    audit.record(
        "link.use",
        who=fresh.person,
        whose=fresh.person.as_patient if fresh.person else None,
        what=fresh,
        why=fresh.purpose,
    )


@audit.action
def revoke_link(link: OneTimeLink, *, by: Person) -> None:
    """The link opens nothing from now on."""
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
    audit.record("link.revoke", who=by, whose=link.person.as_patient if link.person else None, what=link)


@audit.unaudited(why="each link that it ends is audited by end_expired")
def end_all_expired() -> int:
    """End every link whose time is over; how many."""
    ran_out = OneTimeLink.objects.filter(used_at=None, revoked_at=None, expires_at__lte=timezone.now())
    return sum(end_expired(link) for link in ran_out.select_related("person"))


@audit.unaudited(why="records each link that it ends; of one that was over already nothing is to be said")
def end_expired(link: OneTimeLink) -> bool:
    """End a link that ran out, for good: a clock that is set back afterwards does not bring it to life.

    Returns whether it did; False for one that still works, or was used, revoked or ended before.
    """
    now = timezone.now()
    open_one = OneTimeLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None, expires_at__lte=now)
    if not open_one.update(revoked_at=now):
        return False
    audit.record("link.expire", who=None, whose=link.person.as_patient if link.person else None, what=link)
    return True
