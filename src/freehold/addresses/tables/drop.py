"""Spamhaus DROP and ASN-DROP: space that is hijacked or leased to professional spam and crime, and networks
that are.

One JSON object a line, the last one metadata (spamhaus.org/drop/drop_v4.json); entries may overlap. Before
that it was text, `1.2.3.0/24 ; SBL123`, with a second list beside it, EDROP, which DROP took in (April 2024).
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError

import msgspec
import numpy as np

from ..blocks import Block
from ..facts import ListedNetworks
from ..findings import JsonValue
from ..texts import gettext_noop as _
from .lines import bad_row, batches
from .others import IPV6, not_used
from .parsed import Chunks, Kind, Parsed, pooled, taken
from .ranges import Ranges
from .unread import NOT_JSON, Broken

Entry = dict[str, JsonValue]

OWN, EXTENDED = "drop", "edrop"
"""What the lists call themselves."""

ROW = re.compile(r"(?P<cidr>[\da-f.:]+/\d{1,3})\s*;\s*(?P<sblid>SBL\d+)\s*", re.ASCII | re.I)
"""Of the text: a block, and the number of the listing."""

_CHANGED = re.compile(r";\s*Last-Modified:\s*(?P<moment>.+)", re.I)
_EXTENDED = re.compile(r";.*\bEDROP\b", re.I)


def kind(line: bytes) -> Kind | None:
    """Of a text whose first line this is; None where it lists no entry a line."""
    try:
        entry = msgspec.json.decode(line)
    except NOT_JSON:
        return None
    if not isinstance(entry, dict):
        return None
    if "asn" in entry and "cidr" not in entry:
        return Kind.NETWORK_DROP
    is_of_blocks = "cidr" in entry or "sblid" in entry or entry.get("type") == "metadata"
    return Kind.DROP if is_of_blocks else None


def parse(chunks: Chunks) -> Parsed:
    """Columns `first`, `last` (of networks: none), and the pool of entries as written."""
    metadata: Entry | None = None
    entries: list[bytes] = []
    ranges: list[tuple[int, int]] = []
    numbered: list[bytes] = []
    found = 0
    for line in (line for lines in batches(chunks) for line in lines if line.strip()):
        written = line.encode("latin-1")
        entry = _entry(line, written)
        if entry.get("type") == "metadata":
            metadata = entry
            continue
        found += 1
        if "asn" in entry and "cidr" not in entry:
            numbered.append(_numbered(line, written, entry["asn"]))
        elif network := _network(line, entry.get("cidr")):
            entries.append(written)
            ranges.append((int(network.network_address), int(network.broadcast_address)))
    _refuse_if_short(metadata, found)
    if not found:
        raise Broken(_("%(file)s has no rows."))
    metadata = metadata or {}
    says: Entry = {
        "date": _moment(metadata.get("timestamp")),
        "rows": found,
        "terms": metadata.get("terms"),
        "list": OWN,
    }
    if not entries:
        return Parsed(Kind.NETWORK_DROP, says, pooled(numbered)) if numbered else not_used(IPV6)
    return _blocks(says, ranges, entries)


def parse_text(chunks: Chunks) -> Parsed:
    """The same columns from the text, whose entries become `{"cidr", "sblid"}`; it says nowhere how many."""
    entries: list[bytes] = []
    ranges: list[tuple[int, int]] = []
    comments: list[str] = []
    found = 0
    for line in (line.strip() for lines in batches(chunks) for line in lines if line.strip()):
        if line[0] in "#;":
            comments.append(line)
            continue
        row = ROW.fullmatch(line)
        if row is None:
            raise bad_row(line)
        found += 1
        if network := _network(line, row["cidr"]):
            entries.append(msgspec.json.encode({"cidr": row["cidr"], "sblid": row["sblid"].upper()}))
            ranges.append((int(network.network_address), int(network.broadcast_address)))
    if not entries:
        return not_used(IPV6)
    says: Entry = {
        "date": next(filter(None, map(_changed, comments)), None),
        "rows": found,
        "list": EXTENDED if any(map(_EXTENDED.match, comments)) else OWN,
    }
    return _blocks(says, ranges, entries)


def _changed(comment: str) -> str | None:
    said = _CHANGED.match(comment)
    try:
        return _moment(parsedate_to_datetime(said["moment"]).timestamp()) if said else None
    except (ValueError, OverflowError):
        return None


def _blocks(says: Entry, ranges: list[tuple[int, int]], entries: list[bytes]) -> Parsed:
    columns = np.array(ranges, np.uint32).reshape(-1, 2)
    return Parsed(
        Kind.DROP, says, {"first": columns[:, 0].copy(), "last": columns[:, 1].copy(), **pooled(entries)}
    )


def _entry(line: str, written: bytes) -> Entry:
    try:
        entry = msgspec.json.decode(written)
    except (ValueError, RecursionError):
        raise bad_row(line) from None
    if not isinstance(entry, dict):
        raise bad_row(line)
    return entry


def _numbered(line: str, written: bytes, asn: JsonValue) -> bytes:
    if not isinstance(asn, int) or isinstance(asn, bool) or not 0 < asn < 1 << 32:
        raise bad_row(line)
    return written


def _network(line: str, cidr: JsonValue) -> IPv4Network | None:
    """None for IPv6, which has a file of its own."""
    if isinstance(cidr, str) and ":" in cidr:
        return None
    try:
        return IPv4Network(cidr) if isinstance(cidr, str) else _refuse(line)
    except (AddressValueError, NetmaskValueError, ValueError):
        return _refuse(line)


def _refuse(line: str) -> IPv4Network:
    raise bad_row(line)


def _refuse_if_short(metadata: Entry | None, found: int) -> None:
    if metadata is None:
        raise Broken(
            _("%(file)s lacks its last line, which says how many there are: only a part was downloaded.")
        )
    said = metadata.get("records")
    if isinstance(said, int) and said != found:
        raise Broken(
            _(
                "%(file)s says that it has %(said)s rows and has %(found)s: only a part was downloaded.",
                said=said,
                found=found,
            )
        )


def _moment(timestamp: JsonValue) -> str | None:
    if not isinstance(timestamp, int | float):
        return None
    try:
        return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None


class DropFile:
    def __init__(self, parsed: Parsed) -> None:
        self._columns = parsed.columns
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])

    def entries(self, block: Block) -> tuple[Entry, ...]:
        """Those that overlap the block, as in the file and in its order."""
        rows = sorted(self._ranges.overlapping(block).tolist())
        return tuple(msgspec.json.decode(taken(self._columns, row)) for row in rows)


def listed_networks(parsed: Parsed) -> ListedNetworks:
    """Every entry as in the file and in its order."""
    rows = range(len(parsed.columns["ends"]))
    return ListedNetworks(tuple(msgspec.json.decode(taken(parsed.columns, row)) for row in rows))
