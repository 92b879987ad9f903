"""Which addresses of a block that is too large are asked about."""

from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses.blocks import Block, parse
from freehold.addresses.spread import spread


def test_a_small_block_is_asked_about_whole():
    block = parse("193.0.4.0/28")
    assert spread(block, 16) == list(range(block.first, block.last + 1))


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**24), st.integers(1, 500))
def test_of_a_large_one_so_many_each_once_in_order_and_inside(first, size, most):
    block = Block(first, min(first + size, 2**32 - 1))
    found = spread(block, most)
    assert len(found) == min(most, block.size)
    assert found == sorted(set(found))
    assert block.contains((found[0], found[-1]))


def test_last_octets_of_a_sample_vary():
    found = spread(parse("16.0.0.0/8"), 4096)
    assert len({address & 255 for address in found}) == 256
    assert len({address >> 16 for address in found}) == 256
