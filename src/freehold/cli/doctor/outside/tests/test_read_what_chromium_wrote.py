"""Chromium's network log: what pages asked counts, what the browser did for itself does not."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.cli.doctor.outside import network_log
from freehold.cli.doctor.outside.network_log import NotALog

TYPES = (
    "URL_REQUEST_START_JOB",
    "HOST_RESOLVER_MANAGER_REQUEST",
    "TCP_CONNECT_ATTEMPT",
    "UDP_CONNECT",
    "UDP_BYTES_SENT",
    "SSL_CERTIFICATES_RECEIVED",
)


def log(*events: tuple[str, dict[str, object]]) -> dict[str, object]:
    numbers = {name: number for number, name in enumerate(TYPES)}
    return {
        "constants": {"logEventTypes": numbers},
        "events": [{"type": numbers[name], "params": params} for name, params in events],
    }


def asked(url: str, initiator: str, kind: str = "other") -> tuple[str, dict[str, object]]:
    return "URL_REQUEST_START_JOB", {"url": url, "initiator": initiator, "request_type": kind}


def looked_up(host: str) -> tuple[str, dict[str, object]]:
    return "HOST_RESOLVER_MANAGER_REQUEST", {"host": host}


@pytest.mark.parametrize(
    ("initiator", "kind"),
    [
        ("https://room.example.org", "other"),  # a script, a picture, a worker of a page
        ("null", "other"),  # a page without an origin
        ("not an origin", "main frame"),  # typed, or sent there by a redirect
        ("not an origin", "sub frame"),
    ],
)
def test_what_a_page_asked_counts(initiator, kind):
    found = network_log.read(log(asked("https://cdn.example.net/x.js", initiator, kind)))
    assert found.requested == {"cdn.example.net"}
    assert found.own == set()


def test_what_the_browser_asked_by_itself_is_kept_apart():
    found = network_log.read(
        log(asked("https://update.example/", "not an origin"), looked_up("https://update.example"))
    )
    assert (found.requested, found.names, found.own) == (set(), set(), {"update.example"})


def test_its_makers_name_counts_once_a_page_asks_for_it():
    found = network_log.read(
        log(
            asked("https://update.example/", "not an origin"),
            asked("https://update.example/", "https://room.example.org"),
            looked_up("https://update.example"),
        )
    )
    assert found.requested == found.names == {"update.example"}


def test_a_name_that_was_only_looked_up_counts():
    """A preconnect or a prefetched name never becomes a request."""
    assert network_log.read(log(looked_up("https://prefetch.example:443"))).names == {"prefetch.example"}


@pytest.mark.parametrize(
    "host", ["http://localhost:8000", "http://127.0.0.1", "https://[::1]:8443", "~notfound"]
)
def test_what_needs_no_look_up_is_no_name(host):
    assert network_log.read(log(looked_up(host))).names == set()


def test_sockets_are_those_that_lead_somewhere():
    found = network_log.read(
        log(
            ("TCP_CONNECT_ATTEMPT", {"address": "203.0.113.10:443"}),
            ("UDP_BYTES_SENT", {"address": "192.0.2.9:3478", "byte_count": 20}),
            ("UDP_BYTES_SENT", {"byte_count": 20}),
            ("UDP_CONNECT", {"address": "[2001:4860:4860::8888]:443"}),
            ("UDP_CONNECT", {"address": "198.51.100.53:53"}),
        )
    )
    assert found.sockets == {"203.0.113.10", "192.0.2.9"}
    assert found.resolvers == {"198.51.100.53"}


def test_bytes_to_where_it_only_probes_do_count():
    probe = {"address": "[2001:4860:4860::8888]:443", "byte_count": 1}
    assert network_log.read(log(("UDP_BYTES_SENT", probe))).sockets == {"2001:4860:4860::8888"}


def test_the_first_certificate_of_each_chain_is_kept_once():
    given = {"certificates": ["leaf", "authority"]}
    found = network_log.read(log(("SSL_CERTIFICATES_RECEIVED", given), ("SSL_CERTIFICATES_RECEIVED", given)))
    assert found.certificates == ("leaf",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(string.printable, max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


@given(JSON)
def test_anything_else_is_refused(document):
    with pytest.raises(NotALog):
        network_log.read(document)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(TYPES), st.dictionaries(st.sampled_from(["url", "host", "address"]), st.text())
        )
    )
)
def test_no_text_in_it_breaks_the_reading(events):
    network_log.read(log(*events))


def test_hosts_of_web_addresses():
    urls = [
        "https://a.example/x",
        "wss://b.example:8443/rtc",
        "data:text/css,x",
        "blob:https://c.example/1",
        "about:blank",
    ]
    assert network_log.hosts(urls) == {"a.example", "b.example"}
