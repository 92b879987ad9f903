"""What a verification can find: pure."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"
    TAIL_CUT = "tail_cut"
    ROLLED_BACK = "rolled_back"
    REBUILT = "rebuilt"
    BAD_SIGNATURE = "bad_signature"
    CHECKPOINTS_CUT = "checkpoints_cut"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written.

    Attributes:
        number: the audit row it is about, or the checkpoint's number of rows; None if it is about neither.
    """

    kind: Kind
    text: str
    number: int | None = None
