"""What staff may do with an appointment at a moment.

Pure: no Django, no clock.
"""

from dataclasses import dataclass
from datetime import datetime

from .states import State, Step, allows
from .today import Slot


@dataclass(frozen=True)
class Choices:
    has_begun: bool
    """Its time has come, whether anybody has or not."""
    may_move: bool
    may_cancel: bool
    may_miss: bool
    may_fail: bool

    @property
    def has_any(self) -> bool:
        return self.may_move or self.may_cancel or self.may_miss or self.may_fail


def choices(slot: Slot, now: datetime) -> Choices:
    """Nobody has missed what is still to come; technology may fail somebody who waits before the time."""
    has_begun = slot.starts_at <= now
    return Choices(
        has_begun=has_begun,
        may_move=allows(slot.state, Step.MOVE),
        may_cancel=allows(slot.state, Step.CANCEL),
        may_miss=allows(slot.state, Step.MISS) and has_begun,
        may_fail=allows(slot.state, Step.FAIL) and (has_begun or slot.state != State.BOOKED),
    )
