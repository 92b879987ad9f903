"""Which hosts are the practice's own, however they are written."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.cli.doctor.outside.candidates import candidate_host, hosts_of, server_host
from freehold.cli.doctor.outside.planned import planned

HERE = planned(IPv4Address("203.0.113.10"), ["Room.Example.org"], [IPv4Address("203.0.113.11")])


@pytest.mark.parametrize(
    "host",
    ["203.0.113.10", "203.0.113.11", "::ffff:203.0.113.10", "room.example.org", "ROOM.example.org."],
)
def test_ours(host):
    assert HERE.has(host)


@pytest.mark.parametrize(
    "host",
    [
        "203.0.113.12",
        "127.0.0.1",
        "localhost",
        "example.org",
        "xroom.example.org",
        "",
        "2001:db8::1",
        "0203.0.113.10",
    ],
)
def test_not_ours(host):
    assert not HERE.has(host)


def test_on_this_machine_itself_its_names_for_itself_are():
    own = planned(IPv4Address("127.0.0.1"))
    assert own.strangers(["localhost", "127.0.0.1", "::1", "127.0.0.2", "x.example"]) == [
        "127.0.0.2",
        "x.example",
    ]


@given(st.text())
def test_nothing_breaks_it(host):
    HERE.has(host)
    server_host(host)
    candidate_host(host)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("turn:203.0.113.10:3478?transport=udp", "203.0.113.10"),
        ("turns:room.example.org:443?transport=tcp", "room.example.org"),
        ("stun:room.example.org", "room.example.org"),
        ("turn:[2001:db8::1]:3478", "2001:db8::1"),
        ("nonsense", "nonsense"),
    ],
)
def test_the_host_of_an_ice_server(url, host):
    assert server_host(url) == host


def test_the_host_of_a_candidate():
    told = {
        "servers": [],
        "candidates": ["candidate:1 1 tcp 1671430143 2001:db8::9 7881 typ host tcptype passive"],
    }
    assert hosts_of([told]) == {"2001:db8::9"}
