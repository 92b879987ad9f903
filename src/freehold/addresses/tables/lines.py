"""Text in pieces into lines, and their columns into numbers, many at a time."""

from collections.abc import Iterable, Iterator
from functools import partial
from socket import AF_INET, inet_pton

import numpy as np

from ..texts import gettext_noop as _
from .parsed import Numbers
from .unread import Broken

LONGEST = 1 << 20
"""Bytes of a line in a text table; more is no table."""

MOST = 1 << 29
"""Bytes of a file that has to be read at once."""

_pack = partial(inet_pton, AF_INET)


def batches(chunks: Iterable[bytes]) -> Iterator[list[str]]:
    """Lines without their ends, in batches. Latin-1, so that every byte is a character.

    Raises:
        Broken: a line without end.
    """
    rest, is_first = b"", True
    for chunk in chunks:
        text = rest + chunk
        if is_first and text:
            text, is_first = text.removeprefix(b"\xef\xbb\xbf"), False
        whole, newline, rest = text.rpartition(b"\n")
        if len(rest) > LONGEST:
            raise Broken(_("%(file)s is no text of lines."))
        if newline:
            yield _lines(whole)
    if rest:
        yield _lines(rest)


def _lines(text: bytes) -> list[str]:
    if b"\r" in text:
        # Alone, it ends a line as well, as some spreadsheets write it: left out, it would join two.
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.decode("latin-1").split("\n")


def whole(chunks: Iterable[bytes]) -> bytes:
    """All of a file that has to be read at once.

    Raises:
        Broken: it is larger than any such file.
    """
    pieces: list[bytes] = []
    for chunk in chunks:
        pieces.append(chunk)
        if sum(map(len, pieces)) > MOST:
            raise Broken(_("%(file)s is larger than any table of its kind."))
    return b"".join(pieces)


def addresses(dotted: Iterable[str]) -> Numbers:
    """Raises OSError (not an address) or ValueError (a zero byte in it) for anything but dotted quads."""
    return np.frombuffer(b"".join(map(_pack, dotted)), ">u4").astype(np.uint32)


def masks(lengths: Numbers) -> Numbers:
    """The number of addresses less one of prefixes of those lengths (0-32)."""
    return ((np.uint64(1) << (np.uint64(32) - lengths.astype(np.uint64))) - np.uint64(1)).astype(np.uint32)


def bad_row(row: str) -> Broken:
    return Broken(_("%(file)s may be damaged: a row cannot be read: %(row)s", row=printable(row)))


def printable(text: str) -> str:
    """At most 80 characters of it, without control characters."""
    return "".join(character if character.isprintable() else "?" for character in text[:80])
