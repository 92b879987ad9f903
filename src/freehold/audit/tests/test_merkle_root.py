"""The incremental tree has the roots of RFC 6962's recursive definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.audit.merkle import Frontier

LEAVES = st.lists(st.binary(max_size=4), max_size=70)


def defined_root(leaves):
    """MTH(D[n]), word by word as in RFC 6962 section 2.1."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + defined_root(leaves[:k]) + defined_root(leaves[k:])).digest()


def grown(leaves, start=None):
    frontier = start or Frontier()
    for leaf in leaves:
        frontier = frontier.with_leaf(leaf)
    return frontier


class TestRoot:
    @given(LEAVES)
    def test_it_is_the_defined_one(self, leaves):
        assert grown(leaves).root() == defined_root(leaves)

    @pytest.mark.parametrize("size", range(130))
    def test_at_every_size(self, size):
        leaves = [bytes([number]) for number in range(size)]
        assert grown(leaves).root() == defined_root(leaves)

    def test_known_roots(self):
        """Test vectors of Certificate Transparency's reference implementation."""
        leaves = [bytes.fromhex(leaf) for leaf in ("", "00", "10", "2021", "3031", "40414243")]
        roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        ]
        assert [grown(leaves[: n + 1]).root().hex() for n in range(6)] == roots

    @given(LEAVES, LEAVES)
    def test_it_goes_on_from_what_was_kept(self, before, after):
        kept = grown(before)
        again = Frontier.parse(kept.size, str(kept))
        assert grown(after, again).root() == defined_root(before + after)

    @given(LEAVES.filter(bool), st.data())
    def test_any_changed_leaf_changes_it(self, leaves, data):
        at = data.draw(st.integers(0, len(leaves) - 1))
        other = [*leaves[:at], leaves[at] + b"!", *leaves[at + 1 :]]
        assert grown(leaves).root() != grown(other).root()

    @given(st.integers(0, 40), st.integers(0, 40))
    def test_a_frontier_of_another_size_is_refused(self, size, other):
        text = str(grown([b""] * size))
        if size.bit_count() != other.bit_count():
            with pytest.raises(ValueError, match="frontier"):
                Frontier.parse(other, text)
