"""Who is signed in on which device: beginning, keeping, asking and ending it.

The browser's cookie names a session (`session_store.py`); the session names a `SignIn` row, and that row
alone decides. Pages, the event stream and the signalling gate all ask here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from freehold import live

from . import actions
from .lasting import TOUCH_EVERY, Standing
from .models import Person, SignIn
from .models.sign_in import How
from .session_store import SessionStore

SIGN_IN = "sign_in"
HELD = "held"
"""A form that was posted after the screen locked, kept until its owner is back."""


@dataclass(frozen=True)
class Signed:
    """A person on a device, signed in and allowed to act."""

    person: Person
    sign_in_id: str
    scope: str
    sign_in: SignIn


def sign_in(request: HttpRequest, person: Person, *, how: str, scope: str = "") -> SignIn:
    """Sign `person` in on this browser under a fresh session key; what was there before ends."""
    previous = of_session(request.session)
    held = request.session.get(HELD)
    began = actions.begin_sign_in(
        person,
        how=How(how),
        scope=scope,
        device=request.headers.get("User-Agent", "")[:400],
        address=request.META.get("REMOTE_ADDR", ""),
    )
    if previous is not None:
        actions.end_sign_in(previous, by=previous.person, why="signed in again")
    request.session.flush()
    request.session[SIGN_IN] = str(began.id)
    if held and held["person"] == str(person.id):
        request.session[HELD] = held
    rotate_token(request)
    return began


def sign_out(request: HttpRequest) -> None:
    """End this browser's sign-in and forget its session."""
    current = of_session(request.session)
    if current is not None:
        actions.end_sign_in(current, by=current.person, why="signed out")
    request.session.flush()


def of_session(session: SessionBase) -> SignIn | None:
    """The sign-in a session names, whatever it is worth by now; with its person."""
    id = session.get(SIGN_IN)
    return SignIn.objects.select_related("person").filter(pk=id).first() if id else None


def person_for(cookies: Mapping[str, str]) -> Signed | None:
    """Who sends these cookies, or None: unknown, locked, expired, revoked, or lacking a second factor."""
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    found = of_session(SessionStore(key)) if key else None
    if found is None or found.standing(timezone.now()) is not Standing.VALID or not found.is_enough:
        return None
    return Signed(person=found.person, sign_in_id=str(found.id), scope=found.scope, sign_in=found)


def audience(cookies: Mapping[str, str]) -> live.Audience | None:
    """Which topics these cookies may listen to."""
    signed = person_for(cookies)
    if signed is None:
        return None
    topics = {f"person:{signed.person.id}"}
    if signed.person.is_staff_member:
        topics.add("practice:staff")
    return live.Audience(topics=frozenset(topics), sign_in=signed.sign_in_id)


def still_valid(sign_ins: Collection[str]) -> set[str]:
    """Those of the given sign-ins that may still listen. One query."""
    now = timezone.now()
    rows = SignIn.objects.select_related("person").filter(pk__in=list(sign_ins))
    return {str(row.id) for row in rows if row.standing(now) is Standing.VALID and row.is_enough}


def touch(sign_in_id: str | UUID) -> None:
    """Somebody is at this device: a page opened, or a live session running."""
    now = timezone.now()
    # Read first: on SQLite even an update of nothing takes the only lock for writing.
    if SignIn.objects.filter(
        pk=sign_in_id, revoked_at=None, ran_out_at=None, locked_at=None, last_active_at__lt=now - TOUCH_EVERY
    ).exists():
        actions.mark_active(UUID(str(sign_in_id)), now=now)


def touch_if_due(sign_in: SignIn) -> None:
    """The same for a sign-in just read: most pages cost no query."""
    if sign_in.last_active_at < timezone.now() - TOUCH_EVERY:
        touch(sign_in.id)


def revoke(sign_in: SignIn, *, by: Person) -> None:
    """End one device's sign-in; its event stream and its place in a room end with it."""
    actions.end_sign_in(sign_in, by=by, why="revoked")
