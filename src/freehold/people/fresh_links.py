"""A link just made: shown once, to whoever made it, since the database keeps only its hash."""

from django.conf import settings
from django.http import HttpRequest

from . import access
from .models import Person

FRESH_LINK = "fresh_link"


def remember(request: HttpRequest, person: Person, path: str, *, on: Person | None = None) -> None:
    """Keep the link for `person` until the page about them (or about `on`) shows it."""
    page = on or person
    request.session[FRESH_LINK] = {"person": str(page.id), "url": _address(request, person) + path}


def take(request: HttpRequest, person: Person) -> str:
    """The address of the link just made for the page about `person`, once; else ""."""
    fresh = request.session.get(FRESH_LINK)
    if not fresh or fresh["person"] != str(person.id):
        return ""
    del request.session[FRESH_LINK]
    return str(fresh["url"])


def _address(request: HttpRequest, person: Person) -> str:
    """Where the invited person reaches us: as the inviter does.

    In a demo, staff use `localhost` and patients the address, so that two windows can be two people.
    """
    practice = access.practice()
    if practice is not None and practice.is_demo and not person.is_staff_member:
        return str(settings.OPTIONS.origin)
    return f"{request.scheme}://{request.get_host()}"
