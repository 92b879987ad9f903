"""Headers every answer carries, and where in the event log a page stands."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from freehold import live

from .csp import permissions


class HeadersMiddleware:
    """Stands above everything, static files included; a view's own header wins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", permissions())
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Static files set their own. Whatever Django renders may name a person, so no cache keeps it: not
        # the disk, not the back button after sign-out.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class LivePositionMiddleware:
    """Notes the newest event *before* the view reads what it shows, so that the page misses none after it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        is_page = request.method == "GET" and not getattr(request, "htmx", False)
        if is_page and getattr(request, "person", None) is not None:
            request.live_after = live.last_event()  # type: ignore[attr-defined]
