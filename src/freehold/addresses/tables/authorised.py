"""What the validated ROA payloads say of a block."""

from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..blocks import Block
from ..facts import Authorisation, Authorisations
from .parsed import Parsed, taken
from .ranges import Ranges

MOST_ELSEWHERE = 20


class AuthorisationFile:
    def __init__(self, parsed: Parsed) -> None:
        self._columns = parsed.columns
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])
        self._made_at = _moment(parsed.says.get("date"))
        self._found_alike: dict[tuple[int, int, int], NDArray[np.intp]] = {}

    def authorisations(self, block: Block) -> Authorisations:
        rows = self._ranges.overlapping(block)
        found = [self._authorisation(row) for row in rows.tolist()]
        covering = [one for one in found if one.first <= block.first and block.last <= one.last]
        inside = [one for one in found if one.first > block.first or block.last > one.last]
        elsewhere, count = self._elsewhere(rows)
        return Authorisations(
            tuple(covering),
            tuple(inside),
            self._made_at,
            tuple(self._authorisation(row) for row in elsewhere.tolist()),
            count,
        )

    def _elsewhere(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], int]:
        """Of other space, with network, trust anchor and moment of running out like one of `rows`.

        A statement has one network, one anchor, one certificate chain (RFC 9582), so that its payloads agree
        in all of them; that they agree does not prove that they are of one statement.

        Args:
            rows: all that touch the block.

        Returns:
            The first `MOST_ELSEWHERE`, by row number, and how many there are.
        """
        marks = ("asn", "anchor", "expires")
        alike = [
            self._alike(*one)
            for one in {tuple(int(self._columns[mark][row]) for mark in marks) for row in rows.tolist()}
        ]
        # Each of `rows` is in exactly one of them, so that as many are left when all of `rows` are taken out.
        firsts = [group[: MOST_ELSEWHERE + len(rows)] for group in alike]
        found = np.setdiff1d(np.concatenate([np.empty(0, np.intp), *firsts]), rows)
        return found[:MOST_ELSEWHERE], sum(map(len, alike)) - len(rows)

    def _alike(self, asn: int, anchor: int, expires: int) -> NDArray[np.intp]:
        """Rows that agree in all three, ascending; kept: a list of blocks asks for some often."""
        known = self._found_alike.get((asn, anchor, expires))
        if known is None:
            order, asns = self._by_network
            same = order[np.searchsorted(asns, asn, "left") : np.searchsorted(asns, asn, "right")]
            is_alike = (self._columns["anchor"][same] == anchor) & (self._columns["expires"][same] == expires)
            known = self._found_alike[asn, anchor, expires] = same[is_alike]
        return known

    @cached_property
    def _by_network(self) -> tuple[NDArray[np.intp], NDArray[np.uint32]]:
        order = np.argsort(self._columns["asn"], kind="stable")
        return order, self._columns["asn"][order]

    def _authorisation(self, row: int) -> Authorisation:
        first, last = int(self._ranges.first[row]), int(self._ranges.last[row])
        expires = int(self._columns["expires"][row])
        return Authorisation(
            first=first,
            last=last,
            length=32 - (last - first).bit_length(),
            max_length=int(self._columns["max_length"][row]),
            asn=int(self._columns["asn"][row]),
            trust_anchor=taken(self._columns, int(self._columns["anchor"][row])).decode(),
            expires_at=datetime.fromtimestamp(expires, UTC) if expires else None,
        )


def _moment(said: object) -> datetime | None:
    """A day alone is its beginning."""
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None
