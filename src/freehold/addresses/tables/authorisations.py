"""Validated ROA payloads (VRPs): the JSON of rpki-client and of Routinator, or their CSV.

A million of them are read a piece at a time, never as one tree.
"""

import re
from datetime import UTC, datetime

import msgspec
import numpy as np

from ..texts import gettext_noop as _
from .lines import addresses, bad_row, masks
from .others import IPV6, not_used
from .parsed import Chunks, Column, Kind, Parsed, pooled
from .rows import Rows
from .unread import NOT_JSON, Broken

BEGIN = re.compile(rb'"roas"\s*:\s*\[')

_CUT_OFF = _("%(file)s ends in the middle: only a part was downloaded.")


class Validity(msgspec.Struct, rename={"not_after": "notAfter"}, gc=False):
    not_after: str | None = None


class Origin(msgspec.Struct, rename={"chain": "chainValidity"}):
    """One source of a payload in Routinator's extended form."""

    tal: str | None = None
    chain: Validity | None = None
    """Of all certificates above it."""
    stale: str | None = None
    """When the first manifest or revocation list on the way to it runs out."""


class Payload(msgspec.Struct, rename={"max_length": "maxLength"}, gc=False):
    prefix: str
    asn: int | str
    max_length: int | None = None
    ta: str = ""
    expires: int | float | str | None = None
    """rpki-client's, seconds since 1970: when the first certificate or revocation list above it runs out."""
    source: list[Origin] | None = None


class Metadata(msgspec.Struct):
    buildtime: str | None = None
    """rpki-client's, ISO 8601."""
    generated: int | str | None = None
    """Routinator's, seconds since 1970."""


class Around(msgspec.Struct):
    """The document without its payloads."""

    metadata: Metadata | None = None


class Whole(Around):
    roas: list[Payload] = []


_read = msgspec.json.Decoder(list[Payload]).decode


def parse(chunks: Chunks) -> Parsed:
    """Columns `first`, `last`, `max_length`, `asn`, `expires` (seconds since 1970; 0: it does not say) and
    `anchor` (numbers of rows in the pool of names).
    """
    payloads = _Payloads()
    try:
        before, begun = _begin(chunks)
        if _is_nested(begun):
            whole = msgspec.json.decode(before + begun + b"".join(chunks), type=Whole)
            payloads.add(whole.roas)
            return payloads.parsed(_moment(whole.metadata))
        after = _stream(begun, chunks, payloads)
        around = msgspec.json.decode(before + after, type=Around)
    except NOT_JSON:
        raise Broken(_CUT_OFF) from None
    return payloads.parsed(_moment(around.metadata))


def _begin(chunks: Chunks) -> tuple[bytes, bytes]:
    """What comes before the first payload, and what was read from there on."""
    read = b""
    for chunk in chunks:
        read += chunk
        found = BEGIN.search(read)
        if found and (b"}" in read[found.end() :] or b"]" in read[found.end() :]):
            return read[: found.end()], read[found.end() :]
    raise Broken(_CUT_OFF)


def _is_nested(begun: bytes) -> bool:
    """Routinator's extended form: each payload holds a list of its sources."""
    first = begun.partition(b"}")[0]
    return first.count(b"{") > 1 or first.count(b"[") > first.count(b"]")


def _stream(begun: bytes, chunks: Chunks, payloads: "_Payloads") -> bytes:
    """Payloads until their list closes; what follows, from its closing bracket on."""
    rest = begun
    while True:
        end = rest.find(b"]")
        if end >= 0:
            payloads.add(_read(b"[" + rest[:end].lstrip(b", \t\r\n") + b"]"))
            return rest[end:] + b"".join(chunks)
        whole, brace, rest = rest.rpartition(b"}")
        if brace:
            payloads.add(_read(b"[" + whole.lstrip(b", \t\r\n") + b"}]"))
        chunk = next(chunks, None)
        if chunk is None:
            raise Broken(_CUT_OFF)
        rest += chunk


