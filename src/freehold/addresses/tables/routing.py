"""What a routing table, of prefixes or flattened, says of a block."""

from collections.abc import Iterator
from datetime import date

from ..blocks import Block, Range
from ..facts import Announcement, Routing
from .parsed import Kind, Parsed
from .ranges import Ranges


class RoutingTable:
    def __init__(self, parsed: Parsed, seen_on: date | None, file_day: date) -> None:
        """Args:
        seen_on: the table's date, by its content or its name.
        file_day: stands in for it where there is none.
        """
        self.seen_on = seen_on
        self._file_day = None if seen_on else file_day
        self.is_flattened = parsed.kind is Kind.ORIGINS
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])
        self._origins = parsed.columns["origin"]

    def routing(self, block: Block) -> Routing:
        return Routing(tuple(self._announcements(block)), self.is_flattened, self.seen_on, self._file_day)

    def _announcements(self, block: Block) -> Iterator[Announcement]:
        rows = self._ranges.overlapping(block)
        first, last = self._ranges.first[rows].tolist(), self._ranges.last[rows].tolist()
        origins = self._origins[rows].tolist()
        together: dict[Range, tuple[int, ...]] = {}
        for begin, end, origin in zip(first, last, origins, strict=True):
            together[begin, end] = (*together.get((begin, end), ()), origin)
        for (begin, end), several in together.items():
            yield Announcement(begin, end, several if len(several) == 1 else tuple(sorted(set(several))))
