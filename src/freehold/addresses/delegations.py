"""Who answers for a reverse zone, and whether they do: parents, servers, authority, leftover DS.

A handful of questions for each zone, put to the resolver or straight to the servers concerned.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import dns.asyncquery
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
from dns.exception import DNSException
from dns.message import Message
from dns.name import Name

from .blocks import Range
from .facts import ReverseZone
from .questioning import Patience
from .resolvers import PORT, Resolver

MOST_AT_ONCE = 8
MOST_SERVERS = 16
"""Servers of one zone that are asked; no real one has more."""

REVERSE = dns.name.from_text("in-addr.arpa.")
_REGISTRYS = len(REVERSE.labels) + 1
"""Labels of a /8: that and what is above it are the registries' own zones."""

_NOERROR, _NXDOMAIN = dns.rcode.NOERROR, dns.rcode.NXDOMAIN


def name_of(first: int, length: int = 24) -> Name:
    """192.0.2.0 and 24: `2.0.192.in-addr.arpa.`"""
    octets = first.to_bytes(4, "big")[: length // 8]
    return Name((*(str(octet).encode() for octet in reversed(octets)), *REVERSE.labels))


def text_of(name: Name) -> str:
    return name.canonicalize().to_text(omit_final_dot=True)


@dataclass(slots=True)
class Looker:
    """Looks zones up; `failed` has what was asked in vain."""

    resolver: Resolver
    patience: Patience
    port: int = PORT
    """Where zones' own servers listen."""
    failed: list[str] = field(default_factory=list)
    _reaches_servers: bool = False
    """Some server answered us: so one that does not is silent, not cut off from us."""
    _silent: set[str] = field(default_factory=set)
    """Servers' addresses that were waited for in vain: not once for every zone."""
    _parents: dict[Name, tuple[str, ...]] = field(default_factory=dict)
    """Addresses of the servers of the zone over a name."""

    async def look_up(self, names: Iterable[tuple[Name, Range]]) -> list[ReverseZone]:
        """The zones that hold these names, each once, with what they are said to cover.

        A name whose zone cannot be told is in none of them, and in `failed`.
        """
        wanted = list(names)
        for parent in sorted({name.parent() for name, _range in wanted}):
            await self._servers_over(parent)
        gate = asyncio.Semaphore(MOST_AT_ONCE)

        async def one(name: Name, range_: Range) -> _Seen | None:
            async with gate:
                return await self._see(name, range_)

        seen = await asyncio.gather(*(one(name, range_) for name, range_ in wanted))
        zones: dict[str, ReverseZone] = {}
        for each in seen:
            if each is not None:
                zone = each.told(reaches_servers=self._reaches_servers)
                known = zones.get(zone.zone)
                zones[zone.zone] = zone if known is None else _joined(known, zone)
        return sorted(zones.values(), key=lambda zone: (zone.first, zone.last, zone.zone))

    async def _see(self, name: Name, range_: Range) -> "_Seen | None":
        answer = await self._ask(name, dns.rdatatype.SOA)
        apex = None if answer is None else _apex(answer, name)
        if apex is not None and _is_a_registrys(apex):
            return _Seen(name, range_, is_delegated=False)
        # Who is named by the parent may be another than who is named by the zone: both are asked.
        zone = apex or name
        servers = await self._referred(zone)
        if apex is None and not servers:
            self._fail(name, dns.rdatatype.SOA)
            return None
        own = await self._ask(zone, dns.rdatatype.NS)
        servers |= _targets(own, zone)
        leftover = await self._ask(zone, dns.rdatatype.DS)
        if leftover is None:
            self._fail(zone, dns.rdatatype.DS)
        seen = _Seen(zone, range_, is_delegated=True, resolves=apex is not None)
        seen.has_ds = leftover is not None and _has(leftover, zone, dns.rdatatype.DS)
        for server in sorted(servers)[:MOST_SERVERS]:
            seen.servers[text_of(server)] = await self._is_authority(server, zone)
        return seen

    def _fail(self, name: Name, type_: dns.rdatatype.RdataType) -> None:
        self.failed.append(f"{text_of(name)} {type_.name}")

    # The parent's word

    async def _referred(self, zone: Name) -> set[Name]:
        """The servers that the zone over `zone` names for it; empty when that does not answer us."""
        for address in await self._servers_over(zone.parent()):
            answer = await self._put(zone, dns.rdatatype.NS, address, self.port, recursive=False)
            if answer is not None:
                self._reaches_servers = True
                if answer.rcode() == _NOERROR:
                    return _targets(answer, zone)
        return set()

    async def _servers_over(self, name: Name) -> tuple[str, ...]:
        if name not in self._parents:
            self._parents[name] = await self._find_servers_over(name)
        return self._parents[name]

    async def _find_servers_over(self, name: Name) -> tuple[str, ...]:
        while len(name.labels) >= len(REVERSE.labels):
            answer = await self._ask(name, dns.rdatatype.SOA)
            apex = None if answer is None else _apex(answer, name)
            if apex is not None:
                own = await self._ask(apex, dns.rdatatype.NS)
                addresses: list[str] = []
                for server in sorted(_targets(own, apex))[:MOST_SERVERS]:
                    addresses += (await self._addresses(server) or ())[:1]
                return tuple(addresses)
            name = name.parent()
        return ()

    # A server's word

    async def _is_authority(self, server: Name, zone: Name) -> bool | None:
        """Whether it answers for `zone` with authority; None: it is silent."""
        addresses = await self._addresses(server)
        if addresses is None:
            return None
        for address in addresses:
            if address in self._silent:
                continue
            answer = await self._put(zone, dns.rdatatype.SOA, address, self.port, recursive=False)
            if answer is None:
                self._silent.add(address)
            else:
                self._reaches_servers = True
                is_its_own = bool(answer.flags & dns.flags.AA) and _has(answer, zone, dns.rdatatype.SOA)
                return is_its_own and answer.rcode() == _NOERROR
        return None if addresses else False

    async def _addresses(self, server: Name) -> list[str] | None:
        """Its addresses; empty: it has none; None: nobody can say."""
        unanswered = False
        for type_ in (dns.rdatatype.A, dns.rdatatype.AAAA):
            answer = await self._ask(server, type_)
            if answer is None:
                unanswered = True
                continue
            found = sorted(
                record.to_text() for rrset in answer.answer if rrset.rdtype == type_ for record in rrset
            )
            if found:
                return found
        return None if unanswered else []

    # Questions

    async def _ask(self, name: Name, type_: dns.rdatatype.RdataType) -> Message | None:
        """What the resolver says, where it does: an answer, or that there is none."""
        answer = await self._put(name, type_, self.resolver.address, self.resolver.port, recursive=True)
        return answer if answer is not None and answer.rcode() in (_NOERROR, _NXDOMAIN) else None

    async def _put(
        self, name: Name, type_: dns.rdatatype.RdataType, address: str, port: int, *, recursive: bool
    ) -> Message | None:
        # Unchecked: a DS that was left over makes the zone bogus, and that is what is looked for.
        flags = dns.flags.CD | (dns.flags.RD if recursive else 0)
        for timeout in self.patience.timeouts:
            question = dns.message.make_query(name, type_, flags=flags)
            try:
                answer, _over_tcp = await dns.asyncquery.udp_with_fallback(
                    question, address, timeout=timeout, port=port
                )
            except (DNSException, OSError, EOFError, ValueError):
                continue
            return answer
        return None


@dataclass(slots=True)
class _Seen:
    name: Name
    range_: Range
    is_delegated: bool
    resolves: bool = True
    has_ds: bool = False
    servers: dict[str, bool | None] = field(default_factory=dict)

    def told(self, *, reaches_servers: bool) -> ReverseZone:
        """A silent server is lame unless it may be us who is cut off: then the resolver's word counts."""
        silence_counts = reaches_servers or not self.resolves
        return ReverseZone(
            zone=text_of(self.name),
            first=self.range_[0],
            last=self.range_[1],
            is_delegated=self.is_delegated,
            servers=tuple(self.servers),
            lame=tuple(
                server
                for server, word in self.servers.items()
                if word is False or (word is None and silence_counts)
            ),
            has_ds=self.has_ds,
        )


def _is_a_registrys(apex: Name) -> bool:
    return REVERSE.is_subdomain(apex) or (apex.is_subdomain(REVERSE) and len(apex.labels) <= _REGISTRYS)


def _joined(one: ReverseZone, other: ReverseZone) -> ReverseZone:
    return ReverseZone(
        one.zone,
        min(one.first, other.first),
        max(one.last, other.last),
        one.is_delegated,
        one.servers,
        one.lame,
        one.has_ds,
    )


def _apex(answer: Message, name: Name) -> Name | None:
    """The zone that `name` is in, by the SOA record of an answer about it (RFC 2308 section 2)."""
    for section in (answer.answer, answer.authority):
        for rrset in section:
            if rrset.rdtype == dns.rdatatype.SOA and name.is_subdomain(rrset.name):
                return rrset.name.canonicalize()
    return None


def _targets(answer: Message | None, zone: Name) -> set[Name]:
    """The servers named for `zone`, in an answer or a referral."""
    if answer is None:
        return set()
    return {
        record.target.canonicalize()
        for rrset in (*answer.answer, *answer.authority)
        if rrset.rdtype == dns.rdatatype.NS and rrset.name == zone
        for record in rrset
    }


def _has(answer: Message, zone: Name, type_: dns.rdatatype.RdataType) -> bool:
    return any(rrset.rdtype == type_ and rrset.name == zone for rrset in answer.answer)
