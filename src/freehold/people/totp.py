"""Six-digit codes of an authenticator app (RFC 6238): which time step a code belongs to."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

PERIOD = 30
TOLERANCE = 1
"""Steps before and after now that are accepted: phones' clocks drift (RFC 6238 section 5.2)."""


def fresh_secret() -> str:
    """160 random bits in base32."""
    return str(generate_totp_secret())


def step_of(code: str, secret: str, *, seconds: float) -> int | None:
    """The time step in which `code` is right, or None if it is not right about now (Unix time).

    Every step is compared, each in constant time.
    """
    middle = int(seconds) // PERIOD
    found = None
    for step in range(middle - TOLERANCE, middle + TOLERANCE + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            found = step
    return found


def grouped(secret: str) -> str:
    """The secret in groups of four, for typing into an app that has no camera."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
