"""What every page's frame needs, as a context processor. All of it is lazy: a fragment pays for nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from .appearance import chosen
from .navigation import destinations
from .words import words

PLAIN, PATIENT, STAFF = "web/shells/plain.html", "web/shells/patient.html", "web/shells/staff.html"


def shell_for(request: HttpRequest) -> str:
    """The frame for whoever asks; a link good for one session shows no way to anywhere else."""
    person: Any = getattr(request, "person", None)
    sign_in: Any = getattr(request, "sign_in", None)
    is_for_one_session = sign_in is not None and bool(sign_in.scope)
    if person is None or is_for_one_session:
        return PLAIN
    return STAFF if person.is_staff_member else PATIENT


def page(request: HttpRequest) -> dict[str, Any]:
    person: Any = getattr(request, "person", None)
    return {
        "person": person,
        "shell": shell_for(request),
        "navigation": SimpleLazyObject(lambda: list(destinations(request, person)) if person else []),
        "practice": SimpleLazyObject(lambda: import_string(settings.PRACTICE)()),
        "appearance": chosen(request),
        "page_words": words,
        "live_after": getattr(request, "live_after", None),
        "idle_seconds": settings.IDLE_SECONDS if person and person.is_staff_member else None,
    }
