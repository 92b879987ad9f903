"""Which registry keeps which part of a block, and for how long it holds it back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..blocks import Range, union
from ..facts import Facts, Record, Told, Transfer, TransferLog
from ..transfer_rules import After, Hold, RegistryRules
from .answers import inside
from .registry import HELD

NEAR = timedelta(days=60)
"""A file's date so close to a transfer is the transfer's: some registries write that instead."""


@dataclass(frozen=True, slots=True)
class Holder:
    registry: str
    where: tuple[Range, ...]
    """The parts of the block that it keeps, in order."""
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A time for which a part of the block may not be sold."""

    hold: Hold
    begun: date
    ends: date
    range: Range


@dataclass(frozen=True, slots=True)
class Allocations:
    dated: tuple[tuple[Record, date], ...]
    undated: tuple[Range, ...]
    """Parts that a hold may concern, without a date from which it would count."""


def registries(facts: Facts) -> list[Holder]:
    """Who keeps the block: by the registries' files, else by their directory."""
    found: dict[str, list[Range]] = {}
    records: dict[str, list[Record]] = {}
    if isinstance(facts.delegation, Told):
        for record in facts.delegation.value.records:
            if record.status in HELD:
                found.setdefault(record.registry, []).append((record.first, record.last))
                records.setdefault(record.registry, []).append(record)
    if not found and isinstance(facts.registrations, Told):
        for one in facts.registrations.value.networks:
            if one.registry:
                found.setdefault(one.registry, []).append((one.first, one.last))
    return [
        Holder(name, tuple(union(inside(facts.block, ranges))), tuple(records.get(name, ())))
        for name, ranges in sorted(found.items())
    ]


def terms(holder: Holder, registry: RegistryRules, log: TransferLog) -> Iterator[Term]:
    """Every time of waiting that ever began, run out or not."""
    for transfer in log.transfers:
        kind = After.MERGER if _is_merger(transfer) else After.TRANSFER
        range_ = transfer.first, transfer.last
        if any(first <= range_[1] and range_[0] <= last for first, last in holder.where):
            yield from _begun(registry, kind, transfer.transferred_on, range_)
    for record, day in allocations(holder, registry).dated:
        if not _was_moved(record, day, log.transfers):
            yield from _begun(registry, After.ALLOCATION, day, (record.first, record.last))


def allocations(holder: Holder, registry: RegistryRules) -> Allocations:
    """When what it keeps was given out, as far as a hold may count from it."""
    holds = [one for one in registry.hold if one.after is After.ALLOCATION]
    dated: list[tuple[Record, date]] = []
    undated: list[Range] = []
    for record in holder.records:
        if any(hold.touches((record.first, record.last)) for hold in holds):
            day = _day(record.date)
            if day is None:
                undated.append((record.first, record.last))
            else:
                dated.append((record, day))
    if not holder.records and holds:
        undated += holder.where
    return Allocations(tuple(dated), tuple(undated))


def _begun(registry: RegistryRules, after: After, day: date, range_: Range) -> Iterator[Term]:
    for hold in registry.hold:
        if hold.after is after and hold.touches(range_):
            yield Term(hold, day, hold.ends(day), range_)


def _was_moved(record: Record, day: date, transfers: Sequence[Transfer]) -> bool:
    """Whether its date is that of a transfer: then it was given out long before."""
    return any(
        one.first <= record.last and record.first <= one.last and abs(one.transferred_on - day) <= NEAR
        for one in transfers
    )


def _is_merger(transfer: Transfer) -> bool:
    return "MERGER" in transfer.type.upper()


def _day(text: str | None) -> date | None:
    if text is None or len(text) != 8 or not text.isdecimal():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
