"""Routers' table dumps (MRT TABLE_DUMP_V2, RFC 6396), read once and kept as `prefix,origin` rows.

A full dump has every neighbour's path and takes minutes: `refresh` turns one into rows with `as_rows`.
"""

import gzip
import io
import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import numpy as np

from ..blocks import dotted
from ..texts import gettext_noop as _
from . import announcements
from .announcements import Announced
from .files import unpacked
from .lines import addresses, masks
from .others import IPV6, not_used
from .parsed import Chunks, Parsed
from .unread import Broken
from .without_sigpipe import mrtparse

TABLE_DUMP_V2 = 13
_IPV4 = {"RIB_IPV4_UNICAST", "RIB_IPV4_UNICAST_ADDPATH"}
_SETS = {"AS_SET", "AS_CONFED_SET"}

Origin = tuple[int, bool]
"""Number, and whether it is a member of an AS set."""


def is_dump(head: bytes) -> bool:
    """By the first record's header: a known type, and a length that is no nonsense."""
    if len(head) < 12:
        return False
    _seconds, kind, subtype, length = struct.unpack(">IHHI", head[:12])
    return bool(kind == TABLE_DUMP_V2 and 1 <= subtype <= 12 and length < 1 << 24)


def parse(chunks: Chunks) -> Parsed:
    """Columns of `Announced`: every origin that any neighbour saw for each prefix."""
    rows: list[tuple[str, int, int, bool]] = []
    dated: str | None = None
    for record in _records(chunks):
        moment = next(iter(record["timestamp"]))
        dated = dated or datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if not _IPV4.isdisjoint(record["subtype"].values()):
            origins = {origin for entry in record["rib_entries"] for origin in _origins(entry)}
            rows += [
                (record["prefix"], record["length"], number, in_set) for number, in_set in sorted(origins)
            ]
    if not rows:
        return not_used(IPV6)
    first = addresses([prefix for prefix, _l, _o, _s in rows])
    span = masks(np.array([length for _p, length, _o, _s in rows], np.uint32))
    origin = np.array([number for _p, _l, number, _s in rows], np.uint32)
    in_set = np.array([is_member for _p, _l, _o, is_member in rows], np.bool_)
    return announcements.parsed(Announced(first & ~span, (first & ~span) | span, origin, in_set), dated)


def _records(chunks: Chunks) -> Iterator[Mapping[str, Any]]:
    reader = mrtparse.Reader(_Stream(chunks))
    try:
        for record in reader:
            if record.err:
                raise Broken(_("%(file)s is damaged, or ends in the middle."))
            yield record.data
    except Broken:
        raise
    except Exception as broken:
        raise Broken(_("%(file)s is damaged, or ends in the middle.")) from broken


def _origins(entry: Mapping[str, Any]) -> Iterator[Origin]:
    """The last of the path, by AS4_PATH where a neighbour could not write long numbers."""
    paths: dict[str, list[Mapping[str, Any]]] = {
        name: attribute["value"]
        for attribute in entry["path_attributes"]
        for name in attribute["type"].values()
        if name in ("AS_PATH", "AS4_PATH")
    }
    path = paths.get("AS4_PATH") or paths.get("AS_PATH")
    if not path:
        return
    last = path[-1]
    if not _SETS.isdisjoint(last["type"].values()):
        for number in last["value"]:
            yield int(number), True
    elif last["value"]:
        yield int(last["value"][-1]), False


class _Stream(io.RawIOBase):
    """Pieces as a file that is read from beginning to end."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int | None = -1) -> bytes:
        wanted = size if size is not None and size >= 0 else 1 << 62
        while len(self._rest) < wanted:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._rest += chunk
        taken, self._rest = self._rest[:wanted], self._rest[wanted:]
        return taken


def as_rows(dump: Path, rows: Path) -> None:
    """Write a dump, plain or packed, as gzipped `prefix,origin` rows that say of which day they are.

    Raises:
        Broken: the dump is damaged; nothing is written.
        OSError: it cannot be read, or `rows` not written.
    """
    table = parse(unpacked(dump))
    columns = table.columns
    with gzip.GzipFile(rows, "wb", mtime=0) as file:
        file.write(f"# {cast(str, table.says['date'])}\nprefix,origin\n".encode())
        for first, last, origin, in_set in zip(
            *(columns[n].tolist() for n in ("first", "last", "origin", "in_set")), strict=True
        ):
            shown = f"{{{origin}}}" if in_set else str(origin)
            file.write(f"{dotted(first)}/{32 - (last - first).bit_length()},{shown}\n".encode())
