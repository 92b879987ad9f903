"""Longest-prefix look-ups of many addresses at once."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .parsed import Numbers

Rows = NDArray[np.int32]

NONE = -1
"""No row holds the address."""

_MIXED = -2
"""In the index: a /24 in which several rows, or a row and none, meet."""

_PIECE = 1 << 15
"""Addresses looked up in one go: what they need stays in the processor's cache."""


class Segments:
    """Overlapping ranges cut into disjoint segments; the narrowest range that holds a segment owns it.

    For prefixes that is the longest match. Of equal ranges the first row owns it. All /24s are indexed at the
    first look-up (64 MiB): most lie in one segment, the others take a binary search.
    """

    def __init__(self, first: Numbers, last: Numbers) -> None:
        """`first[i]`-`last[i]`, both inside, in any order."""
        begin, end = first.astype(np.int64), last.astype(np.int64) + 1
        self._begins = np.unique(np.concatenate([begin, end, np.zeros(1, np.int64)]))
        """First address of each segment, ascending; the last one may be 2**32 and holds nothing."""
        self._owners = self._painted(begin, end)

    def _painted(self, begin: NDArray[np.int64], end: NDArray[np.int64]) -> Rows:
        spans = end - begin
        rows = np.lexsort((-np.arange(len(spans)), -spans))  # wide to narrow; of equals the first row last
        segment = np.searchsorted(self._begins, begin)
        counts = np.searchsorted(self._begins, end) - segment
        painted = np.full(len(self._begins), NONE, np.int32)
        sizes = np.frexp(spans[rows].astype(np.float64))[1]
        ranks = np.arange(len(rows), dtype=np.int32)
        for size in np.unique(sizes)[::-1]:  # one size after the other, to need little memory
            these = ranks[sizes == size]
            many = counts[rows[these]]
            starts = segment[rows[these]] - (np.cumsum(many) - many)
            np.maximum.at(painted, np.repeat(starts, many) + np.arange(many.sum()), np.repeat(these, many))
        return np.append(rows, NONE)[painted].astype(np.int32)

    def rows(self, addresses: Numbers) -> Rows:
        """For each address the row of the narrowest range that holds it, or `NONE`."""
        found = np.empty(len(addresses), np.int32)
        for begin in range(0, len(addresses), _PIECE):
            piece = addresses[begin : begin + _PIECE]
            rows = self._index[piece >> np.uint32(8)]
            mixed = np.flatnonzero(rows == _MIXED)
            if len(mixed):
                rows[mixed] = self._owners[np.searchsorted(self._begins, piece[mixed], "right") - 1]
            found[begin : begin + _PIECE] = rows
        return found

    @cached_property
    def _index(self) -> Rows:
        """Of each /24 the owner, where it is one."""
        begins = self._begins[self._begins < 1 << 32]
        owners = self._owners[: len(begins)]
        # Segments that begin on or before each /24's first address: counted where they begin, then summed.
        place, number = np.unique((begins + 255) >> 8, return_counts=True)
        index = np.zeros((1 << 24) + 1, np.int32)
        index[place] = number
        np.cumsum(index, out=index)
        np.take(owners, index[:-1] - 1, out=index[:-1])
        index[begins[begins & 255 != 0] >> 8] = _MIXED
        return index[:-1]
