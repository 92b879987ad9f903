"""What the sources said about one block: the only thing that `checks/` see. Whoever asks fills it.

Every answer is either `Told` (with where it comes from) or `Untold` (with why there is none): a source that
was not asked, did not answer, or answered nonsense is never the same as one that found nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from .blocks import Block, Range
from .findings import JsonValue, Severity, Source
from .texts import Text
from .texts import gettext_noop as _

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Told(Generic[T_co]):
    value: T_co
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Untold:
    reason: Text
    sources: tuple[Source, ...] = ()
    """What was asked, where something was."""


Answer = Told[T_co] | Untold


class Registry(StrEnum):
    """The five regional internet registries, as their files name them."""

    AFRINIC = "afrinic"
    APNIC = "apnic"
    ARIN = "arin"
    LACNIC = "lacnic"
    RIPE = "ripencc"


# Who holds it


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a delegated-extended file, whole; in order of their addresses."""

    first: int
    last: int
    status: str
    """`allocated`, `assigned`, `available`, `reserved`, as written."""
    country: str | None
    opaque_id: str | None
    """Groups what one holder has, inside one registry."""
    registry: str
    date: str | None
    """YYYYMMDD of the first allocation: not since when today's holder has it."""

    def __lt__(self, other: "Record") -> bool:
        # Not by all fields: what may be None cannot be compared.
        return self._place() < other._place()

    def _place(self) -> tuple[int, int, str, str]:
        return self.first, self.last, self.registry, self.status


@dataclass(frozen=True, slots=True)
class Delegation:
    records: tuple[Record, ...]
    """Every one that overlaps the block, in order."""
    loaded: frozenset[str]
    """Registries whose files were read; see `Registry`."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Space that two registries claim (or that a registry has and none should), from the NRO's lists."""

    first: int
    last: int
    registries: tuple[str, ...]
    kind: str
    """`conflict` or `unclaimed`."""


@dataclass(frozen=True, slots=True)
class Registration:
    """An RDAP `ip network` object (RFC 9083), or its parent."""

    first: int
    last: int
    handle: str
    name: str
    type: str
    """As the registry writes it: `DIRECT ALLOCATION`, `ASSIGNED PI`, `LEGACY` … or empty."""
    status: tuple[str, ...]
    holder: str | None
    """Name of the organisation in the `registrant` role (else the closest to it), or None."""
    holder_handle: str | None
    country: str | None
    parent_handle: str | None
    registered_at: str | None
    changed_at: str | None
    registry: str | None
    """By the server that answered; see `Registry`."""
    raw: Mapping[str, JsonValue] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registrations:
    networks: tuple[Registration, ...]
    """Those that cover the block or parts of it, in order; sub-assignments follow what they lie in."""
    uncovered: tuple[Range, ...] = ()
    """Parts of the block that nothing was found for."""
    unanswered: tuple[Range, ...] = ()
    """Parts whose holder is known, but not whom they were given on to: the server stopped answering."""


@dataclass(frozen=True, slots=True, order=True)
class Transfer:
    """One entry of a registry's transfer log that overlaps the block."""

    transferred_on: date
    first: int
    last: int
    type: str
    """`RESOURCE_TRANSFER`, `MERGER_ACQUISITION` …, as written."""
    source_organisation: str | None
    recipient_organisation: str | None
    source_registry: str
    recipient_registry: str


@dataclass(frozen=True, slots=True)
class TransferLog:
    transfers: tuple[Transfer, ...]
    """Oldest first."""
    loaded: frozenset[str]
    """Registries whose logs were read."""


# Who is authorised, who announces


@dataclass(frozen=True, slots=True, order=True)
class Authorisation:
    """A validated ROA payload (RFC 6811)."""

    first: int
    last: int
    length: int
    max_length: int
    asn: int
    trust_anchor: str
    expires_at: datetime | None = field(default=None, compare=False)
    """Until when it holds unless it is renewed, as it usually is; None: it is not said."""


@dataclass(frozen=True, slots=True)
class Authorisations:
    covering: tuple[Authorisation, ...]
    """Those whose prefix covers the whole block (less specific or equal)."""
    inside: tuple[Authorisation, ...]
    """Those that cover a part only (more specific)."""
    made_at: datetime | None = None
    """When the validator made the table, where it says so."""
    elsewhere: tuple[Authorisation, ...] = ()
    """Some of those for other space that may stand in one signed statement with one of these."""
    elsewhere_count: int = 0
    """How many there are."""


@dataclass(frozen=True, slots=True)
class RouteObject:
    """An RPSL `route` (RFC 2622) from an Internet Routing Registry."""

    first: int
    last: int
    origin: int
    source: str
    maintainer: str | None
    last_modified: str | None
    is_proxy: bool
    """Registered by somebody in another's name, as its maintainer or remarks betray."""


@dataclass(frozen=True, slots=True, order=True)
class Announcement:
    first: int
    last: int
    origins: tuple[int, ...]
    """Ascending; several where several announce the same prefix, or an AS set did."""


