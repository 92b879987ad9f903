"""How long a sign-in holds.

Pure: the clock comes in as an argument.
"""

from datetime import datetime, timedelta
from enum import StrEnum

STAFF_IDLE = timedelta(minutes=15)
"""HIPAA 45 CFR 164.312(a)(2)(iii) asks for automatic logoff; a quarter of an hour is common practice."""
OTHERS_IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(hours=12)
CONFIRMED = timedelta(minutes=15)
"""For how long a password or passkey just given also covers a change of how one signs in."""
TOUCH_EVERY = timedelta(seconds=30)
"""Activity is written at most this often: a page opened is not worth a disk write each time."""


class Standing(StrEnum):
    VALID = "valid"
    IDLE = "idle"
    EXPIRED = "expired"
    REVOKED = "revoked"


def standing(
    *, now: datetime, last_active_at: datetime, expires_at: datetime, is_revoked: bool, is_staff: bool
) -> Standing:
    """What a sign-in is worth at `now`. A revoked one is revoked however old it is."""
    if is_revoked:
        return Standing.REVOKED
    if now >= expires_at:
        return Standing.EXPIRED
    if now - last_active_at >= (STAFF_IDLE if is_staff else OTHERS_IDLE):
        return Standing.IDLE
    return Standing.VALID
