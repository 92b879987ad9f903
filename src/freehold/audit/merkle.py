"""Merkle tree hash of RFC 6962 section 2.1, grown one leaf at a time: pure.

The tree over n leaves is kept as its frontier: the hashes of the perfect subtrees that the binary digits of n
name, largest first. Adding a leaf touches about two of them; the root is folded from all.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree over `size` leaves."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count() or any(len(hash) != HASH_BYTES for hash in self.hashes):
            raise ValueError(f"A tree of {self.size} leaves has another frontier than this.")

    def with_leaf(self, data: bytes) -> Frontier:
        """The tree with one more leaf."""
        hashes, merges = [*self.hashes, leaf_hash(data)], self.size
        while merges & 1:
            right = hashes.pop()
            hashes[-1] = node_hash(hashes[-1], right)
            merges >>= 1
        return Frontier(self.size + 1, tuple(hashes))

    def root(self) -> bytes:
        """Merkle tree hash of all leaves; of none, the hash of nothing."""
        if not self.hashes:
            return hashlib.sha256(b"").digest()
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def __str__(self) -> str:
        return b"".join(self.hashes).hex()

    @classmethod
    def parse(cls, size: int, text: str) -> Frontier:
        """
        Raises:
            ValueError: not the frontier of a tree of that size.
        """
        joined = bytes.fromhex(text)
        parts = (joined[start : start + HASH_BYTES] for start in range(0, len(joined), HASH_BYTES))
        return cls(size, tuple(parts))