@dataclass(frozen=True, slots=True)
class Routing:
    announcements: tuple[Announcement, ...]
    """Every one that overlaps the block, in order; may be wider than it."""
    is_flattened: bool
    """The table has one origin per address and no announcements: more-specifics cannot be told."""
    seen_on: date | None
    """The table's date."""
    file_day: date | None = None
    """The day of the table's file, where the table has no date: it only says which is older."""

    @property
    def day(self) -> date | None:
        """What it is ordered by."""
        return self.seen_on or self.file_day


# Its name


@dataclass(frozen=True, slots=True)
class Drop:
    entries: tuple[Mapping[str, JsonValue], ...]
    """Every entry of Spamhaus DROP that overlaps the block, as in the file (`cidr`, `sblid`, `rir` …)."""


@dataclass(frozen=True, slots=True)
class ListedNetworks:
    entries: tuple[Mapping[str, JsonValue], ...]
    """Every entry of Spamhaus ASN-DROP, as in the file (`asn`, `asname`, `domain` …)."""


class Weight(StrEnum):
    """What being on a list amounts to."""

    ABUSE_NOW = "abuse_now"  # attacks, botnets, spam sources
    POLICY = "policy"  # "does not send mail directly", neighbours' guilt
    LABEL = "label"  # VPN, Tor, data centre, proxy


@dataclass(frozen=True, slots=True)
class ListHits:
    """A list of addresses that was read, and what it holds of the block."""

    label: str
    weight: Weight
    ranges: tuple[Range, ...]
    """Clipped to the block, disjoint, in order; empty when it holds none of it."""
    source: Source
    contains: tuple[str, ...] = ()
    """Labels of lists that this one repeats: what those hold is not counted again."""
    licence: str = ""


class ZoneState(StrEnum):
    ANSWERED = "answered"
    DEAD = "dead"
    """Did not pass its own test entries (RFC 5782 section 5): gone, or does not answer us."""
    LISTS_THE_WORLD = "lists_the_world"
    REFUSED = "refused"
    """Answered with an error code: open resolver, too many queries."""


@dataclass(frozen=True, slots=True)
class Listing:
    address: int
    code: str
    """The answer, `127.0.0.x`."""
    meaning: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class ZoneAnswers:
    zone: str
    title: str
    state: ZoneState
    is_core: bool
    """One of those without which no block is proven clean."""
    asked: int
    listings: tuple[Listing, ...]
    unanswered: int
    """Addresses whose query timed out or failed, or whose answer has no known meaning."""
    source: Source


@dataclass(frozen=True, slots=True)
class Sweep:
    zones: tuple[ZoneAnswers, ...]
    is_sample: bool
    """The block is too large: only `asked` of its addresses were, evenly spread."""
    asked: int


# Its names, its place


@dataclass(frozen=True, slots=True)
class ReverseZone:
    """An `in-addr.arpa` zone over the block or a part of it."""

    zone: str
    first: int
    last: int
    is_delegated: bool
    servers: tuple[str, ...]
    lame: tuple[str, ...]
    """Servers that did not answer with authority."""
    has_ds: bool


@dataclass(frozen=True, slots=True)
class Reverse:
    zones: tuple[ReverseZone, ...]
    names: tuple[tuple[int, str], ...]
    """Address and PTR name, where there is one."""
    unanswered: int
    asked: int


@dataclass(frozen=True, slots=True)
class Located:
    """Where one table says the block is."""

    table: str
    countries: tuple[tuple[Range, str], ...]
    """Ranges clipped to the block, with ISO 3166 alpha-2 codes."""
    source: Source


# All of it


@dataclass(frozen=True, slots=True)
class Expectations:
    """What the buyer said."""

    seller: str | None = None
    to_registry: Registry | None = None
    is_owned: bool = False
    origin: int | None = None
    """The AS number that is to announce it; with `is_owned` only."""
    history_from: date | None = None
    seller_origins: tuple[int, ...] = ()
    """AS numbers that the seller says announce the block with leave."""
    disputes: tuple[str, ...] = ()
    """Claims and sanctions that the buyer knows of: no table has them."""


@dataclass(frozen=True, slots=True)
class Facts:
    block: Block
    as_of: date | None
    """`--at`, else the newest table's date; holds are reckoned from it."""
    expects: Expectations
    delegation: Answer[Delegation]
    conflicts: Answer[tuple[Conflict, ...]]
    registrations: Answer[Registrations]
    transfers: Answer[TransferLog]
    authorisations: Answer[Authorisations]
    route_objects: Answer[tuple[RouteObject, ...]]
    routing: Answer[Routing]
    past_routing: tuple[Told[Routing], ...]
    """Older tables, oldest first."""
    drop: Answer[Drop]
    lists: Answer[tuple[ListHits, ...]]
    sweep: Answer[Sweep]
    reverse: Answer[Reverse]
    locations: Answer[tuple[Located, ...]]
    listed_networks: Answer[ListedNetworks] = Untold(_("Spamhaus ASN-DROP was not given."))
    left_aside: tuple[Told[Routing], ...] = ()
    """Older tables from before the day that history is to begin with, oldest first."""
