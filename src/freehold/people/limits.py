"""How often one may try: counted in the shared cache, so that two web processes count together."""

import hashlib
import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache


class TooOften(Exception):
    """Wait. `minutes` says how long at most."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


@dataclass(frozen=True)
class Limit:
    name: str
    tries: int
    within: timedelta

    def take(self, whose: str) -> "Try":
        """Use one of the tries of `whose` in the present window.

        `cache.add` is atomic on every backend and `incr` is not (the database cache reads, then writes), so a
        try is a numbered place that only one process can take.

        Raises:
            TooOften: none is left.
        """
        seconds = int(self.within.total_seconds())
        window = int(time.time()) // seconds
        # Hashed: a cache row must not say which address was tried.
        key = hashlib.sha256(f"{self.name}|{whose}|{window}".encode()).hexdigest()
        for place in range(self.tries):
            if cache.add(f"limit:{key}:{place}", 1, timeout=seconds):
                return Try(f"limit:{key}:{place}")
        raise TooOften(minutes=max(1, seconds // 60))


@dataclass(frozen=True)
class Try:
    key: str

    def give_back(self) -> None:
        """It succeeded: only failures count."""
        cache.delete(self.key)


PASSWORD_PER_PLACE = Limit("password-place", 10, timedelta(minutes=10))
"""One e-mail address from one network address."""
PASSWORD_PER_ADDRESS = Limit("password-address", 30, timedelta(minutes=10))
"""One network address, whatever it tries. A practice behind one router still gets in."""
PASSWORD_PER_PERSON = Limit("password-person", 50, timedelta(hours=1))
"""One e-mail address from everywhere."""
SECOND_STEP = Limit("second-step", 6, timedelta(minutes=10))
"""Of a million codes three are right at a time: six guesses in ten minutes."""
PASSKEY_PER_ADDRESS = Limit("passkey-address", 30, timedelta(minutes=10))
