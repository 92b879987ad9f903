"""How often one browser may come to the signalling gate, and how much it may send through.

Pure: the clock comes in as seconds.
"""

from dataclasses import dataclass
from hashlib import blake2b

LONGEST_URL = 8 * 1024
LONGEST_FRAME = 64 * 1024


class TooMuch(Exception):
    """A frame too long, or too many at once; `code` is the WebSocket close code (RFC 6455, 7.4.1)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Allowance:
    """A bucket of messages that refills: a burst when media starts, a steady few afterwards.

    A join sends about 40 messages (offers, candidates, track settings); 300 leaves room for a bad network.
    """

    burst: float = 300
    per_second: float = 50
    left: float = 300
    at: float = 0.0

    def take(self, size: int, now: float) -> None:
        """Count one message of `size` bytes at `now`.

        Raises:
            TooMuch: 1009 for a frame too long, 1008 for too many.
        """
        if size > LONGEST_FRAME:
            raise TooMuch(1009)
        self.left = min(self.burst, self.left + max(0.0, now - self.at) * self.per_second)
        self.at = now
        if self.left < 1:
            raise TooMuch(1008)
        self.left -= 1


class Connects:
    """How often one browser may knock at the gate; counted before the database is asked anything.

    Generous: a client that lost its server tries five times a second at worst, each time with a WebSocket and
    the question why it was refused, and two windows may share a sign-in. That is 20 a second, for ever.
    """

    BURST = 200
    PER_SECOND = 20
    MOST = 4096  # sign-ins remembered; cookies made up to push one out are of no use to whoever makes them

    def __init__(self) -> None:
        self._allowances: dict[bytes, Allowance] = {}

    def may_knock(self, cookie: str, now: float) -> bool:
        """Count one knock by the holder of this session cookie; the cookie itself is not kept."""
        who = blake2b(cookie.encode(), digest_size=16).digest()
        allowance = self._allowances.pop(who, None) or Allowance(
            burst=self.BURST, per_second=self.PER_SECOND, left=self.BURST, at=now
        )
        self._allowances[who] = allowance  # at the end: the first is whoever has not knocked for longest
        if len(self._allowances) > self.MOST:
            del self._allowances[next(iter(self._allowances))]
        try:
            allowance.take(0, now)
        except TooMuch:
            return False
        return True
