"""What a routing table, of prefixes or flattened, says of a block."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from ..blocks import Block
from ..facts import Announcement, Routing
from .parsed import Kind, Parsed
from .ranges import Ranges


class RoutingTable:
    def __init__(self, parsed: Parsed, seen_on: date | None) -> None:
        self.seen_on = seen_on
        self.is_flattened = parsed.kind is Kind.ORIGINS
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])
        self._origins = parsed.columns["origin"]

    def routing(self, block: Block) -> Routing:
        return Routing(tuple(self._announcements(block)), self.is_flattened, self.seen_on)

    def _announcements(self, block: Block) -> Iterator[Announcement]:
        rows = self._ranges.overlapping(block)
        first, last = self._ranges.first[rows].tolist(), self._ranges.last[rows].tolist()
        origins = self._origins[rows].tolist()
        for (begin, end), same in groupby(zip(first, last, origins, strict=True), key=lambda row: row[:2]):
            yield Announcement(begin, end, tuple(sorted({origin for _first, _last, origin in same})))
