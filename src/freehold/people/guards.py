"""Who may call a view. Each view carries exactly one guard; `middleware.py` enforces it, tests read it.

    @require_POST
    @clinicians
    def admit(request: Request, id: UUID) -> HttpResponse: ...

A view without a guard is refused. Signed-in people who may not get 404, so that nobody learns what exists;
strangers are asked to sign in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.http.response import HttpResponseBase

from .models import Person
from .roles import Role

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Guard:
    who: str
    """In words, for the access matrix."""
    admits: Callable[[Person], bool] | None
    """None: anybody, signed in or not."""


def _guarded(guard: Guard) -> Callable[[View], View]:
    def put(view: View) -> View:
        if hasattr(view, "guard"):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} carries two guards")
        view.guard = guard  # type: ignore[attr-defined]
        return view

    return put


OPEN = Guard("everybody", None)
open_to_all = _guarded(OPEN)
signed_in = _guarded(Guard("signed in", lambda person: True))
staff = _guarded(Guard("staff", lambda person: person.is_staff_member))
clinicians = _guarded(Guard("clinicians", lambda person: person.is_clinician))
patients = _guarded(Guard("patients", lambda person: person.is_patient))


def roles(*names: str) -> Callable[[View], View]:
    """Only people of these roles, by their value (`"owner"`)."""
    allowed = {Role(name) for name in names}
    return _guarded(Guard(", ".join(sorted(allowed)), lambda person: person.role in allowed))


def before_second_factor(view: View) -> View:
    """Staff may call this before they have given a second factor: enrolling, signing out."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view


def recently_confirmed(view: View) -> View:
    """Changing how one signs in asks again for the password or passkey, unless it was just given."""
    view.recently_confirmed = True  # type: ignore[attr-defined]
    return view


def quiet(view: View) -> View:
    """Calling this is no sign of a person at the screen: polling, heartbeats."""
    view.quiet = True  # type: ignore[attr-defined]
    return view


def guard_of(view: Callable[..., object]) -> Guard:
    """The view's guard.

    Raises:
        ImproperlyConfigured: it has none.
    """
    guard = getattr(view, "guard", None)
    if isinstance(guard, Guard):
        return guard
    # `web` lies below `people` and cannot name a guard; for the same reason it holds nothing of anybody's.
    if getattr(view, "__module__", "").startswith("freehold.web."):
        return OPEN
    raise ImproperlyConfigured(f"{view!r} carries no guard: see freehold/people/guards.py")
