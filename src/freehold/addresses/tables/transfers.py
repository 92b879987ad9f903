"""The registries' transfer logs, JSON of stats version 4.0 (ftp.ripe.net/pub/stats/*/transfers)."""

import re
from datetime import date, datetime

import msgspec
import numpy as np

from ..blocks import Block, Range
from ..facts import Registry, Transfer
from ..texts import gettext_noop as _
from .lines import whole
from .parsed import Chunks, Kind, Parsed, pooled, taken
from .ranges import Ranges
from .unread import NOT_JSON, Broken


class Net(msgspec.Struct):
    start_address: str
    end_address: str


class Nets(msgspec.Struct):
    transfer_set: list[Net] = []
    original_set: list[Net] = []


class Organisation(msgspec.Struct):
    name: str | None = None


class Entry(msgspec.Struct):
    transfer_date: str
    type: str = ""
    ip4nets: Nets | list[Nets] | None = None
    source_organization: Organisation | None = None
    recipient_organization: Organisation | None = None
    source_rir: str | None = None
    recipient_rir: str | None = None


class Version(msgspec.Struct):
    producer: str = ""
    production_date: str | None = None


class Log(msgspec.Struct):
    transfers: list[Entry]
    version: Version


Words = tuple[str, str, str | None, str | None, str, str]
"""Date, type, source and recipient organisation, source and recipient registry."""


def parse(chunks: Chunks) -> Parsed:
    """Columns `first`, `last`, `words` (numbers of rows in the pool of `Words`), a row for each range."""
    try:
        log = msgspec.json.decode(whole(chunks), type=Log)
    except NOT_JSON:
        raise Broken(_("%(file)s is damaged: it is no whole transfer log.")) from None
    producer = registry(log.version.producer)
    if producer is None:
        raise Broken(_("%(file)s does not say which registry's transfers it lists."))
    ranges: list[Range] = []
    words: list[int] = []
    pool: dict[Words, int] = {}
    for entry in log.transfers:
        said = _words(entry, producer)
        for nets in _nets(entry):
            ranges.append(_range(nets))
            words.append(pool.setdefault(said, len(pool)))
    columns = np.array(ranges, np.uint32).reshape(-1, 2)
    return Parsed(
        Kind.TRANSFERS,
        {"date": _day(log.version.production_date), "registry": producer, "rows": len(log.transfers)},
        {
            "first": columns[:, 0].copy(),
            "last": columns[:, 1].copy(),
            "words": np.array(words, np.uint32),
            **pooled([msgspec.json.encode(said) for said in pool]),
        },
    )


def registry(written: str | None) -> Registry | None:
    """`RIPE NCC`, `ripencc`, `ARIN` … as the logs write it."""
    name = re.sub(r"[^a-z]", "", (written or "").lower())
    return next((one for one in Registry if name.startswith(one.value.removesuffix("ncc"))), None)


def _words(entry: Entry, producer: Registry) -> Words:
    source, recipient = entry.source_organization, entry.recipient_organization
    day = _day(entry.transfer_date)
    if day is None:
        raise Broken(_("%(file)s is damaged: it has a transfer without a date."))
    return (
        day,
        entry.type,
        source.name if source else None,
        recipient.name if recipient else None,
        registry(entry.source_rir) or entry.source_rir or producer,
        registry(entry.recipient_rir) or entry.recipient_rir or producer,
    )


def _day(written: str | None) -> str | None:
    try:
        return datetime.fromisoformat(written).date().isoformat() if written else None
    except ValueError:
        return None


def _nets(entry: Entry) -> list[Net]:
    nets = entry.ip4nets if isinstance(entry.ip4nets, list) else [entry.ip4nets or Nets()]
    return [net for each in nets for net in each.transfer_set or each.original_set]


def _range(net: Net) -> Range:
    first, last = _address(net.start_address), _address(net.end_address)
    if first > last:
        raise Broken(_("%(file)s has ranges that end before they begin."))
    return first, last


def _address(written: str) -> int:
    """Leading zeros are decimal: ARIN pads."""
    octets = [int(octet) for octet in written.strip().split(".") if octet.isdecimal() and octet.isascii()]
    if len(octets) != 4 or written.count(".") != 3 or max(octets) > 255:
        raise Broken(_("%(file)s has addresses that are none."))
    return int.from_bytes(bytes(octets))


class TransferFile:
    def __init__(self, parsed: Parsed) -> None:
        self._columns = parsed.columns
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])

    def transfers(self, block: Block) -> list[Transfer]:
        return [self._transfer(row) for row in self._ranges.overlapping(block).tolist()]

    def _transfer(self, row: int) -> Transfer:
        words = msgspec.json.decode(taken(self._columns, int(self._columns["words"][row])), type=Words)
        day, kind, source, recipient, source_registry, recipient_registry = words
        return Transfer(
            transferred_on=date.fromisoformat(day),
            first=int(self._ranges.first[row]),
            last=int(self._ranges.last[row]),
            type=kind,
            source_organisation=source,
            recipient_organisation=recipient,
            source_registry=source_registry,
            recipient_registry=recipient_registry,
        )
