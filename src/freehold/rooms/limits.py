"""How much one browser may send through the signalling gate.

Pure: the clock comes in as seconds.
"""

from dataclasses import dataclass

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
