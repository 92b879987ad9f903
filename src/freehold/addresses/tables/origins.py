"""Flattened routing tables, one origin per address: iptoasn's `start,end,asn[,country],name`."""

import csv
import re
from socket import AF_INET, inet_pton

import numpy as np

from ..texts import gettext_noop as _
from .lines import addresses, bad_row
from .others import IPV6, not_used
from .parsed import Chunks, Kind, Numbers, Parsed
from .rows import Rows
from .unread import Broken

NOT_ROUTED = 0

Columns = tuple[Numbers, Numbers, Numbers]


def parse(chunks: Chunks) -> Parsed:
    """Columns `first`, `last`, `origin`. IPv6 and rows of AS 0 ("not routed") are left out.

    Commas or tabs; addresses dotted or as one number; any cell may stand in quotes.
    """
    rows = Rows(chunks)
    parts = [_columns(batch, rows.separator) for batch in rows.batches()]
    first, last, origin = (np.concatenate(column) for column in zip(*parts, strict=True))
    if not len(first):
        return not_used(IPV6)
    if np.any(first > last):
        raise Broken(_("%(file)s has ranges that end before they begin."))
    kept = origin != NOT_ROUTED
    return Parsed(
        Kind.ORIGINS,
        {"date": rows.date, "rows": len(first)},
        {"first": first[kept], "last": last[kept], "origin": origin[kept]},
    )


def _columns(rows: list[str], separator: str) -> Columns:
    """Plain rows all at once; where one of the batch is not plain, one after the other."""
    try:
        cells = [row.split(separator, 3) for row in rows]
        numbers = [cell[2] for cell in cells]
        if not all(map(str.isdecimal, numbers)):
            raise ValueError
        first = addresses([cell[0] for cell in cells])
        last = addresses([cell[1] for cell in cells])
        return first, last, np.array(list(map(int, numbers)), np.uint32)
    except (OSError, ValueError, OverflowError, IndexError):
        return _one_by_one(rows, separator)


def _one_by_one(rows: list[str], separator: str) -> Columns:
    found: list[tuple[int, int, int]] = []
    for row in rows:
        cells = next(csv.reader([row], delimiter=separator), [])
        if len(cells) < 3:
            raise bad_row(row)
        if ":" in cells[0]:
            continue
        number = re.fullmatch(r"(?:AS)?(\d{1,10})", cells[2].strip(), re.ASCII | re.I)
        ends = address(cells[0]), address(cells[1])
        if number is None or ends[0] is None or ends[1] is None or int(number[1]) >= 1 << 32:
            raise bad_row(row)
        found.append((ends[0], ends[1], int(number[1])))
    table = np.array(found, np.uint32).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def address(cell: str) -> int | None:
    """Four decimal numbers with dots, or one number; None for anything else."""
    written = cell.strip()
    if written.isdecimal() and written.isascii() and len(written) <= 10:
        return int(written) if int(written) < 1 << 32 else None
    try:
        return int.from_bytes(inet_pton(AF_INET, written))
    except (OSError, ValueError):
        return None
