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

    def authorisations(self, block: Block) -> Authorisations:
        rows = self._ranges.overlapping(block)
        found = [self._authorisation(row) for row in rows.tolist()]
        covering = [one for one in found if one.first <= block.first and block.last <= one.last]
        inside = [one for one in found if one.first > block.first or block.last > one.last]
        elsewhere = self._elsewhere(block, rows)
        return Authorisations(
            tuple(covering),
            tuple(inside),
            self._made_at,
            tuple(self._authorisation(row) for row in elsewhere[:MOST_ELSEWHERE].tolist()),
            len(elsewhere),
        )

    def _elsewhere(self, block: Block, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Of other space, with network, trust anchor and moment of running out like one of `rows`.

        A statement has one network, one anchor, one certificate chain (RFC 9582), so that its payloads agree
        in all of them; that they agree does not prove that they are of one statement.
        """
        found = [np.empty(0, np.intp)]
        marks = ("asn", "anchor", "expires")
        for one in {tuple(int(self._columns[mark][row]) for mark in marks) for row in rows.tolist()}:
            order, asns = self._by_network
            same = order[np.searchsorted(asns, one[0], "left") : np.searchsorted(asns, one[0], "right")]
            alike = (self._columns["anchor"][same] == one[1]) & (self._columns["expires"][same] == one[2])
            found.append(same[alike])
        together = np.unique(np.concatenate(found))
        first, last = self._ranges.first[together], self._ranges.last[together]
        return together[(last < block.first) | (first > block.last)]

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
