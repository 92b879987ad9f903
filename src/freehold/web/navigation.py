"""Where a person can go from any page. The destinations themselves are listed in `config/navigation.py`.

A destination whose page does not exist yet, or is not for this person's role, is not shown.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.module_loading import import_string


class HasRole(Protocol):
    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class Destination:
    path: str
    label: str | Promise
    icon: str
    roles: frozenset[str]
    is_main: bool = True
    """Main ones stand in the phone's bottom bar; the others behind "More" and at the foot of the side."""
    also: tuple[str, ...] = ()
    """Further paths whose pages belong to this destination."""


@dataclass(frozen=True)
class Shown:
    destination: Destination
    is_current: bool


@cache
def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _holds(destination: Destination, path: str) -> bool:
    starts = (destination.path, *destination.also)
    return any(path == start or (start != "/" and path.startswith(f"{start}/")) for start in starts)


def destinations(request: HttpRequest, person: HasRole) -> Iterator[Shown]:
    """What `person` may open, in order, the current one marked."""
    listed: Callable[[], Sequence[Destination]] = import_string(settings.NAVIGATION)
    for destination in listed():
        if person.role in destination.roles and _exists(destination.path):
            yield Shown(destination, _holds(destination, request.path))
