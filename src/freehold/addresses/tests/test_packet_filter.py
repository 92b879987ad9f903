"""Whether loaded rules let a stranger in: told from what `nft --json list ruleset` prints."""

from ipaddress import IPv4Address
from typing import Any

import pytest

from freehold.addresses.packet_filter import Ruleset, Way

MEDIA, OTHER = IPv4Address("203.0.113.11"), IPv4Address("203.0.113.99")
UNWRAPPED = 5349


def when(left: dict[str, Any], right: Any, op: str = "==") -> dict[str, Any]:
    return {"match": {"op": op, "left": left, "right": right}}


def field(protocol: str, name: str) -> dict[str, Any]:
    return {"payload": {"protocol": protocol, "field": name}}


DPORT, DADDR = field("tcp", "dport"), field("ip", "daddr")
ACCEPT, DROP = {"accept": None}, {"drop": None}


def ruleset(*rules: list[Any], policy: str = "accept", **chains: list[list[Any]]) -> Ruleset:
    """One chain that everything which comes in goes through, and others by name."""
    place = {"family": "inet", "table": "own"}
    hook = {"type": "filter", "hook": "input", "prio": 0, "policy": policy}
    listed: list[dict[str, Any]] = [{"metainfo": {}}, {"chain": {**place, "name": "incoming", **hook}}]
    listed += [{"chain": {**place, "name": name}} for name in chains]
    listed += [{"rule": {**place, "chain": "incoming", "expr": expr}} for expr in rules]
    listed += [{"rule": {**place, "chain": name, "expr": expr}} for name in chains for expr in chains[name]]
    return Ruleset(listed)


PLANNED = ruleset(
    [when({"meta": {"key": "iifname"}}, "lo"), ACCEPT],
    [when({"ct": {"key": "state"}}, ["established", "related"], "in"), ACCEPT],
    [when(DADDR, str(MEDIA), "!="), when(DPORT, 7881), DROP],
    [when({"meta": {"key": "nfproto"}}, "ipv6"), when(DPORT, 7881), DROP],
    [when(DADDR, {"set": [{"range": ["203.0.113.10", "203.0.113.12"]}]}), {"goto": {"target": "planned"}}],
    planned=[
        [when(field("icmp", "type"), {"set": ["echo-request"]}), ACCEPT],
        [when(DADDR, "203.0.113.10"), when(DPORT, {"set": [80, 443]}), ACCEPT],
        [when(DADDR, str(MEDIA)), when(field("udp", "dport"), {"set": [3478, UNWRAPPED]}), ACCEPT],
        [when(DADDR, str(MEDIA)), when(DPORT, 7881), ACCEPT],
        [when(field("ip", "saddr"), "198.51.100.7"), when(DPORT, 22), ACCEPT],
        [DROP],
    ],
)


class TestThePlansRules:
    @pytest.mark.parametrize(
        ("address", "port", "way"),
        [
            (MEDIA, UNWRAPPED, Way.CLOSED),
            (MEDIA, 7881, Way.OPEN),
            (OTHER, 7881, Way.CLOSED),
            (OTHER, UNWRAPPED, Way.OPEN),
            (IPv4Address("203.0.113.10"), 443, Way.OPEN),
            (IPv4Address("203.0.113.10"), UNWRAPPED, Way.CLOSED),
        ],
    )
    def test_each_port_where_it_belongs(self, address, port, way):
        assert PLANNED.way(address, port) is way

    def test_who_may_come_from_one_place_only_makes_it_unclear(self):
        assert PLANNED.way(MEDIA, 22) is Way.UNCLEAR


class TestAnOwnersRules:
    def test_none_at_all(self):
        assert Ruleset([{"metainfo": {}}]).way(MEDIA, UNWRAPPED) is Way.OPEN

    def test_a_chain_that_drops_what_it_does_not_name(self):
        own = ruleset([when(DPORT, {"set": [22, {"range": [400, 500]}]}), ACCEPT], policy="drop")
        assert own.way(MEDIA, UNWRAPPED) is Way.CLOSED
        assert own.way(MEDIA, 443) is Way.OPEN

    def test_a_prefix(self):
        prefix = {"prefix": {"addr": "203.0.113.0", "len": 24}}
        assert ruleset([when(DADDR, prefix), DROP]).way(MEDIA, UNWRAPPED) is Way.CLOSED
        assert ruleset([when(DADDR, prefix, "!="), DROP]).way(MEDIA, UNWRAPPED) is Way.OPEN

    def test_back_from_a_chain_that_was_called(self):
        own = ruleset(
            [{"jump": {"target": "aside"}}], [DROP], aside=[[when(DPORT, 22), ACCEPT], [{"return": None}]]
        )
        assert own.way(MEDIA, UNWRAPPED) is Way.CLOSED

    @pytest.mark.parametrize(
        "statement",
        [
            {"vmap": {"key": DPORT, "data": {"set": [[UNWRAPPED, ACCEPT]]}}},
            {"xt": None},
            {"something": "of tomorrow"},
            {"limit": {"rate": 5, "per": "second"}},
            when(DPORT, "@doors"),
            when(field("ip", "saddr"), "198.51.100.0/24"),
            when({"meta": {"key": "iifname"}}, "eth0"),
            when(DPORT, 1024, ">"),
        ],
    )
    def test_what_is_not_understood_closes_nothing(self, statement):
        assert ruleset([statement, DROP]).way(MEDIA, UNWRAPPED) is Way.UNCLEAR
        assert ruleset([statement, ACCEPT], policy="drop").way(MEDIA, UNWRAPPED) is Way.UNCLEAR

    def test_it_is_closed_where_everything_is_dropped_afterwards(self):
        assert ruleset([{"xt": None}], [DROP]).way(MEDIA, UNWRAPPED) is Way.UNCLEAR
        assert ruleset([{"limit": {}}, {"log": {}}], [DROP]).way(MEDIA, UNWRAPPED) is Way.CLOSED

    def test_one_chain_that_closes_is_enough(self):
        place = {"family": "ip", "table": "second", "name": "input"}
        chain = {"chain": {**place, "type": "filter", "hook": "input", "policy": "drop"}}
        assert Ruleset([chain]).way(MEDIA, UNWRAPPED) is Way.CLOSED
        forwarding = {"chain": {**chain["chain"], "hook": "forward"}}
        assert Ruleset([forwarding]).way(MEDIA, UNWRAPPED) is Way.OPEN
