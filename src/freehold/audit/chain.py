"""The hash chain over audit entries, and what its links give away: pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .entry import Entry
from .findings import Finding, Kind

GENESIS = bytes(32)
"""What the first entry is linked to."""

SUSPECTS = 200
"""How many altered rows are compared with each other, to tell an exchange from a change."""

_DOMAIN = b"freehold-audit-chain/1\n"


def link(previous: bytes, canonical: bytes) -> bytes:
    """Hash of an entry, bound to the hash of the entry before it; 32 bytes."""
    return hashlib.sha256(_DOMAIN + previous + canonical).digest()


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry as it stands in the table, with its two hashes in hex."""

    entry: Entry
    previous: str
    hash: str

    def fits(self, number: int, previous: str, hash: str) -> bool:
        """Whether this content, as row `number`, is what the hashes were made of."""
        try:
            before = bytes.fromhex(previous)
        except ValueError:
            return False
        return link(before, replace(self.entry, number=number).canonical()).hex() == hash


class ChainReader:
    """Reads rows in the order of their numbers and finds what does not fit.

    Attributes:
        size: the number of the last row read.
        hash: its stored hash, hex.
    """

    def __init__(self) -> None:
        self.size, self.hash = 0, GENESIS.hex()
        self._suspects: list[Linked] = []
        self._fits = True

    def read(self, row: Linked) -> Iterator[Finding]:
        number, expected = row.entry.number, self.size + 1
        if number > expected:
            yield Finding(Kind.MISSING, f"rows {expected} to {number - 1} are missing", expected)
        fits = row.fits(number, row.previous, row.hash)
        if fits and self._fits and number == expected and row.previous != self.hash:
            # Both rows are whole, yet what this one was linked to is not what stands before it now.
            text = f"row {number} is not linked to the row before it: that one was altered and hashed again"
            yield Finding(Kind.ALTERED, text, max(number - 1, 1))
        if not fits:
            self._suspects.append(row)
        self._fits = fits
        self.size, self.hash = number, row.hash

    def suspicious(self) -> bool:
        return bool(self._suspects)

    def finish(self) -> Iterator[Finding]:
        """Altered rows, told apart from such that changed places. Call it after the last row."""
        few = self._suspects[:SUSPECTS]
        for row in self._suspects:
            number = row.entry.number
            came_from = next(
                (other.entry.number for other in few if other is not row and _was(row, other)), None
            )
            if came_from is None:
                yield Finding(Kind.ALTERED, f"row {number} was altered", number)
            else:
                yield Finding(Kind.REORDERED, f"row {number} holds what was row {came_from}", number)


def _was(row: Linked, other: Linked) -> bool:
    """Whether `row` holds what was written as `other`, with its hashes or without."""
    number = other.entry.number
    return row.fits(number, row.previous, row.hash) or row.fits(number, other.previous, other.hash)


def verify(rows: Iterable[Linked]) -> list[Finding]:
    """Everything that does not fit in a sequence that should be whole."""
    reader = ChainReader()
    found = [finding for row in rows for finding in reader.read(row)]
    return found + list(reader.finish())
