"""Server-sent events on the wire (HTML Living Standard, section 9.2). Pure."""

import json
from collections.abc import Mapping

Scalar = str | int | float | bool | None

HEARTBEAT = b": still here\n\n"


def frame(name: str, data: Mapping[str, Scalar], *, at: int | None = None) -> bytes:
    """One event. `at` becomes the browser's `Last-Event-ID`; without it the browser keeps the one it has."""
    head = f"id: {at}\n" if at is not None else ""
    body = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    return f"{head}event: {name}\ndata: {body}\n\n".encode("ascii")


def retry(milliseconds: int) -> bytes:
    """How long the browser waits before it connects again."""
    return f"retry: {milliseconds}\n\n".encode("ascii")


def last_seen(header: str | None, query: str | None) -> int | None:
    """The event id a reader has seen, from `Last-Event-ID` or else `?after=`; None when there is none.

    The header wins: the browser sends it when it reconnects to an address whose query is old by then.

    Raises:
        ValueError: what was sent is not an event id.
    """
    for text in (header, query):
        if text:
            if not (text.isascii() and text.isdigit() and len(text) <= 18):
                raise ValueError("an event id is a whole number")
            return int(text)
    return None
