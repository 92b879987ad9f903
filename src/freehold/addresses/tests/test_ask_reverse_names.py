"""A block's reverse zones and names, through a real resolver (unbound) and straight from zones' servers."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest

from freehold.addresses import blocks, reverse
from freehold.addresses.blocks import dotted
from freehold.addresses.facts import Told, Untold
from freehold.addresses.questioning import Patience
from freehold.addresses.resolvers import Resolver

from .authorities import authority
from .dns_servers import IMPATIENT, LOOPBACK, behaving, free_port, unbound

BLOCK = blocks.parse("193.0.4.0/24")
REGISTRY = "193.in-addr.arpa."
ZONE = "4.0.193.in-addr.arpa."
PATIENCE = Patience(timeouts=(5, 5), pause=0.05)

PARENT, ONE, OTHER = "127.0.0.10", "127.0.0.11", "127.0.0.12"
ADDRESSES = {"ns.test.": PARENT, "ns1.test.": ONE, "ns2.test.": OTHER}
HOSTS = {name: [("A", address)] for name, address in ADDRESSES.items()}
BOTH = [("NS", "ns1.test."), ("NS", "ns2.test.")]
NAMES = {f"7.{ZONE}": [("PTR", "Mail.Old-Owner.example.")], f"8.{ZONE}": [("PTR", "www.old-owner.example.")]}


def now():
    return datetime(2026, 9, 16, 12, 0, tzinfo=UTC)


def ask(
    servers,
    block=BLOCK,
    *,
    resolves=(ZONE,),
    silent=(),
    patience=PATIENCE,
    progress=None,
    reachable=True,
    **more,
):
    """What is found out where `servers`, by address, have these zones.

    Args:
        resolves: zones that the resolver asks ONE about, besides the registry's.
        silent: addresses that never answer.
        reachable: whether the zones' servers can be reached by others than the resolver.
    """

    async def run():
        port = free_port()
        async with AsyncExitStack() as stack:
            for address in ADDRESSES.values():
                reply = authority(servers.get(address, {}))
                await stack.enter_async_context(
                    behaving(
                        lambda question, send, reply=reply, address=address: (
                            None if address in silent else send(reply(question))
                        ),
                        at=Resolver(address, port),
                    )
                )
            stubs = {REGISTRY: Resolver(PARENT, port), "test.": Resolver(PARENT, port)}
            stubs |= dict.fromkeys(resolves, Resolver(ONE, port))
            resolver = await asyncio.to_thread(stack.enter_context, unbound(stubs))
            return await reverse.ask(
                block,
                resolver,
                now=now,
                patience=patience,
                rate=0,
                progress=progress,
                authority_port=port if reachable else free_port(),
                **more,
            )

    return asyncio.run(run())


def registry(*delegated, **more):
    """The registry's server, which delegates ZONE so."""
    records = {REGISTRY: [("NS", "ns.test.")], **more}
    if delegated:
        records[ZONE] = list(delegated)
    return {REGISTRY: records, "test.": {"test.": [("NS", "ns.test.")], **HOSTS}}


def holder(names=NAMES, own=BOTH):
    return {ZONE: {ZONE: list(own), **names}}


class TestADelegatedBlock:
    def test_names_servers_and_authority_are_found(self):
        told = ask({PARENT: registry(*BOTH), ONE: holder(), OTHER: holder()})
        assert isinstance(told, Told)
        (zone,) = told.value.zones
        assert zone.zone == "4.0.193.in-addr.arpa"
        assert (zone.first, zone.last) == (BLOCK.first, BLOCK.last)
        assert zone.is_delegated
        assert zone.servers == ("ns1.test", "ns2.test")
        assert zone.lame == ()
        assert not zone.has_ds
        assert [(dotted(address), name) for address, name in told.value.names] == [
            ("193.0.4.7", "mail.old-owner.example"),
            ("193.0.4.8", "www.old-owner.example"),
        ]
        assert (told.value.asked, told.value.unanswered) == (256, 0)

    def test_a_server_that_does_not_have_the_zone_is_lame(self):
        told = ask({PARENT: registry(*BOTH), ONE: holder()})
        assert told.value.zones[0].lame == ("ns2.test",)
        assert told.value.unanswered == 0

    def test_so_is_one_that_is_silent_while_others_answer(self):
        told = ask({PARENT: registry(*BOTH), ONE: holder()}, silent=(OTHER,), patience=IMPATIENT)
        assert told.value.zones[0].lame == ("ns2.test",)

    def test_and_one_whose_name_leads_nowhere(self):
        delegated = [*BOTH, ("NS", "gone.test.")]
        told = ask({PARENT: registry(*delegated), ONE: holder(), OTHER: holder()})
        assert told.value.zones[0].lame == ("gone.test",)

    def test_a_server_that_only_the_parent_names_is_looked_at(self):
        told = ask({PARENT: registry(*BOTH), ONE: holder(own=[("NS", "ns1.test.")])})
        assert told.value.zones[0].servers == ("ns1.test", "ns2.test")
        assert told.value.zones[0].lame == ("ns2.test",)

    def test_where_no_server_can_be_reached_from_here_none_is_called_lame(self):
        """A firewall that lets questions out to the resolver alone: the zone resolves, so it is not lame."""
        told = ask(
            {PARENT: registry(*BOTH), ONE: holder(), OTHER: holder()}, reachable=False, patience=IMPATIENT
        )
        assert told.value.zones[0].servers == ("ns1.test", "ns2.test")
        assert told.value.zones[0].lame == ()

    def test_a_delegation_whose_servers_all_lack_the_zone_is_seen_from_its_parent(self):
        told = ask({PARENT: registry(*BOTH)}, block=blocks.parse("193.0.4.0/28"))
        (zone,) = told.value.zones
        assert zone.is_delegated
        assert zone.lame == ("ns1.test", "ns2.test")
        assert told.value.unanswered >= 16

    def test_a_ds_record_that_was_left_over_is_seen(self):
        leftover = ("DS", "12345 13 2 " + "ab" * 32)
        told = ask({PARENT: registry(*BOTH, leftover), ONE: holder(), OTHER: holder()})
        assert told.value.zones[0].has_ds


