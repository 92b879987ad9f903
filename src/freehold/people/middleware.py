"""Every request passes here once: who asks, may they, and was it a sign of life."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from freehold import audit

from . import actions, refusals, scope, sessions
from .guards import guard_of
from .lasting import CONFIRMED, Standing
from .models import SignIn
from .requests import OpenRequest
from .second_steps import second_steps_of

Respond = Callable[[HttpRequest], HttpResponseBase]


class PeopleMiddleware:
    """Sets `request.person`, `.sign_in` and `.locked`, and holds every view to its guard.

    Stands after Django's CSRF middleware: what it holds back for later (`refusals.hold`) came from our page.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = cast(OpenRequest, request)
        found = sessions.of_session(request.session) if request.session.session_key else None
        standing = found.standing(timezone.now()) if found else None
        asked.sign_in = found if standing is Standing.VALID else None
        asked.person = asked.sign_in.person if asked.sign_in else None
        asked.locked = found if standing in (Standing.IDLE, Standing.EXPIRED) else None
        request.user = asked.person or AnonymousUser()
        with audit.origin(
            request.META.get("REMOTE_ADDR", ""), str(asked.sign_in.id) if asked.sign_in else ""
        ):
            return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        asked = cast(OpenRequest, request)
        guard = guard_of(view)
        if asked.sign_in is not None and _is_a_sign_of_life(request, view):
            sessions.touch_if_due(asked.sign_in)
        if guard.admits is None:
            return None
        if asked.person is None or asked.sign_in is None:
            return _locked(asked, asked.locked) if asked.locked else refusals.sign_in(asked)
        if not asked.sign_in.is_enough:
            # Enrolled meanwhile, elsewhere: a new step from here could be a thief's, so the old one first.
            if second_steps_of(asked.person).is_any:
                return refusals.unlock(asked)
            if not hasattr(view, "before_second_factor"):
                return refusals.enrol(asked)
        if not scope.reaches(asked.sign_in.scope, request.path):
            return _outside_scope(request, asked.sign_in)
        if not guard.admits(asked.person):
            actions.record_refusal(asked.person, guard.who)
            raise Http404
        if hasattr(view, "recently_confirmed") and timezone.now() - asked.sign_in.confirmed_at > CONFIRMED:
            return refusals.unlock(asked)
        return None


def _locked(asked: OpenRequest, sign_in: SignIn) -> HttpResponseBase:
    """To the lock page; what the clock said now stays so, should the clock be set back."""
    actions.note_run_out(sign_in, now=timezone.now())
    return refusals.unlock(asked)


def _is_a_sign_of_life(request: HttpRequest, view: Callable[..., object]) -> bool:
    """Polling and prefetching go on without anybody in the room."""
    return not (hasattr(view, "quiet") or "X-Poll" in request.headers or "Sec-Purpose" in request.headers)


def _outside_scope(request: HttpRequest, sign_in: SignIn) -> HttpResponseBase:
    if request.path == "/" and request.method == "GET":
        return redirect(scope.home(sign_in.scope))
    raise Http404
