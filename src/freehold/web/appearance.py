"""Light or dark: the device's wish, unless the person chose. A cookie keeps it, so it works signed out."""

from typing import Literal, cast, get_args

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Appearance = Literal["light", "dark", ""]
"""Empty: as the device says."""


def chosen(request: HttpRequest) -> Appearance:
    value = request.COOKIES.get(settings.APPEARANCE_COOKIE_NAME, "")
    return cast(Appearance, value) if value in get_args(Appearance) else ""


def remember(response: HttpResponse, value: str) -> None:
    """Keep the choice for a year; anything unknown means "as the device says"."""
    if value in ("light", "dark"):
        response.set_cookie(
            settings.APPEARANCE_COOKIE_NAME,
            value,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    else:
        response.delete_cookie(settings.APPEARANCE_COOKIE_NAME, samesite="Lax")