class TestOtherCuts:
    def test_a_block_in_the_registrys_own_zone_is_not_delegated(self):
        told = ask({PARENT: registry()}, resolves=())
        (zone,) = told.value.zones
        assert (zone.zone, zone.is_delegated, zone.servers) == ("4.0.193.in-addr.arpa", False, ())
        assert (told.value.names, told.value.unanswered) == ((), 0)

    def test_several_blocks_under_one_wider_zone_are_one(self):
        wide = "0.193.in-addr.arpa."
        parent = registry()
        parent[REGISTRY][wide] = BOTH
        own = {wide: {wide: BOTH, **NAMES}}
        told = ask({PARENT: parent, ONE: own, OTHER: own}, blocks.parse("193.0.4.0/23"), resolves=(wide,))
        (zone,) = told.value.zones
        assert zone.zone == "0.193.in-addr.arpa"
        assert (dotted(zone.first), dotted(zone.last)) == ("193.0.4.0", "193.0.5.255")
        assert len(told.value.names) == 2
        assert told.value.asked == 512

    def test_a_part_of_a_slash_24_is_followed_into_its_own_zone(self):
        """RFC 2317: the provider's zone holds aliases, the holder's the names."""
        part = f"0-63.{ZONE}"
        aliases = {f"{number}.{ZONE}": [("CNAME", f"{number}.{part}")] for number in range(64)}
        own = {
            ZONE: {ZONE: BOTH, **aliases, part: BOTH},
            part: {part: BOTH, f"7.{part}": [("PTR", "mail.old-owner.example.")]},
        }
        told = ask(
            {PARENT: registry(*BOTH), ONE: own},
            blocks.parse("193.0.4.0/26"),
            resolves=(ZONE, part),
        )
        (zone,) = told.value.zones
        assert zone.zone == "0-63.4.0.193.in-addr.arpa"
        assert (dotted(zone.first), dotted(zone.last)) == ("193.0.4.0", "193.0.4.63")
        assert zone.lame == ("ns2.test",)
        assert told.value.names == ((BLOCK.first + 7, "mail.old-owner.example"),)


class TestTrouble:
    def test_a_resolver_that_is_silent_leaves_everything_untold(self):
        async def run():
            async with behaving(lambda _question, _send: None) as (_server, resolver):
                patience = Patience(timeouts=(0.2,), pause=0.01)
                return await reverse.ask(BLOCK, resolver, now=now, patience=patience)

        told = asyncio.run(run())
        assert isinstance(told, Untold)
        assert told.sources[0].fetched_at == "2026-09-16T12:00:00+00:00"

    def test_so_does_one_that_is_not_there(self):
        resolver = Resolver(LOOPBACK, free_port())
        assert isinstance(asyncio.run(reverse.ask(BLOCK, resolver, now=now, patience=IMPATIENT)), Untold)

    def test_and_one_without_a_way_to_it(self):
        resolver = Resolver("255.255.255.255")
        assert isinstance(asyncio.run(reverse.ask(BLOCK, resolver, now=now, patience=IMPATIENT)), Untold)

    def test_garbage_from_the_resolver_is_unanswered(self):
        def rubbish(question, send):
            wire = question.to_wire()
            send(wire[:2] + b"\x80\x00\x00\x01\x00\x01\x00\x00\x00\x00" + wire[12:] + b"\xc0")

        async def run():
            async with behaving(rubbish) as (_server, resolver):
                return await reverse.ask(BLOCK, resolver, now=now, patience=IMPATIENT, rate=0)

        assert isinstance(asyncio.run(run()), Untold)

    def test_the_same_answers_give_the_same_words(self):
        servers = {PARENT: registry(*BOTH), ONE: holder()}
        one, other = (ask(servers) for _time in range(2))
        assert one.value == other.value
        assert one.sources[0].sha256 == other.sources[0].sha256

    def test_progress_ends_with_every_name(self):
        heard = []
        ask({PARENT: registry(*BOTH), ONE: holder()}, progress=lambda *said: heard.append(said))
        assert heard[-1] == ("reverse", 256, 256)

    def test_it_can_be_stopped_in_the_middle(self):
        async def run():
            async with behaving(lambda _question, _send: None) as (server, resolver):
                task = asyncio.ensure_future(reverse.ask(BLOCK, resolver, now=now, rate=0))
                while not server.asked:
                    await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

        asyncio.run(run())
