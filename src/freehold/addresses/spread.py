"""Which addresses are asked about when there are too many to ask about all."""

from .blocks import Block

_TURN = 0.6180339887498949
"""The golden ratio's fraction: multiples of it never fall into step with prefixes."""


def spread(block: Block, most: int) -> list[int]:
    """All addresses of `block`, or `most` of them in order: one from each of so many equal parts.

    Which one of a part changes from part to part, so that not only addresses that end in .0 are asked
    about; the same block always gives the same addresses.
    """
    if block.size <= most:
        return list(range(block.first, block.last + 1))
    found = []
    for part in range(most):
        begins = block.first + part * block.size // most
        ends = block.first + (part + 1) * block.size // most
        found.append(begins + int((part * _TURN % 1) * (ends - begins)))
    return found
