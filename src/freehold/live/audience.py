"""Who listens, and whether they still may: answered by the app that knows people, through two settings.

`LIVE_AUDIENCE`: dotted path of `audience(cookies) -> Audience | None`.
`LIVE_STILL_VALID`: dotted path of `still_valid(sign_ins) -> set[str]`.
Both are plain functions that may query the database; they are called on a thread, never on the event loop.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Audience:
    """The topics one sign-in may hear, and the sign-in's id, by which its streams are ended."""

    topics: frozenset[str]
    sign_in: str


def audience(cookies: Mapping[str, str]) -> Audience | None:
    """Who holds these cookies; None for nobody."""
    path: str = settings.LIVE_AUDIENCE
    answer = cast(Callable[[Mapping[str, str]], Audience | None], import_string(path))
    return answer(cookies)


def still_valid(sign_ins: Collection[str]) -> set[str]:
    """Those of `sign_ins` that are not revoked, expired or locked."""
    path: str = settings.LIVE_STILL_VALID
    answer = cast(Callable[[Collection[str]], set[str]], import_string(path))
    return answer(sign_ins)
