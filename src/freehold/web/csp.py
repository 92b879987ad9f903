"""What one kind of page may do beyond the policy in the settings."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from csp.constants import SELF
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Given = ParamSpec("Given")
Asked = TypeVar("Asked", bound=HttpRequest)

# Background blur and noise suppression are WebAssembly; only the room runs them.
ROOM_SCRIPTS = {"script-src": [SELF, "'wasm-unsafe-eval'"]}

OFF = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
ROOM_MAY = frozenset(
    {
        "autoplay",
        "camera",
        "display-capture",
        "fullscreen",
        "microphone",
        "picture-in-picture",
        "screen-wake-lock",
    }
)


def permissions(granted: frozenset[str] = frozenset()) -> str:
    """Value of `Permissions-Policy`: everything off but what is granted to our own origin."""
    return ", ".join(f"{feature}=({'self' if feature in granted else ''})" for feature in OFF)


def room_policy(
    view: Callable[Concatenate[Asked, Given], HttpResponseBase],
) -> Callable[Concatenate[Asked, Given], HttpResponseBase]:
    """For the one page that opens camera and microphone."""

    @wraps(view)
    def with_room_policy(request: Asked, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response._csp_update = ROOM_SCRIPTS  # type: ignore[attr-defined]  # where django-csp reads it
        response["Permissions-Policy"] = permissions(ROOM_MAY)
        return response

    return with_room_policy
