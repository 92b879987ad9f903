"""When a certificate is renewed, when to try again, how it stands. Pure: clock and chance are given."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from freehold.certificates import Certificate

from .renewal_hint import Window

LEFT_WHEN_RENEWED = 1 / 3
"""Of its life. Six-day certificates are renewed with two days left, those for 90 days with a month left."""

SPREAD = 1 / 30
"""Of its life: by up to this much earlier, so that not everybody asks an authority at the same moment."""

LEFT_WHEN_PRESSING = 1 / 6
"""Of its life: from here on a renewal that keeps failing is not a warning any more."""

FIRST_RETRY = timedelta(minutes=10)
LONGEST_RETRY = timedelta(hours=4)
"""An authority counts failed checks (Let's Encrypt: five an hour for a name), and bans who never stops."""


FAILURES_BEFORE_MAIL = 3
"""In a row: an hour and a half of trying. One that fails once is nobody's business."""
MAIL_EVERY = timedelta(days=1)


class Standing(StrEnum):
    WELL = "well"
    FAILING = "failing"
    """The last try failed; the certificate that is served is good for a while."""
    PRESSING = "pressing"
    """It should have been renewed long ago."""
    ENDED = "ended"
    MISSING = "missing"


@dataclass(frozen=True)
class Tries:
    """How the tries since the last success went."""

    failures: int = 0
    tried_at: datetime | None = None


def renew_from(certificate: Certificate, chance: float, window: Window | None = None) -> datetime:
    """From when on it is renewed. `chance`: 0 to 1, drawn once for this certificate.

    `window`: what its authority suggests. It may make it earlier, never later.
    """
    latest = certificate.not_after - certificate.life * (LEFT_WHEN_RENEWED + SPREAD * chance)
    return latest if window is None else min(latest, window.moment(chance))


def chance(pem: bytes) -> float:
    """0 to 1, the same for this certificate whenever it is asked, and another for every other."""
    return int.from_bytes(hashlib.sha256(pem).digest()[:4]) / (1 << 32)


def retry_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: none, then 10 minutes doubling to 4 hours."""
    if failures <= 0:
        return timedelta()
    return min(LONGEST_RETRY, FIRST_RETRY * (1 << min(failures - 1, 10)))


def may_try(tries: Tries, now: datetime) -> bool:
    """Whether the pause after the last failure is over. A try in the future: the clock was set back."""
    if tries.tried_at is None or tries.tried_at > now:
        return True
    return now >= tries.tried_at + retry_after(tries.failures)


def should_write(failures: int, written_at: datetime | None, now: datetime) -> bool:
    """Whether owners are to be written to about a renewal that keeps failing: once a day."""
    return failures >= FAILURES_BEFORE_MAIL and (written_at is None or now >= written_at + MAIL_EVERY)


def standing(certificate: Certificate | None, tries: Tries, now: datetime) -> Standing:
    if certificate is None:
        return Standing.MISSING
    if certificate.not_after <= now:
        return Standing.ENDED
    if certificate.not_after - now < certificate.life * LEFT_WHEN_PRESSING:
        return Standing.PRESSING
    return Standing.FAILING if tries.failures else Standing.WELL
