"""What a browser asks of the signalling gate, read from path and query.

Pure: no Django, no network.

livekit-client appends `/rtc/v1` (or `/rtc`) to the address it is given, and `/validate` when it wants to know
why a WebSocket was refused; it keeps the query it was given and adds its own.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import UUID

from .limits import LONGEST_URL

_PATH = re.compile(
    r"/rtc/(?P<session>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?P<upstream>rtc(?:/v1)?)(?P<validate>/validate)?"
)
# Ours, or never to be believed from a browser.
_DROPPED = frozenset({"connection", "access_token"})


class Unreadable(ValueError):
    """No path of the gate's, or no connection named."""


class TooLong(ValueError):
    """A URL of more than 8 KiB."""


@dataclass(frozen=True, slots=True)
class Knock:
    session: UUID
    connection: UUID
    upstream: str
    query: tuple[tuple[str, str], ...]
    only_asks: bool


def read(path: str, query: bytes) -> Knock:
    """Who knocks, and what is to be asked of LiveKit for them: never with a token of the browser's.

    Raises:
        TooLong, Unreadable
    """
    if len(path) + len(query) > LONGEST_URL:
        raise TooLong
    match = _PATH.fullmatch(path)
    if match is None:
        raise Unreadable(path)
    pairs = parse_qsl(query.decode("ascii", "replace"), keep_blank_values=True)
    named = [value for name, value in pairs if name == "connection"]
    if len(named) != 1:
        raise Unreadable("connection")
    try:
        connection = UUID(named[0])
    except ValueError as error:
        raise Unreadable("connection") from error
    return Knock(
        session=UUID(match["session"]),
        connection=connection,
        upstream=match["upstream"],
        query=tuple((name, value) for name, value in pairs if name not in _DROPPED),
        only_asks=match["validate"] is not None,
    )
