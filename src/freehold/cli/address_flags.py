"""Flags of `freehold addresses`, and what they amount to."""

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import folders
from .failure import WRONG_USE, Stop

if TYPE_CHECKING:
    from freehold.addresses.facts import Expectations
    from freehold.addresses.network import Reach

ROOT = Path(__file__).resolve().parents[3]

Seller = Annotated[
    str | None, typer.Option("--seller", metavar="NAME", help="Who says that it is theirs to sell.")
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="REGISTRY", help="Yours: afrinic, apnic, arin, lacnic or ripe."),
]
Owned = Annotated[
    bool, typer.Option("--owned", help="It is yours already: your own route, ROA and names are right.")
]
Origin = Annotated[
    str | None, typer.Option("--origin", metavar="ASN", help="With --owned: which network announces it.")
]
SellerOrigin = Annotated[
    list[str] | None,
    typer.Option(
        "--seller-origin",
        metavar="ASN",
        help="A network that the seller says announces it with leave; may be repeated.",
    ),
]
Dispute = Annotated[
    list[str] | None,
    typer.Option(
        "--dispute",
        metavar="TEXT",
        help="A claim or sanction that you know of: it rules the block out. May be repeated.",
    ),
]
From = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="Look no further back than this day.")
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="DATE", help="Reckon from this day. [default: the newest table's]"),
]
NoNetwork = Annotated[
    bool, typer.Option("--no-network", help="Ask nobody: read the tables that `refresh` fetched.")
]
Offline = Annotated[
    Path | None,
    typer.Option("--offline", metavar="DIR", help="Ask nobody: read the tables in this folder instead."),
]
Cache = Annotated[
    Path | None,
    typer.Option("--cache", metavar="DIR", help="Where tables are kept ready for the next time."),
]
Resolver = Annotated[
    str | None,
    typer.Option("--resolver", metavar="HOST[:PORT]", help="DNS resolver. [default: this machine's]"),
]
Zones = Annotated[
    Path | None, typer.Option("--zones", metavar="FILE", help="Your own block lists to ask, as TOML.")
]
Allow = Annotated[
    list[str] | None,
    typer.Option("--allow", metavar="HOST", help="Ask this host too: stat.ripe.net."),
]


@dataclass(frozen=True)
class Asked:
    """What every audit of one command has in common."""

    expects: "Expectations"
    at: date | None
    folder: Path
    """Where the tables lie."""
    is_offline: bool
    """The folder was named, and must be there; else it is where `refresh` puts them."""
    cache: Path | None
    reach: "Reach | None"
    """Who may be asked over the network; None: nobody."""


def expectations(
    *,
    seller: str | None = None,
    to: str | None = None,
    owned: bool = False,
    origin: str | None = None,
    history_from: str | None = None,
    seller_origins: list[str] | None = None,
    disputes: list[str] | None = None,
) -> "Expectations":
    """Raises Stop, with what was wrong."""
    from freehold.addresses.facts import Expectations, Registry

    registries = {one.value: one for one in Registry} | {"ripe": Registry.RIPE}
    if origin and not owned:
        raise Stop("--origin says who announces a block of yours: it needs --owned.", WRONG_USE)
    if owned and seller_origins:
        raise Stop("--seller-origin is about a purchase: name your own network with --origin.", WRONG_USE)
    if to and to.lower() not in registries:
        raise Stop(f"--to {to}: the registries are {', '.join(sorted(registries))}.", WRONG_USE)
    return Expectations(
        seller=seller.strip() or None if seller else None,
        to_registry=registries[to.lower()] if to else None,
        is_owned=owned,
        origin=_asn("--origin", origin) if origin else None,
        history_from=day("--from", history_from),
        seller_origins=tuple(sorted({_asn("--seller-origin", one) for one in seller_origins or ()})),
        disputes=tuple(text for one in disputes or () if (text := " ".join(one.split()))),
    )


def asked(
    expects: "Expectations",
    *,
    at: str | None,
    offline: Path | None,
    no_network: bool,
    cache: Path | None,
    data: Path | None,
    resolver: str | None,
    zones: Path | None,
    allow: list[str] | None,
) -> Asked:
    """Raises Stop, with what was wrong."""
    asks_nobody = no_network or offline is not None
    if asks_nobody and (resolver or zones or allow):
        raise Stop("--resolver, --zones and --allow are about asking, and nobody is asked here.", WRONG_USE)
    return Asked(
        expects=expects,
        at=day("--at", at),
        folder=offline or tables_folder(data),
        is_offline=offline is not None,
        cache=cache or _usual_cache(),
        reach=None if asks_nobody else _reach(resolver, zones, allow or [], tables_folder(data)),
    )


def tables_folder(data: Path | None) -> Path:
    """Where `refresh` puts them: in the data folder."""
    named = data or Path(os.environ.get("FREEHOLD_DATA") or ROOT / "data")
    return named.expanduser() / "addresses" / "tables"


def day(flag: str, given: str | None) -> date | None:
    """Raises Stop when it is no date."""
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Stop(f"{flag} {given} is no date. Write it as 2026-11-24.", WRONG_USE) from None


def _asn(flag: str, given: str) -> int:
    written = re.fullmatch(r"(?:AS)?(\d{1,10})", given.strip(), re.IGNORECASE)
    if written is None or not 0 < int(written[1]) < 1 << 32:
        raise Stop(f"{flag} {given} is no AS number. Write it as AS64500.", WRONG_USE)
    return int(written[1])


def _usual_cache() -> Path | None:
    try:
        return folders.cache_folder() / "addresses"
    except OSError:
        return None


def _reach(resolver: str | None, zones: Path | None, allow: list[str], tables: Path) -> "Reach":
    from freehold.addresses import network
    from freehold.addresses.resolvers import BadResolver
    from freehold.addresses.zones import BadZones

    try:
        return network.reach(resolver=resolver, zone_file=zones, allowed=allow, tables=tables)
    except (BadResolver, BadZones) as bad:
        raise Stop(str(bad), WRONG_USE) from bad