def parse_rows(chunks: Chunks) -> Parsed:
    """The same from rows `AS13335,1.0.0.0/24,24,apnic[,expires]`."""
    rows, payloads = Rows(chunks), _Payloads()
    for batch in rows.batches():
        cells = [row.replace('"', "").split(",") for row in batch]
        for row, cell in zip(batch, cells, strict=True):
            if len(cell) < 3 or not cell[2].strip().isdecimal():
                raise bad_row(row)
        payloads.add(
            [
                Payload(cell[1].strip(), cell[0].strip(), int(cell[2]), anchor, expires.strip() or None)
                for cell in cells
                for anchor, expires in [(*cell[3:5], "", "")[:2]]
            ]
        )
    return payloads.parsed(rows.date)


class _Payloads:
    """What was read so far, of IPv4."""

    def __init__(self) -> None:
        self._parts: list[tuple[Column, ...]] = []
        self._anchors: dict[str, int] = {}

    def add(self, payloads: list[Payload]) -> None:
        """Raises Broken: one of them is none."""
        if not payloads:
            return
        ours = [payload for payload in payloads if ":" not in payload.prefix]
        try:
            prefixes = [payload.prefix.split("/") for payload in ours]
            first = addresses([address for address, _length in prefixes])
            lengths = [int(length) for _address, length in prefixes]
            longest = [payload.max_length for payload in ours]
            asn = [_number(payload.asn) for payload in ours]
            self._add(
                first, np.array(lengths, np.uint32), _longest(longest, lengths), np.array(asn, np.uint32)
            )
            self._parts[-1] += (np.array([_expires(payload) for payload in ours], np.uint32),)
        except (OSError, ValueError, OverflowError):
            raise Broken(_("%(file)s is damaged: it has route authorisations that are none.")) from None
        anchors = self._anchors
        names = [anchors.setdefault(_anchor(payload), len(anchors)) for payload in ours]
        self._parts[-1] += (np.array(names, np.uint16),)

    def _add(self, first: Column, length: Column, longest: Column, asn: Column) -> None:
        if np.any(length > longest) or np.any(longest > 32):
            raise ValueError
        span = masks(length)
        self._parts.append((first & ~span, (first & ~span) | span, longest.astype(np.uint8), asn))

    def parsed(self, dated: str | None) -> Parsed:
        """Raises Broken: there is not one, which no validator that works ever says."""
        if not self._parts:
            raise Broken(_("%(file)s has no rows."))
        names = ("first", "last", "max_length", "asn", "expires", "anchor")
        columns = {
            name: np.concatenate(parts)
            for name, parts in zip(names, zip(*self._parts, strict=True), strict=True)
        }
        if not len(columns["first"]):
            return not_used(IPV6)
        anchors = [name.encode("utf-8", "replace") for name in self._anchors]
        says = {"date": dated, "rows": len(columns["first"])}
        return Parsed(Kind.AUTHORISATIONS, says, columns | pooled(anchors))


def _number(asn: int | str) -> int:
    if isinstance(asn, int):
        return asn
    return int(asn[2:] if asn[:2] in ("AS", "as") else asn)


def _anchor(payload: Payload) -> str:
    return payload.ta or next((one.tal for one in payload.source or () if one.tal), "")


def _expires(payload: Payload) -> int:
    """0 where it does not say; of several sources the one that holds longest counts."""
    if payload.source:
        return max(map(_runs_out, payload.source))
    try:
        seconds = int(payload.expires or 0)
    except (ValueError, OverflowError):
        return 0
    return seconds if 0 < seconds < 1 << 32 else 0


def _runs_out(source: Origin) -> int:
    moments = [source.stale, source.chain.not_after if source.chain else None]
    try:
        return min((int(datetime.fromisoformat(one).timestamp()) for one in moments if one), default=0)
    except (ValueError, OverflowError):
        return 0


def _longest(said: list[int | None], lengths: list[int]) -> Column:
    """The prefix's own length where no other is said (RFC 9582)."""
    return np.array(
        [own if most is None else most for most, own in zip(said, lengths, strict=True)], np.uint32
    )


def _moment(metadata: Metadata | None) -> str | None:
    if metadata is None:
        return None
    try:
        if metadata.buildtime:
            return datetime.fromisoformat(metadata.buildtime).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if isinstance(metadata.generated, int):
            return datetime.fromtimestamp(metadata.generated, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if metadata.generated:
            return datetime.fromisoformat(metadata.generated).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None
    return None
