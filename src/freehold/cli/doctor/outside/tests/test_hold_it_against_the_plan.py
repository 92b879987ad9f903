"""Each promise of the proof: kept, broken, and not to be seen. What is broken is named."""

from dataclasses import replace
from datetime import timedelta

import pytest

from freehold.cli.doctor.finding import State, exit_code
from freehold.cli.doctor.outside import judging
from freehold.cli.doctor.outside.evidence import AuthorityClock, Outgoing, Program
from freehold.cli.doctor.outside.listening import Door
from freehold.cli.doctor.outside.network_log import NetworkLog
from freehold.cli.doctor.outside.sockets import Connection
from freehold.cli.doctor.outside.tls_probe import Tried
from freehold.cli.doctor.outside.walked import COPY, Walk, Walked

from .evidence import ADDRESS, ANY, CERTIFICATE, NAME, TLS, TOLD, WELL, judged, logged, page, walk

STRANGER = "192.0.2.66"


def test_where_all_is_well_it_is_proved():
    found = list(judging.judge(WELL))
    assert {finding.state for finding in found} == {State.OK}
    assert judging.verdict(found) == "proved"
    assert {finding.name for finding in found} >= set(judging.REQUIRED)


@pytest.mark.parametrize(
    ("name", "parts", "told"),
    [
        ("requests", {"walk": logged(requested={NAME, "cdn.example.net"})}, "cdn.example.net"),
        ("requests", {"walk": walk(requested={NAME, "pixel.example.net"})}, "pixel.example.net"),
        ("connections", {"walk": logged(sockets={ADDRESS, STRANGER})}, STRANGER),
        ("connections", {"walk": logged(sockets={ADDRESS, "2001:db8::1"})}, "2001:db8::1"),
        ("names looked up", {"walk": logged(names={NAME, "fonts.example.net"})}, "fonts.example.net"),
        (
            "ways for media",
            {"walk": walk(told=[TOLD, TOLD | {"servers": ["stun:stun.example.net:19302"]}])},
            "stun.example.net",
        ),
        (
            "ways for media",
            {"walk": walk(told=[TOLD | {"candidates": [f"candidate:1 1 udp 1 {STRANGER} 7882 typ host"]}])},
            STRANGER,
        ),
        (
            "ways for media",
            {"walk": walk(told=[TOLD | {"path": {"protocol": "udp", "remote": STRANGER}}])},
            STRANGER,
        ),
        ("ways for media", {"live_media": frozenset({ADDRESS, "stun.example.net"})}, "stun.example.net"),
        (
            "the server's own connections",
            {"outgoing": Outgoing(frozenset({Connection("tcp", STRANGER, 443)}), {}, looks=40)},
            f"{STRANGER} (TCP 443)",
        ),
        (
            "certificates",
            {"certificates": (replace(CERTIFICATE, names=("other.example",)),)},
            "other.example",
        ),
        (
            "certificates",
            {"certificates": (replace(CERTIFICATE, not_after=WELL.at - timedelta(minutes=1)),)},
            "2026-11-26 01:29",
        ),
        ("certificates", {"uses_tls": False}, "none, on 203.0.113.10"),
        ("same program", {"program": Program("https://x", compared=1, unlike=("/static/app.js",))}, "app.js"),
        (
            "pages walked",
            {"walk": walk(ways=[Walked(COPY, "owner", (page("/"), page("/staff", 500)))])},
            "/staff (500)",
        ),
    ],
)
def test_what_breaks_a_promise_is_named_and_nothing_is_proved(name, parts, told):
    found = judged(**parts)
    assert found[name].state is State.BAD
    assert told in found[name].says
    assert found[name].means
    assert found[name].mend
    assert judging.verdict(found.values()) == "not proved"
    assert exit_code(list(found.values())) == 1


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("session", {"walk": walk(told=[], why_not_met="LiveKit is not built here")}),
        ("ways for media", {"walk": walk(told=[], why_not_met="LiveKit is not built here")}),
        ("requests", {"walk": walk(requested=set(), log=NetworkLog())}),
        ("connections", {"walk": walk(log=NetworkLog())}),
        ("pages walked", {"walk": Walk()}),
        ("pages walked", {"walk": walk(ways=[Walked(COPY, "owner", (page("/", 404),))])}),
        ("certificates", {"certificates": ()}),
        ("the server's own connections", {"outgoing": Outgoing(frozenset(), {}, looks=0)}),
        ("same program", {"program": Program("")}),
        ("same program", {"program": Program("https://x", compared=13, is_older=True)}),
    ],
)
def test_what_could_not_be_seen_is_not_proved(name, parts):
    found = judged(**parts)
    assert found[name].state is State.UNKNOWN
    assert judging.verdict(found.values()) == "incomplete"
    assert exit_code(list(found.values())) == 2


