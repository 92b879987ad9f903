"""Routing tables of prefixes with their origins: `prefix,origin`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .lines import addresses, bad_row, masks
from .others import IPV6, not_used
from .parsed import Chunks, Kind, Numbers, Parsed
from .rows import Rows

NO_ORIGIN = 0
"""AS 0 announces nothing (RFC 7607)."""

ROW = re.compile(
    r"""\s*"?(?P<address>[\d.]+)[/\t](?P<length>\d\d?)"?\s*(?P<mark>[,\t;| ])\s*
    (?P<quote>")?(?P<set>\{)?\s*(?P<origins>(?:AS)?\d+(?:[\s,_;|]+(?:AS)?\d+)*)\s*(?(set)\})"?\s*(?:[,\t].*)?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Announced:
    """One row for each prefix and origin."""

    first: Numbers
    last: Numbers
    origin: Numbers
    in_set: NDArray[np.bool_]
    """The origin is a member of an AS set: nobody's in particular (RFC 6811 calls it none)."""


def parse(chunks: Chunks) -> Parsed:
    """Columns of `Announced`. IPv6, the default route and AS 0 are left out.

    An origin is a number (`13335`, `AS13335`), several (`64500 64501`), or a set (`{64500,64501}`). Rows of
    one prefix add up.
    """
    rows = Rows(chunks)
    parts = [_one_by_one([]), *(part for batch in rows.batches() for part in _announced(batch))]
    return parsed(joined(parts), rows.date)


def joined(parts: list[Announced]) -> Announced:
    columns = ("first", "last", "origin", "in_set")
    return Announced(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))


def parsed(table: Announced, dated: str | None) -> Parsed:
    if not len(table.first):
        return not_used(IPV6)
    kept = (table.origin != NO_ORIGIN) & ~((table.first == 0) & (table.last == 0xFFFFFFFF))
    return Parsed(
        Kind.ANNOUNCEMENTS,
        {"date": dated, "rows": len(table.first)},
        {
            "first": table.first[kept],
            "last": table.last[kept],
            "origin": table.origin[kept],
            "in_set": table.in_set[kept],
        },
    )


def _announced(rows: list[str]) -> Iterator[Announced]:
    """Plain rows all at once; those that are not, one after the other."""
    plain = [row for row in rows if "{" not in row and '"' not in row and ":" not in row]
    if len(plain) < len(rows):
        yield _one_by_one([row for row in rows if ("{" in row or '"' in row) and ":" not in row])
    if plain:
        yield _all_at_once(plain)


def _all_at_once(rows: list[str]) -> Announced:
    try:
        halves = [row.split(",") for row in rows]
        prefixes = [prefix.split("/") for prefix, _origin in halves]
        first = addresses([address for address, _length in prefixes])
        length = np.array([int(length) for _address, length in prefixes], np.uint32)
        origins = [origin for _prefix, origin in halves]
        if not all(map(str.isdecimal, origins)):
            return _one_by_one(rows)
        origin = np.array(list(map(int, origins)), np.uint32)
    except (OSError, ValueError, OverflowError):
        return _one_by_one(rows)
    if np.any(length > 32):
        return _one_by_one(rows)
    return _table(first, length, origin, np.zeros(len(first), np.bool_))


def _one_by_one(rows: list[str]) -> Announced:
    found = [each for row in rows for each in _row(row)]
    return _table(
        addresses([address for address, _l, _o, _s in found]),
        np.array([length for _a, length, _o, _s in found], np.uint32),
        np.array([origin for _a, _l, origin, _s in found], np.uint32),
        np.array([in_set for _a, _l, _o, in_set in found], np.bool_),
    )


def _row(row: str) -> Iterator[tuple[str, int, int, bool]]:
    read = ROW.fullmatch(row)
    if read is None or int(read["length"]) > 32:
        raise bad_row(row)
    try:
        addresses([read["address"]])
    except OSError:
        raise bad_row(row) from None
    # A comma outside set and quotes ends the cell, but where tabs or the like part the cells.
    is_whole = read["set"] or read["quote"] or read["mark"] != ","
    origins = read["origins"] if is_whole else read["origins"].partition(",")[0]
    for number in re.findall(r"\d+", origins):
        if int(number) >= 1 << 32:
            raise bad_row(row)
        yield read["address"], int(read["length"]), int(number), bool(read["set"])


def _table(first: Numbers, length: Numbers, origin: Numbers, in_set: NDArray[np.bool_]) -> Announced:
    span = masks(length)
    return Announced(first & ~span, (first & ~span) | span, origin, in_set)
