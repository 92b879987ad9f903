"""Recovery codes as people write them down: `3KQ7-MX2P-9RTA`.

The first digit is the code's place among ten and no secret; the other eleven carry 55 random bits.
"""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

HOW_MANY = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U to misread."""
MISREAD = str.maketrans("ILO", "110")


def fresh_codes() -> list[str]:
    """Ten codes, one for each place."""
    return [
        _grouped(str(place) + "".join(secrets.choice(ALPHABET) for _ in range(11)))
        for place in range(HOW_MANY)
    ]


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def as_written(text: str) -> str:
    """`text` without spaces and dashes, in capitals, with I, L and O read as the digits they stand for."""
    return "".join(text.split()).replace("-", "").upper().translate(MISREAD)


def place_of(code: str) -> int | None:
    """Which of the ten a code (as written) claims to be."""
    return int(code[0]) if len(code) == 12 and code[0].isdecimal() and code[0].isascii() else None


# Ten are made at once, and each has 55 random bits to begin with: by OWASP's least costly Argon2id (19 MiB,
# two passes, some 20 ms) trying all takes twenty million core-years, and their owner waits 0.2 s.
_ARGON2 = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hashed(code: str) -> str:
    """What the database keeps of a code (ASVS 5.0, 6.5.2)."""
    return _ARGON2.hash(as_written(code))


def is_same(code: str, code_hash: str) -> bool:
    """Is it the code that was hashed? Costs one hash whatever the answer."""
    try:
        return _ARGON2.verify(code_hash, as_written(code))
    except (Argon2Error, InvalidHashError):
        return False
