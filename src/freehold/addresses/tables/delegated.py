"""Files of the registries on what they hold: delegated and delegated-extended, versions 2 and 2.3.

The NRO's merged file has the same rows (one column more) for all five registries. Format:
ftp.apnic.net/apnic/stats/apnic/README-EXTENDED.TXT.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec
import numpy as np

from ..blocks import Block
from ..facts import Record, Registry
from ..texts import gettext_noop as _
from .lines import addresses, bad_row, batches
from .others import not_used
from .parsed import Chunks, Kind, Parsed, pooled, taken
from .ranges import Ranges
from .unread import Broken

HEADER = r"2(\.\d)?\|(afrinic|apnic|arin|iana|lacnic|nro|ripencc)\|\d*\|\d+\|"

Words = tuple[str, str, str, str, str]
"""Registry, country, date, status, opaque id, as written."""


def parse(chunks: Chunks) -> Parsed:
    """Columns `first`, `last`, `words` (numbers of rows in the pool of `Words`), by first address."""
    header: list[str] | None = None
    promised: int | None = None
    rows, others = _Rows(), 0
    for row in _content(chunks):
        fields = row.split("|")
        if header is None:
            header = fields
        elif len(fields) >= 6 and fields[5] == "summary":
            if fields[2] == "ipv4" and fields[4].isdecimal():
                promised = (promised or 0) + int(fields[4])
        elif len(fields) < 7:
            raise bad_row(row)
        elif fields[2] == "ipv4":
            rows.add(row, fields)
        else:
            others += 1
    if header is None or len(header) < 6:
        raise Broken(_("%(file)s has no header."))
    _refuse_if_short(header, promised or 0, len(rows.starts), others)
    if not rows.starts and promised is None:
        raise Broken(_("%(file)s has no rows about IPv4: it is no whole list."))
    return rows.parsed(header) if header[1] != "iana" else not_used("iana")


def _content(chunks: Chunks) -> Iterator[str]:
    for lines in batches(chunks):
        for line in lines:
            if line and not line.startswith("#"):
                yield line


def _refuse_if_short(header: list[str], promised: int, ipv4: int, others: int) -> None:
    """The header counts rows of all kinds, the summaries count their own: fewer is a half file."""
    total = int(header[3]) if header[3].isdecimal() else 0
    for said, found in ((promised, ipv4), (total, ipv4 + others)):
        if found < said:
            raise Broken(
                _(
                    "%(file)s says that it has %(said)s rows and has %(found)s: only a part was downloaded.",
                    said=said,
                    found=found,
                )
            )


class _Rows:
    def __init__(self) -> None:
        self.starts: list[str] = []
        self.counts: list[int] = []
        self.words: list[int] = []
        self.pool: dict[Words, int] = {}

    def add(self, row: str, fields: list[str]) -> None:
        registry, country, _type, start, count, day, status = fields[:7]
        if not count.isdecimal() or not 0 < int(count) <= 1 << 32:
            raise bad_row(row)
        words = (registry, country, day, status, fields[7] if len(fields) > 7 else "")
        self.starts.append(start)
        self.counts.append(int(count))
        self.words.append(self.pool.setdefault(words, len(self.pool)))

    def parsed(self, header: list[str]) -> Parsed:
        try:
            first = addresses(self.starts)
        except (OSError, ValueError):
            raise Broken(_("%(file)s has addresses that are none.")) from None
        last = first.astype(np.uint64) + np.array(self.counts, np.uint64) - np.uint64(1)
        if len(last) and last.max() >= 1 << 32:
            raise Broken(_("%(file)s has addresses beyond the last one."))
        day, ends = _day(header[2]), _day(header[5])
        dated = day or ends
        return Parsed(
            Kind.DELEGATED,
            {
                "registry": header[1],
                "registries": sorted({words[0] for words in self.pool} | {header[1]}),
                "date": dated.isoformat() if dated else None,
                "ends": ends.isoformat() if ends else None,
                "rows": len(self.starts),
            },
            {
                "first": first,
                "last": last.astype(np.uint32),
                "words": np.array(self.words, np.uint32),
                **pooled([msgspec.json.encode(words) for words in self.pool]),
            },
        )


def _day(written: str) -> date | None:
    """Of a serial or date: YYYYMMDD, or seconds or milliseconds since 1970, as the registries write it."""
    if not written.isdecimal() or not written.isascii():
        return None
    try:
        if len(written) == 8:
            return date(int(written[:4]), int(written[4:6]), int(written[6:]))
        seconds = int(written) / (1000 if len(written) >= 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).date() if len(written) >= 9 else None
    except (ValueError, OverflowError, OSError):
        return None


@dataclass
class DelegatedFile:
    parsed: Parsed
    registries: frozenset[str]
    """Those of the five that it is here to speak for."""

    def __post_init__(self) -> None:
        self._ranges = Ranges(self.parsed.columns["first"], self.parsed.columns["last"])

    def records(self, block: Block) -> Iterator[Record]:
        """Those that overlap the block, by first address."""
        for row in self._ranges.overlapping(block).tolist():
            words = taken(self.parsed.columns, int(self.parsed.columns["words"][row]))
            registry, country, day, status, opaque_id = msgspec.json.decode(words, type=Words)
            if registry in self.registries:
                first, last = int(self._ranges.first[row]), int(self._ranges.last[row])
                yield Record(first, last, status, country or None, opaque_id or None, registry, known(day))


def known(day: str) -> str | None:
    """YYYYMMDD, or None for an empty or all-zero date."""
    return day if day.strip("0") else None


def registries(parsed: Parsed) -> frozenset[str]:
    """Those of the five that the file speaks for: its own, or all in the NRO's."""
    said = parsed.says["registries"]
    assert isinstance(said, list)
    return frozenset(Registry) & frozenset(str(one) for one in said)