def test_a_promise_that_nobody_looked_at_is_not_proved():
    found = [finding for finding in judging.judge(WELL) if finding.name != "session"]
    assert judging.verdict(found) == "incomplete"


class TestHowWellTheServerIsKept:
    """Findings that the proof does not rest on."""

    @pytest.mark.parametrize(
        ("name", "parts", "state", "told"),
        [
            (
                "open ports",
                {"doors": (*WELL.doors, Door("tcp", 22, ANY))},
                State.WARN,
                "TCP 22 on every",
            ),
            ("open ports", {"doors": WELL.doors[:1]}, State.BAD, "UDP 7882"),
            (
                "open ports",
                {"strangers": WELL.doors[:1], "holders": {WELL.doors[0]: "nginx"}},
                State.BAD,
                "TCP 443 on 203.0.113.10, which Freehold uses, is kept open by nginx",
            ),
            ("open ports", {"are_owners_known": False}, State.UNKNOWN, "could not be seen"),
            ("reverse name", {"reverse_names": {ADDRESS: None}}, State.UNKNOWN, "did not say"),
            ("reverse name", {"reverse_names": {ADDRESS: ()}}, State.WARN, "has none"),
            (
                "reverse name",
                {"reverse_names": {ADDRESS: ("c10.host.example",)}},
                State.WARN,
                "c10.host.example",
            ),
            ("TLS", {"tls": None}, State.UNKNOWN, "nothing answered"),
            (
                "TLS",
                {"tls": replace(TLS, is_trusted=False, why_not_trusted="self-signed")},
                State.BAD,
                "self-signed",
            ),
            ("TLS", {"tls": replace(TLS, versions=(Tried("TLS 1.0", True),))}, State.BAD, "TLS 1.0"),
            ("TLS", {"tls": replace(TLS, weak=(Tried("RC4", True),))}, State.BAD, "RC4"),
            ("TLS", {"tls": replace(TLS, weak=(Tried("RC4", None),))}, State.OK, "not tried: RC4"),
            ("TLS", {"tls": replace(TLS, hsts_seconds=None)}, State.WARN, "no HSTS"),
        ],
    )
    def test_is_said(self, name, parts, state, told):
        found = judged(**parts)
        assert found[name].state is state
        assert told in found[name].says
        assert judging.verdict(found.values()) == "proved"


@pytest.mark.parametrize(
    ("ahead", "state", "told"),
    [
        (0.4, State.OK, "0 s"),
        (-29.0, State.OK, "29 s before that of acme.example"),
        (61.0, State.BAD, "61 s behind that of acme.example"),
        (-31.0, State.BAD, "31 s before"),
        (None, State.UNKNOWN, "acme.example did not say"),
    ],
)
def test_the_clock_is_held_beside_the_authoritys(ahead, state, told):
    found = judged(authority=AuthorityClock("acme.example", ahead))["clock beside the authority"]
    assert found.state is state
    assert told in found.says


def test_a_configured_destination_is_named_by_its_option():
    assert "the option `smtp_url`" in judged()["the server's own connections"].says
