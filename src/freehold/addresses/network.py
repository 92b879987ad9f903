"""Everybody who is asked about a block over the network, all at once, each answer put into the facts.

Whoever does not answer leaves what the tables said, or an `Untold`.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from . import dnsbl, irr, rdap, rdap_bootstrap, resolvers, reverse, ripestat, zones
from .asking import Pace
from .facts import Answer, Facts, Reverse, Routing, Sweep, Told, Untold
from .questioning import Progress
from .resolvers import Resolver
from .texts import gettext_noop as _
from .zones import Zone

T = TypeVar("T")

NO_RESOLVER = _("This machine has no DNS resolver: name one with --resolver.")


@dataclass(frozen=True, slots=True)
class Reach:
    """Who may be asked."""

    resolver: Resolver | None
    zones: tuple[Zone, ...]
    bootstrap: rdap_bootstrap.Bootstrap
    allowed: Collection[str] = ()
    """Hosts that were allowed by name and are not asked else."""
    route_servers: tuple[str, ...] = irr.SERVERS
    allow_http: bool = False
    """For tests."""
    pace: Pace = field(default_factory=lambda: Pace(rdap.PACE))
    """Shared by all audits of a process."""


def reach(*, resolver: str | None, zone_file: Path | None, allowed: Collection[str], tables: Path) -> Reach:
    """
    Args:
        resolver: as typed; without one the system's.
        zone_file: the user's own block lists.
        tables: folder of refreshed tables, which may hold a newer list of RDAP servers.

    Raises:
        BadResolver, BadZones
    """
    return Reach(
        resolver=resolvers.parse(resolver) if resolver else resolvers.of_the_system(),
        zones=zones.load(zone_file),
        bootstrap=rdap_bootstrap.newest(tables),
        allowed=tuple(allowed),
    )


def the_time() -> datetime:
    return datetime.now(UTC)


async def ask(
    facts: Facts,
    reach: Reach,
    progress: Progress | None = None,
    now: Callable[[], datetime] = the_time,
) -> Facts:
    """The same facts, with what the network said about the block."""
    block = facts.block
    registrations, route_objects, sweep, names, routing, past = await asyncio.gather(
        rdap.registrations(block, reach.bootstrap, now=now, pace=reach.pace, allow_http=reach.allow_http),
        irr.route_objects(block, reach.route_servers, now=now),
        _sweep(facts, reach, progress, now),
        _reverse(facts, reach, progress, now),
        _routing(facts, reach, now),
        _past_routing(facts, reach, now),
    )
    return replace(
        facts,
        registrations=_either(registrations, facts.registrations),
        route_objects=_either(route_objects, facts.route_objects),
        sweep=sweep,
        reverse=names,
        routing=_either(routing, facts.routing),
        past_routing=_in_order(facts, routing, past),
    )


def _either(asked: Answer[T], read: Answer[T]) -> Answer[T]:
    """What the network said; else what a table says; else why the network said nothing."""
    return read if isinstance(asked, Untold) and isinstance(read, Told) else asked


async def _sweep(
    facts: Facts, reach: Reach, progress: Progress | None, now: Callable[[], datetime]
) -> Answer[Sweep]:
    if reach.resolver is None:
        return Untold(NO_RESOLVER)
    return await dnsbl.sweep(facts.block, reach.zones, reach.resolver, progress=progress, now=now)


async def _reverse(
    facts: Facts, reach: Reach, progress: Progress | None, now: Callable[[], datetime]
) -> Answer[Reverse]:
    if reach.resolver is None:
        return Untold(NO_RESOLVER)
    return await reverse.ask(facts.block, reach.resolver, progress=progress, now=now)


async def _routing(facts: Facts, reach: Reach, now: Callable[[], datetime]) -> Answer[Routing]:
    if not reach.allowed:
        return facts.routing
    return await ripestat.routing(facts.block, now=now, allowed=reach.allowed)


async def _past_routing(
    facts: Facts, reach: Reach, now: Callable[[], datetime]
) -> Answer[tuple[Told[Routing], ...]]:
    if not reach.allowed:
        return Told(())
    return await ripestat.past_routing(facts.block, now=now, allowed=reach.allowed)


def _in_order(
    facts: Facts, routing: Answer[Routing], past: Answer[tuple[Told[Routing], ...]]
) -> tuple[Told[Routing], ...]:
    """Older answers, oldest first: the tables', and the newest of them too where a newer answer came."""
    told = list(facts.past_routing)
    if routing is not facts.routing and isinstance(routing, Told) and isinstance(facts.routing, Told):
        told.append(facts.routing)
    if isinstance(past, Told):
        told.extend(past.value)
    return tuple(sorted(told, key=lambda one: one.value.day or date.min))
