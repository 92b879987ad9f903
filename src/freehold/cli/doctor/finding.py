"""What one check found. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """`says` is the fact; `means` why it matters and `mend` what to type are empty where all is well."""

    name: str
    state: State
    says: str
    means: str = ""
    mend: str = ""


def ok(name: str, says: str) -> Finding:
    return Finding(name, State.OK, says)


def warn(name: str, says: str, means: str, mend: str = "") -> Finding:
    return Finding(name, State.WARN, says, means, mend)


def bad(name: str, says: str, means: str, mend: str) -> Finding:
    return Finding(name, State.BAD, says, means, mend)


def unknown(name: str, says: str, mend: str = "") -> Finding:
    return Finding(name, State.UNKNOWN, says, "This could not be found out, so nothing is promised.", mend)


def exit_code(findings: Sequence[Finding]) -> int:
    """0: nothing bad; 1: something bad; 2: nothing bad seen, but something could not be found out."""
    states = {finding.state for finding in findings}
    return 1 if State.BAD in states else 2 if State.UNKNOWN in states else 0
