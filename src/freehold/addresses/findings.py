"""What an audit found: one finding for each answer to a buyer's question, with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .blocks import Range
from .texts import Text
from .texts import gettext_noop as _

JsonValue = str | int | float | bool | None | Sequence["JsonValue"] | Mapping[str, "JsonValue"]


class Check(StrEnum):
    """The questions, by the names that stand in reports. Several findings may answer one."""

    REGISTRY = "registry"
    SELLER = "seller"
    TRANSFER = "transfer"
    SIZE = "size"
    RPKI = "rpki"
    IRR = "irr"
    ROUTING = "routing"
    DROP = "drop"
    DNSBL = "dnsbl"
    LISTS = "lists"
    REVERSE = "reverse"
    GEOLOCATION = "geolocation"
    LEASES = "leases"
    OUTSIDE = "outside"
    """What cannot be found out from outside, said as such."""


REQUIRED = frozenset({Check.REGISTRY, Check.TRANSFER, Check.RPKI, Check.ROUTING, Check.DROP, Check.DNSBL})
"""Without an answer to each of these no block is proven clean; `seller` joins them when one is named."""


class State(StrEnum):
    OK = "ok"
    BAD = "bad"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """What follows from it when it is bad."""

    DEAL_BREAKER = "deal_breaker"
    FIX_BEFORE = "fix_before"
    """The seller puts it right, before payment."""
    FIX_AFTER = "fix_after"
    """The buyer does, afterwards."""
    INFO = "info"


class Whose(StrEnum):
    SELLER = "seller"
    BUYER = "buyer"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer came from."""

    name: str
    """`delegated-afrinic`, `drop`, `rdap.arin.net`, `zen.spamhaus.org` …"""
    fetched_at: str | None = None
    """ISO 8601 in UTC: when it was fetched, or the table's own date, or None. Never the clock."""
    sha256: str | None = None
    """Of the file's bytes as given, or of the raw answer."""
    detail: Mapping[str, JsonValue] = field(default_factory=dict)
    """More that helps somebody to look it up again: `url`, `file`, `line`, `record` …"""


@dataclass(frozen=True, slots=True)
class ToDo:
    whose: Whose
    text: Text


AGAIN = ToDo(
    Whose.BUYER,
    _("Fetch the tables (./freehold addresses refresh) and audit again where the network is allowed."),
)
"""What every question asks for whose source was not read or not reached: a report says it once for all."""


@dataclass(frozen=True, slots=True)
class Finding:
    check: Check
    state: State
    severity: Severity
    summary: Text
    """The answer, in one sentence."""
    meaning: Text
    """What it means, for somebody who does not know what a route is."""
    to_do: ToDo | None = None
    evidence: tuple[Source, ...] = ()
    where: tuple[Range, ...] = ()
    """The addresses it is about, for the floor plan; empty: the whole block."""
