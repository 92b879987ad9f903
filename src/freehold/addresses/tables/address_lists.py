"""Lists of addresses kept for a reason: an address, prefix or range a line, or Feodo's JSON."""

import re
from collections.abc import Iterable

import msgspec
import numpy as np

from ..blocks import Block, Range
from ..findings import JsonValue
from ..texts import gettext_noop as _
from .lines import addresses, bad_row, masks
from .others import IPV6, not_used
from .parsed import Chunks, Kind, Numbers, Parsed
from .ranges import Ranges
from .rows import Rows
from .unread import NOT_JSON, Broken

ENTRY = re.compile(
    r"(?P<first>\d{1,3}(?:\.\d{1,3}){3})(?:/(?P<length>\d\d?)|\s*[-,\t]\s*(?P<last>\d{1,3}(?:\.\d{1,3}){3}))?"
    r"(?![\w./])",
    re.ASCII,
)
"""An address, a prefix, or a first and a last address."""

_IPV6 = re.compile(r"(?=.*::|(?:[0-9a-f]+:){7})[0-9a-f:.]+(?:/\d+)?", re.ASCII | re.I)

PROMISE = re.compile(r"Entries\s*:\s*([\d,]+)\s+(subnets|unique IPs)|END\D{0,3}([\d,]+) entr")
"""FireHOL's header and abuse.ch's last line say how many there are."""

MOST = 1 << 31
"""Addresses: a list of half of all there are lists the world, which is how lists die."""


def parse(chunks: Chunks) -> Parsed:
    """Columns `first`, `last`: disjoint, in order, neighbours joined; `comments` are its first."""
    rows = Rows(chunks, may_be_empty=True)
    parts = [_ranges(batch) for batch in rows.batches()]
    first = np.concatenate([np.empty(0, np.uint32), *(part[0] for part in parts)])
    last = np.concatenate([np.empty(0, np.uint32), *(part[1] for part in parts)])
    if rows.first and not len(first):
        return not_used(IPV6)
    said, found = _promised(rows.comments, first, last)
    if said is None and not rows.first:
        raise Broken(_("%(file)s has no rows."))
    if said is not None and found < said:
        raise Broken(
            _(
                "%(file)s says that it has %(said)s rows and has %(found)s: only a part was downloaded.",
                said=said,
                found=found,
            )
        )
    return _parsed(first, last, rows.date, rows.comments)


def _promised(comments: Iterable[str], first: Numbers, last: Numbers) -> tuple[int | None, int]:
    """How many entries there should be, and how many there are; FireHOL counts single addresses."""
    for comment in comments:
        if found := PROMISE.search(comment):
            said = int((found[1] or found[3]).replace(",", ""))
            return said, _addresses(first, last) if found[2] == "unique IPs" else len(first)
    return None, len(first)


def _addresses(first: Numbers, last: Numbers) -> int:
    return int((last.astype(np.int64) - first + 1).sum())


def _ranges(rows: list[str]) -> tuple[Numbers, Numbers]:
    """Addresses or prefixes, with or without a count, all at once; anything else one after the other."""
    try:
        return _all_at_once(_without_counts(rows))
    except (OSError, ValueError, OverflowError):
        found = [range_ for row in rows for range_ in _entry(row)]
        columns = np.array(found, np.uint32).reshape(-1, 2)
        return columns[:, 0], columns[:, 1]


def _without_counts(rows: list[str]) -> list[str]:
    """Raises ValueError: a second cell is no count."""
    separator = next((mark for mark in "\t," if mark in rows[0]), None)
    if separator is None:
        return rows
    cells = [row.split(separator) for row in rows]
    if not all(count.isdecimal() for _address, count in cells):
        raise ValueError
    return [address for address, _count in cells]


def _all_at_once(rows: list[str]) -> tuple[Numbers, Numbers]:
    """Raises OSError, ValueError or OverflowError: some row is no address, or no prefix."""
    if "/" not in rows[0]:
        alone = addresses(rows)
        return alone, alone
    halves = [row.split("/") for row in rows]
    length = np.array([int(length) for _address, length in halves], np.uint32)
    if np.any(length > 32):
        raise ValueError
    first, span = addresses([address for address, _length in halves]), masks(length)
    return first & ~span, (first & ~span) | span


def _entry(row: str) -> list[Range]:
    """The row's first address, prefix or range, whatever stands around it; none for IPv6."""
    written = re.split(r"\s*[#;]", row, maxsplit=1)[0].replace('"', "").strip()
    cells = re.split(r"[,\t ]+", written)
    for begin, cell in enumerate(cells):
        if _IPV6.fullmatch(cell):
            return []
        found = ENTRY.match(",".join(cells[begin:])) if ENTRY.match(cell) else None
        if found:
            return [_range(row, found)]
    raise bad_row(row)


def _range(row: str, found: re.Match[str]) -> Range:
    length = int(found["length"] or 32)
    try:
        first, last = (int(end) for end in addresses([found["first"], found["last"] or found["first"]]))
    except OSError:
        raise bad_row(row) from None
    if length > 32 or first > last:
        raise bad_row(row)
    span = (1 << (32 - length)) - 1
    return (first & ~span, first & ~span | span) if found["length"] else (first, last)


class FeodoEntry(msgspec.Struct):
    ip_address: str
    last_online: str | None = None


def parse_feodo(content: bytes) -> Parsed:
    """abuse.ch's `ipblocklist.json`."""
    try:
        entries = msgspec.json.decode(content, type=list[FeodoEntry])
        alone = addresses([entry.ip_address for entry in entries if ":" not in entry.ip_address])
    except (*NOT_JSON, OSError, ValueError):
        raise Broken(_("%(file)s is damaged: it is no whole list of addresses.")) from None
    return _parsed(alone, alone, None, ["# feodo"])


def _parsed(first: Numbers, last: Numbers, dated: str | None, comments: list[str]) -> Parsed:
    rows = len(first)
    first, last = joined(first, last)
    if _addresses(first, last) > MOST:
        raise Broken(_("%(file)s lists half of all addresses or more: a list that died."))
    begin: list[JsonValue] = [comment.strip("#; \t")[:200] for comment in comments[:20]]
    says: dict[str, JsonValue] = {"date": dated, "rows": rows, "comments": begin}
    return Parsed(Kind.ADDRESS_LIST, says, {"first": first, "last": last})


def joined(first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
    """The union of the ranges: disjoint, in order, neighbours joined."""
    if not len(first):
        return first, last
    order = np.argsort(first, kind="stable")
    first, reach = first[order], np.maximum.accumulate(last[order])
    begins = np.ones(len(first), np.bool_)
    begins[1:] = first[1:].astype(np.uint64) > reach[:-1].astype(np.uint64) + np.uint64(1)
    ends = np.append(np.flatnonzero(begins)[1:] - 1, len(first) - 1)
    return first[begins], reach[ends]


class AddressList:
    def __init__(self, parsed: Parsed) -> None:
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])

    def hits(self, block: Block) -> tuple[Range, ...]:
        """Clipped to the block, in order."""
        rows = self._ranges.overlapping(block)
        ends = zip(self._ranges.first[rows].tolist(), self._ranges.last[rows].tolist(), strict=True)
        return tuple(block.clipped((first, last)) for first, last in ends)
