"""The NRO's lists of space that two registries claim, and of space that a registry has and none should.

Nine columns: a delegated-extended row and whose file it is from. Conflicts come in pairs, empty lines between
(github.com/RIPE-NCC/nro-delegated-stats).
"""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec
import numpy as np

from ..blocks import Block, Range
from ..facts import Conflict
from ..findings import JsonValue
from .lines import addresses, bad_row, batches
from .parsed import Chunks, Kind, Parsed, pooled, taken
from .ranges import Ranges

ROW = re.compile(
    r"(afrinic|apnic|arin|iana|lacnic|ripencc)\|[A-Z]{0,2}\|(asn|ipv4|ipv6)\|[^|]+\|\d+\|\d*\|\w+\|[^|]*\|[\w-]+\s*"
)

Claim = tuple[int, int, str]


def parse(chunks: Chunks) -> Parsed:
    """Columns `first`, `last`, and the pool of `[registries, kind]`; space both have is one row."""
    found: list[tuple[Range, tuple[str, ...], str]] = []
    group: list[Claim] = []
    rows = 0
    days = {""}
    for line in _lines(chunks):
        if not line or line.startswith("#"):
            found += _judged(group)
            group = []
            continue
        rows += 1
        claim = _claim(line)
        days.add(line.split("|")[5])
        if claim:
            group.append(claim)
    found += _judged(group)
    ranges = np.array([range_ for range_, _r, _k in found], np.uint32).reshape(-1, 2)
    says: dict[str, JsonValue] = {
        "date": _day(max(days)),
        "lists": "conflict" if any(kind == "conflict" for _range, _by, kind in found) else "unclaimed",
        "rows": rows,
    }
    pool = pooled([msgspec.json.encode((registries, kind)) for _range, registries, kind in found])
    return Parsed(Kind.CONFLICTS, says, {"first": ranges[:, 0].copy(), "last": ranges[:, 1].copy(), **pool})


def _day(written: str) -> str | None:
    """The newest day in the rows: the lists have no other."""
    try:
        return datetime.strptime(written, "%Y%m%d").date().isoformat()  # noqa: DTZ007
    except ValueError:
        return None


def _lines(chunks: Chunks) -> Iterator[str]:
    for lines in batches(chunks):
        yield from lines


def _claim(line: str) -> Claim | None:
    """None for what is not IPv4."""
    if not ROW.fullmatch(line):
        raise bad_row(line)
    registry, _country, kind, start, count = line.split("|")[:5]
    if kind != "ipv4":
        return None
    try:
        first = int(addresses([start])[0])
    except (OSError, ValueError):
        raise bad_row(line) from None
    last = first + int(count) - 1
    if not first <= last < 1 << 32:
        raise bad_row(line)
    return first, last, registry


def _judged(group: list[Claim]) -> Iterator[tuple[Range, tuple[str, ...], str]]:
    """Rows without an empty line between them: those of several registries over the same space conflict."""
    for first, last, registry in group:
        others = {by for begin, end, by in group if begin <= last and first <= end}
        kind = "conflict" if len(others) > 1 else "unclaimed"
        if kind == "unclaimed" or registry == min(
            by for begin, end, by in group if (begin, end) == (first, last)
        ):
            yield (first, last), tuple(sorted(others)), kind


class ConflictFile:
    def __init__(self, parsed: Parsed) -> None:
        self._columns = parsed.columns
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])

    def conflicts(self, block: Block) -> Iterator[Conflict]:
        for row in self._ranges.overlapping(block).tolist():
            registries, kind = msgspec.json.decode(
                taken(self._columns, row), type=tuple[tuple[str, ...], str]
            )
            yield Conflict(int(self._ranges.first[row]), int(self._ranges.last[row]), registries, kind)
