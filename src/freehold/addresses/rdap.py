"""The registries' RDAP servers (RFC 7480 to 9083): who holds a block, and whom its parts were given to.

An RDAP look-up answers with the narrowest record around what is asked for. So the whole block is asked for
first, then wider prefixes (whose part it is), then single addresses across it (what was given on).
"""

import asyncio
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, summarize_address_range
from urllib.parse import urlsplit

import aiohttp

from . import rdap_objects
from .asking import Asker, NoReply, Now, Pace, Sleep, host_of, session_or_own
from .blocks import Block, Range, covered, dotted, uncovered
from .facts import Answer, Registration, Registrations, Registry, Told, Untold
from .findings import Source
from .rdap_bootstrap import Bootstrap
from .texts import gettext_noop as _

QUESTIONS = 16
"""Single addresses asked about, evenly spread: in a /24 that finds every sub-assignment of a /28 or wider.
RIPE blocks who has fetched 1,000 sets of personal data in a day, and each answer holds some."""

QUESTIONS_OF_LACNIC = 4

MOST_PARENTS = 2

PACE = {"lacnic.net": 6.0, "registro.br": 6.0}
"""Seconds: LACNIC has served ten questions a minute."""


async def registrations(
    block: Block,
    bootstrap: Bootstrap,
    *,
    now: Now,
    sleep: Sleep = asyncio.sleep,
    session: aiohttp.ClientSession | None = None,
    pace: Pace | None = None,
    questions: int = QUESTIONS,
    allow_http: bool = False,
) -> Answer[Registrations]:
    """Every record found that covers the block or parts of it, those around it first.

    Only servers that `bootstrap` names, and the registries' own, are asked, over HTTPS (`allow_http` is for
    tests). Untold when no server could say who holds some part of the block.
    """
    if not bootstrap.servers((block.first, block.first)):
        return Untold(_("No registry's server is known for this block."))
    async with session_or_own(session) as opened:
        asker = Asker(
            opened,
            now,
            sleep,
            may_ask=_Allowed(bootstrap, allow_http),
            pace=pace or Pace(PACE),
            accept="application/rdap+json, application/json;q=0.9",
            answers=(200, 404),
        )
        walk = _Walk(block, bootstrap, asker, questions)
        try:
            await walk.around()
            await walk.across()
        except NoReply as no:
            return Untold(no.reason, (*walk.sources, no.source))
    return walk.told()


@dataclass(frozen=True, slots=True)
class _Allowed:
    """Whether a server may be asked: one of the bootstrap's, or one in a registry's own domain."""

    bootstrap: Bootstrap
    allow_http: bool

    def __call__(self, url: str) -> bool:
        try:
            scheme = urlsplit(url).scheme
        except ValueError:
            return False
        if scheme != "https" and not (self.allow_http and scheme == "http"):
            return False
        named = {host_of(base) for *_range, bases in self.bootstrap.services for base in bases}
        return host_of(url) in named or rdap_objects.registry_of(url) is not None


