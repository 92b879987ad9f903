"""A routing registry is asked for the routes of a block; whatever it does, an answer comes back."""

import asyncio
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses import blocks, irr, rpsl
from freehold.addresses.blocks import dotted
from freehold.addresses.facts import RouteObject, Told, Untold

from .irr_server import RoutingRegistry, framed, listening
from .web_server import Clock

EXACT = """route:          193.0.4.0/24
descr:          Seller GmbH
origin:         AS64500
mnt-by:         SELLER-MNT
created:        2019-01-01T00:00:00Z
last-modified:  2024-05-06T07:08:09Z
source:         RIPE
"""
WIDER = """route: 193.0.0.0/21
origin: AS64501
mnt-by: MAINT-BIG
changed: noc@example.net 20031224
source: RADB
"""
INSIDE = """route: 193.0.4.128/25
origin: AS64502
mnt-by: X-MNT
source: RADB
remarks: Proxy-registered for a customer
"""
BLOCK = blocks.parse("193.0.4.0/24")


def ask(*registries, block=BLOCK, seconds=10.0):
    async def story():
        async with asyncio.timeout(20):
            servers = []
            contexts = [listening(registry) for registry in registries]
            for context in contexts:
                servers.append(await context.__aenter__())
            try:
                return await irr.route_objects(block, servers, now=Clock().now, seconds=seconds)
            finally:
                for context in contexts:
                    await context.__aexit__(None, None, None)

    return asyncio.run(story())


def said(answer) -> list[tuple[str, int]]:
    assert isinstance(answer, Told), answer
    return [(f"{dotted(one.first)}-{dotted(one.last)}", one.origin) for one in answer.value]


def untold(answer) -> str:
    assert isinstance(answer, Untold), answer
    return str(answer.reason)


class TestFound:
    def test_routes_around_the_block_for_it_and_inside_it(self):
        registry = RoutingRegistry([INSIDE, EXACT, WIDER, EXACT.replace("193.0.4.0", "193.0.8.0")])
        assert said(ask(registry)) == [
            ("193.0.0.0-193.0.7.255", 64501),
            ("193.0.4.0-193.0.4.255", 64500),
            ("193.0.4.128-193.0.4.255", 64502),
        ]
        assert registry.asked[0] == "!!", "several questions over one connection"
        assert registry.asked[3:5] == ["!r193.0.4.0/24,L", "!r193.0.4.0/24,M"]

    def test_no_route_is_an_answer(self):
        answer = ask(RoutingRegistry())
        assert said(answer) == []
        (source,) = answer.sources
        assert source.fetched_at == "2026-09-16T12:00:00Z"
        assert source.sha256 == sha256(b"\n").hexdigest()
        assert source.detail["databases"] == "RADB,RIPE"

    def test_the_same_route_from_two_servers_counts_once(self):
        answer = ask(RoutingRegistry([EXACT]), RoutingRegistry([EXACT, INSIDE]))
        assert [origin for _ends, origin in said(answer)] == [64500, 64502]

    def test_a_block_that_is_no_prefix_is_asked_for_in_parts(self):
        registry = RoutingRegistry([EXACT])
        ask(registry, block=blocks.parse("193.0.3.0-193.0.4.255"))
        assert "!r193.0.3.0/24,L" in registry.asked
        assert "!r193.0.4.0/24,M" in registry.asked


class TestNoAnswer:
    @pytest.mark.parametrize(
        ("instead", "says"),
        [
            (b"F Invalid prefix\n", "refused the question: Invalid prefix"),
            (b"% This is a whois server\n", "does not speak the protocol"),
            (b"HTTP/1.1 400 Bad Request\n", "does not speak the protocol"),
            (b"A99999999999\n", "too long"),
            (b"A50\nroute: 193.0.4.0/24\n", "connection to the server was lost"),
            (b"A5\nroute: 193.0.4.0/24\nC\n", "not as long as it says"),
            (b"", "connection to the server was lost"),
            (b"A" * (1 << 20), "connection to the server was lost"),
            (framed("route: 193.0.4.0/24\norigin: none"), "cannot be read: none"),
            (framed("route: 193.0.4.999/24\norigin: AS1"), "cannot be read: 193.0.4.999/24"),
        ],
    )
    def test_a_broken_server_is_no_answer(self, instead, says):
        assert says in untold(ask(RoutingRegistry(instead=instead)))

    def test_a_slow_server_is_given_up(self):
        assert "in time" in untold(ask(RoutingRegistry(hangs=True), seconds=0.1))

    def test_one_of_two_that_fails_leaves_the_whole_unknown(self):
        answer = ask(RoutingRegistry([EXACT]), RoutingRegistry(instead=b"F down\n"))
        assert "refused" in untold(answer)
        assert len(answer.sources) == 2

    def test_nobody_listening(self):
        answer = asyncio.run(irr.route_objects(BLOCK, ["127.0.0.1:1"], now=Clock().now))
        assert "could not be made" in untold(answer)

    def test_no_server_set(self):
        assert "No routing registry" in untold(asyncio.run(irr.route_objects(BLOCK, [], now=Clock().now)))


def read(text: str) -> RouteObject | None:
    (attributes,) = rpsl.objects(text.splitlines())
    return rpsl.route_object(attributes)


class TestRouteObjects:
    def test_everything_in_one(self):
        assert read(EXACT) == RouteObject(
            first=BLOCK.first,
            last=BLOCK.last,
            origin=64500,
            source="RIPE",
            maintainer="SELLER-MNT",
            last_modified="2024-05-06T07:08:09Z",
            is_proxy=False,
        )

    def test_the_older_changed_lines_tell_the_day(self):
        text = WIDER.replace("changed:", "changed: noc@example.net 20010203\nchanged:")
        assert read(text).last_modified == "2003-12-24"

    def test_no_day_at_all(self):
        assert read(INSIDE).last_modified is None

    @pytest.mark.parametrize(
        ("line", "is_proxy"),
        [
            ("remarks: proxy object", True),
            ("descr: Proxied for Example", True),
            ("descr: registered on behalf of Example", True),
            ("descr: REACH (Customer Route)", True),
            ("mnt-by: MAINT-PROXY-1", True),
            ("descr: Proxima Centauri Ltd", False),
        ],
    )
    def test_proxies_betray_themselves(self, line, is_proxy):
        assert read(f"{EXACT}{line}\n").is_proxy is is_proxy

    def test_continued_lines_comments_and_capitals(self):
        text = "ROUTE: 193.0.4.0/24 # ours\nDescr: on behalf\n  of\n+ A\norigin: as1.2 # dots\nsource: ripe"
        route = read(text)
        assert (route.origin, route.source, route.is_proxy) == (65538, "RIPE", True)

    def test_other_objects_are_passed_over(self):
        assert read("route6: 2001:db8::/32\norigin: AS1") is None
        assert read("aut-num: AS1\nroute: 193.0.4.0/24") is None

    @given(st.lists(st.sampled_from([*EXACT.splitlines(), "", " x", "+", ":", "route:", "% x"]) | st.text()))
    def test_any_text_is_routes_or_refused(self, lines):
        for attributes in rpsl.objects(lines):
            try:
                route = rpsl.route_object(attributes)
            except rpsl.BadObject:
                continue
            assert route is None or 0 <= route.first <= route.last < 1 << 32
