"""Ranges of addresses that may overlap in any way, asked which of them touch a block."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..blocks import Block
from .parsed import Numbers

Rows = NDArray[np.intp]


class Ranges:
    """Rows `first[i]`-`last[i]`, both inside.

    Ranges of like size (between two powers of two) stand together, by first address. One that reaches into a
    block begins at most its own size before it, so each size class needs two searches and no scan: all
    classes are searched at once.
    """

    def __init__(self, first: Numbers, last: Numbers) -> None:
        self.first = first
        self.last = last

    def __len__(self) -> int:
        return len(self.first)

    def overlapping(self, block: Block) -> Rows:
        """Row numbers, by first address, the wider range first, then as given."""
        keys, order, classes, reaches = self._index
        earliest = np.maximum(block.first - reaches, 0).astype(np.uint64)
        begin = np.searchsorted(keys, classes | earliest, "left")
        end = np.searchsorted(keys, classes | np.uint64(block.last), "right")
        found = [order[b:e] for b, e in zip(begin.tolist(), end.tolist(), strict=True) if b < e]
        if not found:
            return np.empty(0, np.intp)
        rows = found[0] if len(found) == 1 else np.concatenate(found)
        rows = rows[self.last[rows] >= block.first]
        if len(rows) < 2:
            return rows
        return rows[np.lexsort((rows, ~self.last[rows], self.first[rows]))]

    @cached_property
    def _index(self) -> tuple[NDArray[np.uint64], Rows, NDArray[np.uint64], NDArray[np.int64]]:
        spans = (self.last - self.first).astype(np.float64)
        sizes = np.frexp(spans)[1].astype(np.uint64)  # bits of the span: 0 for one address, 8 for a /24
        keys = (sizes << np.uint64(32)) | self.first
        if np.all(keys[1:] >= keys[:-1]):
            order: Rows = np.arange(len(keys))
        else:
            order = np.argsort(keys, kind="stable")
            keys = keys[order]
        present = np.unique(sizes)
        reaches = (np.int64(1) << present.astype(np.int64)) - 1
        return keys, order, present << np.uint64(32), reaches
