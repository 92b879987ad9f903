"""What the registries allow when a block is sold, as dated data: `rules/transfer-rules.toml`."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from ipaddress import IPv4Network
from pathlib import Path

import msgspec

from .blocks import Block, Range, number
from .findings import Source

WHERE = Path(__file__).parent / "rules" / "transfer-rules.toml"


class After(StrEnum):
    TRANSFER = "transfer"
    MERGER = "merger"
    ALLOCATION = "allocation"


@dataclass(frozen=True, kw_only=True)
class Rule:
    rule: str
    """Name and section of the policy."""
    source: str
    """Where it was read."""
    as_of: date
    """The date of the text that was read."""
    verified: bool
    """Read in the registry's own words; one that is not never refuses a block."""

    def cited(self) -> Source:
        return Source(
            self.rule, self.as_of.isoformat(), None, {"url": self.source, "verified": self.verified}
        )


@dataclass(frozen=True, kw_only=True)
class Hold(Rule):
    """A time for which a block may not be sold on."""

    after: After
    months: int
    ranges: tuple[str, ...] = ()
    """Prefixes or ranges that it is about; empty: all of the registry's."""

    def touches(self, range_: Range) -> bool:
        return not self.ranges or any(_meet(_span(text), range_) for text in self.ranges)

    def ends(self, begun: date) -> date:
        """The first day on which the block may be sold."""
        return months_after(begun, self.months)


@dataclass(frozen=True, kw_only=True)
class Pool(Rule):
    """Addresses that never may be sold."""

    title: str
    ranges: tuple[str, ...]

    def parts(self, block: Block) -> tuple[Range, ...]:
        return _parts(self.ranges, block)


@dataclass(frozen=True, kw_only=True)
class RegistryRules(Rule):
    name: str
    title: str
    moves_to: tuple[str, ...]
    """Registries that a block may leave for."""
    recipient: tuple[str, ...]
    """What a buyer needs there: `membership`, `agreement`, `need`, `pre_approval`."""
    hold: tuple[Hold, ...] = ()
    pool: tuple[Pool, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Constraint(Rule):
    """Addresses that validators accept under one registry's trust anchor only."""

    registry: str
    ranges: tuple[str, ...]

    def parts(self, block: Block) -> tuple[Range, ...]:
        return _parts(self.ranges, block)


@dataclass(frozen=True, kw_only=True)
class TransferRules:
    as_of: date
    registry: tuple[RegistryRules, ...]
    constraint: tuple[Constraint, ...] = ()

    @cached_property
    def of(self) -> Mapping[str, RegistryRules]:
        """By the registry's name in its files."""
        return {one.name: one for one in self.registry}


def read(path: Path = WHERE) -> TransferRules:
    """The rules in a TOML file.

    Raises:
        msgspec.ValidationError: it has another shape. ValueError: a range in it is none.
    """
    rules = msgspec.toml.decode(path.read_bytes(), type=TransferRules)
    for one in rules.registry:
        for ranges in [*(hold.ranges for hold in one.hold), *(pool.ranges for pool in one.pool)]:
            list(map(_span, ranges))
    for constraint in rules.constraint:
        list(map(_span, constraint.ranges))
    return rules


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day; the calendar's end where it would run over."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _parts(ranges: tuple[str, ...], block: Block) -> tuple[Range, ...]:
    spans = map(_span, ranges)
    return tuple(block.clipped(span) for span in spans if block.overlaps(span))


def _meet(one: Range, other: Range) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


@lru_cache(maxsize=1024)
def _span(text: str) -> Range:
    if "-" in text:
        first, last = (number(end.strip()) for end in text.split("-"))
        return first, last
    network = IPv4Network(text)
    return int(network.network_address), int(network.broadcast_address)
