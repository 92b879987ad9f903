"""What the validated ROA payloads say of a block."""

from ..blocks import Block
from ..facts import Authorisation, Authorisations
from .parsed import Parsed, taken
from .ranges import Ranges


class AuthorisationFile:
    def __init__(self, parsed: Parsed) -> None:
        self._columns = parsed.columns
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])

    def authorisations(self, block: Block) -> Authorisations:
        found = [self._authorisation(row) for row in self._ranges.overlapping(block).tolist()]
        covering = [one for one in found if one.first <= block.first and block.last <= one.last]
        inside = [one for one in found if one.first > block.first or block.last > one.last]
        return Authorisations(tuple(covering), tuple(inside))

    def _authorisation(self, row: int) -> Authorisation:
        first, last = int(self._ranges.first[row]), int(self._ranges.last[row])
        return Authorisation(
            first=first,
            last=last,
            length=32 - (last - first).bit_length(),
            max_length=int(self._columns["max_length"][row]),
            asn=int(self._columns["asn"][row]),
            trust_anchor=taken(self._columns, int(self._columns["anchor"][row])).decode(),
        )
