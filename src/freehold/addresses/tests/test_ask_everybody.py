"""A block is audited with everybody asked at once: registry, routing registry, DNS lists, reverse DNS."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from freehold.addresses import audit, network, rdap_bootstrap
from freehold.addresses.blocks import parse
from freehold.addresses.facts import Expectations, Routing, Told, Untold
from freehold.addresses.findings import Check, State
from freehold.addresses.tests import table_files
from freehold.addresses.tests.dns_servers import absent, behaving, list_of
from freehold.addresses.tests.irr_server import RoutingRegistry, listening
from freehold.addresses.tests.rdap_server import Registry, bootstrap_of
from freehold.addresses.tests.rdap_server import network as network_of
from freehold.addresses.tests.telling import rules
from freehold.addresses.tests.web_server import serving
from freehold.addresses.verdict import Verdict
from freehold.addresses.zones import Code, Zone

BLOCK = "193.0.4.0/28"
ROUTE = "route: 193.0.4.0/24\norigin: AS64500\nmnt-by: MEADOW-MNT\nsource: RIPE\n"
ZONE = Zone(
    name="bl.test", title="bl.test", codes={"127.0.0.2": Code("Sends spam", None)}, rate=0, is_core=True
)


def now():
    return datetime(2026, 9, 16, 12, 0, tzinfo=UTC)


@pytest.fixture
def facts(tmp_path):
    tables = table_files.tables(tmp_path, rib__csv="prefix,origin\n193.0.4.0/24,64500\n")
    return audit.from_tables(parse(BLOCK), tables, Expectations())


def asked(facts, *, resolver=True, registry=None, **changes):
    """The facts once everybody, on this machine's loopback, was asked."""

    async def story():
        async with AsyncExitStack() as stack:
            enter = stack.enter_async_context
            listed = list_of("bl.test", {"193.0.4.7": ["127.0.0.2"]})

            def behaviour(question, send):
                send(listed(question) if "bl.test" in str(question.question[0].name) else absent(question))

            _server, at = await enter(behaving(behaviour))
            registry_ = registry or Registry(network_of("193.0.4.0-193.0.4.255", "Meadow Networks Ltd"))
            rdap = await enter(serving(registry_))
            routes = await enter(listening(RoutingRegistry([ROUTE])))
            reach = network.Reach(
                resolver=at if resolver else None,
                zones=(ZONE,),
                bootstrap=rdap_bootstrap.parse(bootstrap_of(("193.0.0.0/8", rdap.url))),
                route_servers=(routes,),
                allow_http=True,
            )
            return await network.ask(facts, replace(reach, **changes), now=now)

    return asyncio.run(story())


class TestAsking:
    def test_everybodys_answer_gets_its_place(self, facts):
        told = asked(facts)
        assert told.registrations.value.networks[0].holder == "Meadow Networks Ltd"
        assert [one.origin for one in told.route_objects.value] == [64500]
        assert [zone.zone for zone in told.sweep.value.zones] == ["bl.test"]
        assert told.sweep.value.asked == 16
        assert isinstance(told.reverse, Told | Untold)
        assert told.routing is facts.routing

    def test_it_all_stands_in_the_report(self, facts):
        report = audit.judge(BLOCK, asked(facts), rules())
        states = {one.check: one.state for one in report.findings if one.check is Check.IRR}
        assert states[Check.IRR] is not State.UNKNOWN
        assert report.verdict is not Verdict.CLEAN

    def test_without_a_resolver_lists_and_names_are_unknown_and_the_rest_is_asked(self, facts):
        told = asked(facts, resolver=False)
        assert told.sweep == told.reverse == Untold(network.NO_RESOLVER)
        assert isinstance(told.registrations, Told)

    def test_nobody_who_was_not_allowed_is_asked_about_routes(self, facts):
        told = asked(facts)
        assert told.routing is facts.routing
        assert told.past_routing == facts.past_routing


class TestTablesBeside:
    def test_a_registry_that_does_not_know_does_not_undo_what_a_table_says(self, facts):
        read = Told("what a file said")
        told = asked(replace(facts, registrations=read), bootstrap=rdap_bootstrap.Bootstrap("", ()))
        assert told.registrations is read

    def test_why_the_network_was_silent_stands_there_where_no_table_says_anything(self, facts):
        told = asked(facts, bootstrap=rdap_bootstrap.Bootstrap("", ()))
        assert isinstance(told.registrations, Untold)
        assert str(told.registrations.reason) == "No registry's server is known for this block."

    def test_a_newer_answer_makes_the_table_history(self, facts):
        fresh = Told(Routing((), False, now().date()))
        assert network._in_order(facts, fresh, Told(())) == (facts.routing,)
        assert network._in_order(facts, facts.routing, Told(())) == ()


class TestReach:
    def test_typed_resolver_and_hosts_are_taken_as_typed(self, tmp_path):
        reach = network.reach(
            resolver="127.0.0.1:5353", zone_file=None, allowed=["stat.ripe.net"], tables=tmp_path
        )
        assert str(reach.resolver) == "127.0.0.1:5353"
        assert reach.allowed == ("stat.ripe.net",)
        assert len(reach.zones) >= 40
