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
SKEW = timedelta(minutes=1)
"""How far the clocks of two machines may differ; a time further ahead means that the clock was set back."""


class Standing(StrEnum):
    VALID = "valid"
    IDLE = "idle"
    EXPIRED = "expired"
    REVOKED = "revoked"


def idle_after(*, is_staff: bool) -> timedelta:
    """How long nobody may be there before the screen locks."""
    return STAFF_IDLE if is_staff else OTHERS_IDLE


def standing(
    *,
    now: datetime,
    last_active_at: datetime,
    expires_at: datetime,
    is_revoked: bool,
    is_staff: bool,
    has_run_out: bool = False,
    is_locked: bool = False,
) -> Standing:
    """What a sign-in is worth at `now`. A revoked one is revoked however old it is.

    `has_run_out`, `is_locked`: it was seen to be so before, by a clock that may have been set back since.
    """
    if is_revoked:
        return Standing.REVOKED
    if has_run_out or now >= expires_at:
        return Standing.EXPIRED
    if is_locked or now - last_active_at >= idle_after(is_staff=is_staff):
        return Standing.IDLE
    return Standing.VALID