@dataclass(slots=True)
class _Walk:
    block: Block
    bootstrap: Bootstrap
    asker: Asker
    questions: int
    found: dict[Range, Registration] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    unanswered: list[Range] = field(default_factory=list)
    asked: int = 0

    async def around(self) -> None:
        """The records that hold the block whole, from the narrowest outward."""
        for prefix in self.block.prefixes[: self.questions]:
            ends = int(prefix.network_address), int(prefix.broadcast_address)
            narrowest = await self._look_up(ends)
            if narrowest is not None and self.block.is_prefix:
                await self._parents(narrowest)

    async def _parents(self, network: Registration) -> None:
        for _level in range(MOST_PARENTS):
            wider = _wider((network.first, network.last))
            if wider is None:
                return
            try:
                parent = await self._look_up(wider)
            except NoReply as no:
                self.sources.append(no.source)
                return
            if parent is None or not Block(parent.first, parent.last).contains((network.first, network.last)):
                return
            network = parent

    async def across(self) -> None:
        """The narrower records inside, from the first address to the last."""
        if self.block.size == 1:
            return
        most = self.questions
        if any(network.registry == Registry.LACNIC for network in self.found.values()):
            most = min(most, QUESTIONS_OF_LACNIC)
        step = max(1, self.block.size // max(1, most))
        at, left = self.block.first, 3 * most
        while at <= self.block.last:
            if left == 0:
                self._give_up((at, self.block.last))
                return
            left -= 1
            next_step = min((at // step + 1) * step, self.block.last + 1)
            try:
                inner = await self._look_up((at, at))
            except NoReply as no:
                if not self._is_covered((at, at)):
                    raise
                self.sources.append(no.source)
                # A server that has had enough is not asked on.
                self._give_up((at, self.block.last))
                return
            at = inner.last + 1 if inner is not None and self._is_inside(inner) else next_step
        if step > 1 and not any(map(self._ends_it, self.found.values())):
            await self._last()

    async def _last(self) -> None:
        try:
            await self._look_up((self.block.last, self.block.last))
        except NoReply as no:
            if not self._is_covered((self.block.last, self.block.last)):
                raise
            self.sources.append(no.source)
            self._give_up((self.block.last, self.block.last))

    def told(self) -> Answer[Registrations]:
        networks = sorted(self.found.values(), key=lambda one: (one.first, -one.last))
        ranges = [(one.first, one.last) for one in networks]
        gaps = uncovered(self.block, ranges)
        if any(self.block.overlaps(part) and covered(Block(*part), gaps) for part in self.unanswered):
            return Untold(_("Too many records lie inside to ask for all of them."), tuple(self.sources))
        return Told(Registrations(tuple(networks), tuple(gaps), tuple(self.unanswered)), tuple(self.sources))

    async def _look_up(self, ends: Range) -> Registration | None:
        """The narrowest record around the addresses, kept; None where the registry has none.

        Raises:
            NoReply: nobody could say, or the answer is none.
        """
        servers = self.bootstrap.servers(ends) or self.bootstrap.servers((ends[0], ends[0]))
        servers = tuple(base for base in servers if self.asker.may_ask(base))
        refusal = NoReply(_("No registry's server is known for this block."), Source("rdap"))
        for base in servers:
            try:
                return await self._look_up_at(f"{base}ip/{_path(ends)}", ends)
            except NoReply as no:
                refusal = no
        raise refusal

    async def _look_up_at(self, url: str, ends: Range) -> Registration | None:
        self.asked += 1
        reply = await self.asker.ask(url)
        if reply.status == 404:
            if not self.found:
                self.sources.append(reply.source)
            return None
        try:
            document = rdap_objects.read(reply.body)
            network = rdap_objects.registration(document, rdap_objects.registry_of(reply.url))
        except rdap_objects.NotANetwork as error:
            raise NoReply(error.message, reply.source) from None
        if not Block(network.first, network.last).overlaps(ends) or not self._overlaps(network):
            raise NoReply(_("The answer is about other addresses than those asked for."), reply.source)
        if rdap_objects.is_placeholder(network) or self._is_registrys_own(network):
            return None
        if (network.first, network.last) not in self.found:
            self.found[network.first, network.last] = network
            detail = {**reply.source.detail, "record": network.handle}
            self.sources.append(replace(reply.source, detail=detail))
        return network

    def _is_registrys_own(self, network: Registration) -> bool:
        """Whether it is nothing but the registry's /8 around a record that was found already."""
        size = network.last - network.first + 1
        return bool(self.found) and size >= rdap_objects.WIDEST > self.block.size

    def _overlaps(self, network: Registration) -> bool:
        return self.block.overlaps((network.first, network.last))

    def _is_covered(self, ends: Range) -> bool:
        return not uncovered(Block(*ends), self.found)

    def _is_inside(self, network: Registration) -> bool:
        ends = network.first, network.last
        return self.block.contains(ends) and ends != (self.block.first, self.block.last)

    def _ends_it(self, network: Registration) -> bool:
        """Whether it lies inside and reaches to the last address, which then needs no question."""
        return network.last == self.block.last and self._is_inside(network)

    def _give_up(self, part: Range) -> None:
        self.unanswered.append(part)


def _wider(ends: Range) -> Range | None:
    """The prefix one bit shorter than the narrowest one around `ends`; None when that would pass a /8."""
    first, last = ends
    length = 32 - (first ^ last).bit_length()
    if length <= 8:
        return None
    size = 1 << (33 - length)
    begins = first // size * size
    return begins, begins + size - 1


def _path(ends: Range) -> str:
    """`192.0.2.0/24`; one address without a length, as the oldest servers want it."""
    first, last = ends
    if first == last:
        return dotted(first)
    return str(next(summarize_address_range(IPv4Address(first), IPv4Address(last))))
