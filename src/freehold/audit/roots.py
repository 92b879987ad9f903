"""Compares the rows with what was signed about them: pure."""

from __future__ import annotations

from .chain import Linked
from .checkpoints import SignedSize
from .findings import Finding, Kind
from .merkle import Frontier


class RootReader:
    """Grows the Merkle tree row by row and compares it with each signed root on the way."""

    def __init__(self, signed: list[SignedSize]) -> None:
        self._frontier, self._waiting, self._good = Frontier(), list(reversed(signed)), 0
        self._is_told = False

    def read(self, row: Linked) -> Finding | None:
        """The first checkpoint that does not fit; the later ones cannot fit either."""
        if row.entry.number != self._frontier.size + 1:
            return None
        self._frontier = self._frontier.with_leaf(row.entry.canonical())
        wrong: SignedSize | None = None
        while self._waiting and self._waiting[-1].size <= self._frontier.size:
            one = self._waiting.pop()
            if one.root == self._frontier.root():
                self._good = one.size
            else:
                wrong = wrong or one
        if wrong is None or self._is_told:
            return None
        self._is_told = True
        rows = f"rows {self._good + 1} to {wrong.size}"
        text = f"{rows} are not those that were signed at {wrong.at}: the chain was rebuilt"
        return Finding(Kind.REBUILT, text, wrong.size)
