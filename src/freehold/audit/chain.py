"""The hash chain over audit entries: pure."""

import hashlib

GENESIS = bytes(32)
"""What the first entry is linked to."""

_DOMAIN = b"freehold-audit-chain/1\n"


def link(previous: bytes, canonical: bytes) -> bytes:
    """Hash of an entry, bound to the hash of the entry before it; 32 bytes."""
    return hashlib.sha256(_DOMAIN + previous + canonical).digest()
