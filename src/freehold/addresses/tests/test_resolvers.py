"""Which resolver is asked: as typed, or as the system has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses import resolvers
from freehold.addresses.resolvers import Resolver


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("127.0.0.1", Resolver("127.0.0.1", 53)),
        (" 192.0.2.53:5353 ", Resolver("192.0.2.53", 5353)),
        ("::1", Resolver("::1", 53)),
        ("[2001:db8::53]", Resolver("2001:db8::53", 53)),
        ("[::1]:5353", Resolver("::1", 5353)),
    ],
)
def test_an_address_with_or_without_a_port(typed, meant):
    assert resolvers.parse(typed) == meant
    assert resolvers.parse(str(meant)) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "dns.example", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x", "[::1", "[::1]53"],
)
def test_anything_else_is_refused(typed):
    with pytest.raises(resolvers.BadResolver):
        resolvers.parse(typed)


@given(st.text(max_size=40))
def test_any_text_is_a_resolver_or_refused(typed):
    try:
        assert resolvers.parse(typed).port > 0
    except resolvers.BadResolver as refused:
        assert refused.message.message


class TestTheSystems:
    def test_it_is_the_first_that_is_an_address(self, tmp_path):
        path = tmp_path / "resolv.conf"
        path.write_text(
            "# none\nsearch example.org\nnameserver\nnameserver nonsense\nnameserver 192.0.2.53\n"
        )
        assert resolvers.of_the_system(path) == Resolver("192.0.2.53")

    def test_there_may_be_none(self, tmp_path):
        assert resolvers.of_the_system(tmp_path / "resolv.conf") is None
        (tmp_path / "resolv.conf").write_bytes(b"\xff\xfe")
        assert resolvers.of_the_system(tmp_path / "resolv.conf") is None
