"""Where tables say that addresses are: CSV of ranges (DB-IP lite and alike), geofeeds, MaxMind databases."""

import csv
import io
import re
from collections.abc import Iterator
from ipaddress import IPv4Address

import maxminddb
import numpy as np

from ..blocks import Block, Range
from ..findings import JsonValue
from ..texts import gettext_noop as _
from .lines import bad_row, whole
from .origins import address
from .others import IPV6, not_used
from .parsed import Chunks, Column, Kind, Parsed
from .ranges import Ranges
from .rows import Rows
from .unread import Broken

CONTINENTS = frozenset({"AF", "AN", "AS", "EU", "NA", "OC", "SA"})

MARKER = b"\xab\xcd\xefMaxMind.com"
"""Begins what a MaxMind DB says of itself, near its end."""

NOWHERE = frozenset({"", "ZZ", "XX", "??", "-"})
"""Codes that say that the place is not known."""

Located = tuple[Range, str]

_PREFIX = re.compile(r"(\d+\.\d+\.\d+\.\d+)(?:/(\d\d?))?", re.ASCII)


def parse(chunks: Chunks) -> Parsed:
    """Rows `start,end[,continent],country…`, or a geofeed's `prefix,country,…` (RFC 8805).

    Columns `first`, `last`, `country` (two bytes). IPv6, and rows without a country, are left out.
    """
    rows = Rows(chunks, is_uneven=True)
    found: list[tuple[int, int, int]] = []
    for batch in rows.batches():
        for row, cells in zip(batch, csv.reader(batch, delimiter=rows.separator), strict=False):
            if cells and ":" not in cells[0]:
                found += _row(row, [cell.strip() for cell in cells])
    if not found:
        return not_used(IPV6)
    table = np.array(found, np.uint32).reshape(-1, 3)
    says: dict[str, JsonValue] = {"date": rows.date, "rows": len(found)}
    columns: dict[str, Column] = {
        "first": table[:, 0].copy(),
        "last": table[:, 1].copy(),
        "country": table[:, 2].astype(np.uint16),
    }
    return Parsed(Kind.LOCATIONS, says, columns)


def _row(row: str, cells: list[str]) -> Iterator[tuple[int, int, int]]:
    begin, end = _ends(cells)
    if begin is None or end is None or begin > end:
        raise bad_row(row)
    rest = cells[1:] if "/" in cells[0] or address(cells[1]) is None else cells[2:]
    country = (
        rest[1] if len(rest) >= 5 and rest[0] in CONTINENTS and re.fullmatch("[A-Z]{2}", rest[1]) else rest[0]
    )
    if country.upper() in NOWHERE:
        return
    if not re.fullmatch("[A-Za-z]{2}", country, re.ASCII):
        raise bad_row(row)
    yield begin, end, int.from_bytes(country.upper().encode())


def _ends(cells: list[str]) -> tuple[int | None, int | None]:
    if len(cells) < 2:
        return None, None
    prefix = _PREFIX.fullmatch(cells[0])
    if prefix and (prefix[2] or address(cells[1]) is None):
        first, length = address(prefix[1]), int(prefix[2] or 32)
        if first is None or length > 32:
            return None, None
        return first, first | ((1 << (32 - length)) - 1)
    if len(cells) < 3:
        return None, None
    return address(cells[0]), address(cells[1])


class LocationTable:
    def __init__(self, parsed: Parsed) -> None:
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])
        self._country = parsed.columns["country"]

    def located(self, block: Block) -> Iterator[Located]:
        """Clipped to the block, in order."""
        for row in self._ranges.overlapping(block).tolist():
            ends = int(self._ranges.first[row]), int(self._ranges.last[row])
            yield block.clipped(ends), int(self._country[row]).to_bytes(2).decode()


def parse_database(chunks: Chunks) -> Parsed:
    """A MaxMind DB whole, as column `bytes`."""
    content = whole(chunks)
    if MARKER not in content:
        raise Broken(_("%(file)s is nothing that is known here."))
    try:
        with maxminddb.open_database(io.BytesIO(content), maxminddb.MODE_FD) as reader:
            built = reader.metadata().build_epoch
            reader.get("192.0.2.1")
    except Exception as broken:
        raise _damaged() from broken
    says: dict[str, JsonValue] = {
        "date": str(np.datetime64(built, "s").astype("datetime64[D]")),
        "rows": None,
    }
    return Parsed(Kind.LOCATION_DATABASE, says, {"bytes": np.frombuffer(content, np.uint8)})


class LocationDatabase:
    def __init__(self, parsed: Parsed) -> None:
        content = io.BytesIO(parsed.columns["bytes"].tobytes())
        self._reader = maxminddb.open_database(content, maxminddb.MODE_FD)

    def located(self, block: Block) -> list[Located]:
        """Clipped to the block, in order; neighbours in one country joined.

        Raises:
            Broken: an entry of the block is damaged.
        """
        joined: list[Located] = []
        begin = block.first
        while begin <= block.last:
            entry, end = self._entry(begin)
            code = country_of(entry)
            ends = begin, min(end, block.last)
            if code and joined and joined[-1][1] == code and joined[-1][0][1] == begin - 1:
                joined[-1] = (joined[-1][0][0], ends[1]), code
            elif code:
                joined.append((ends, code))
            begin = end + 1
        return joined

    def _entry(self, address: int) -> tuple[object, int]:
        """With the last address that it is about."""
        try:
            entry, length = self._reader.get_with_prefix_len(str(IPv4Address(address)))
        except Exception as broken:
            raise _damaged() from broken
        return entry, address | ((1 << (32 - length)) - 1)


def _damaged() -> Broken:
    return Broken(_("%(file)s is damaged: it is no whole MaxMind database."))


def country_of(entry: object) -> str | None:
    """Of GeoLite2's and DB-IP's `country.iso_code`, or a flat `country` or `country_code`."""
    if not isinstance(entry, dict):
        return None
    country = entry.get("country", entry.get("country_code"))
    code = country.get("iso_code") if isinstance(country, dict) else country
    return code if isinstance(code, str) and re.fullmatch("[A-Z]{2}", code) and code not in NOWHERE else None
