"""Why the diary says no. The words for each are in `words.py`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Appointment


class InThePast(Exception):
    """The time has gone by."""


class NotYet(Exception):
    """Its time has not come."""


class NotInCareTeam(Exception):
    """The clinician does not treat this patient."""


class Clashes(Exception):
    """Somebody is taken at that time. It may be booked all the same, knowingly."""

    def __init__(self, others: "Sequence[Appointment]") -> None:
        super().__init__(f"{len(others)} overlapping")
        self.others = others
