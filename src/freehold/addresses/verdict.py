"""From findings to one verdict. Unknown never counts as clean."""

from collections.abc import Iterable
from enum import StrEnum

from .findings import REQUIRED, Check, Finding, Severity, State


class Verdict(StrEnum):
    CLEAN = "clean"
    CLEAN_AFTER_FIXES = "clean_after_fixes"
    REFUSE = "refuse"
    INCOMPLETE = "incomplete"


def verdict(findings: Iterable[Finding], required: frozenset[Check] = REQUIRED) -> Verdict:
    """Refuse, incomplete, clean after fixes, clean: the first that holds.

    A bad deal-breaker refuses. A required check that is unknown, or missing, was not answered.
    """
    found = list(findings)
    if any(one.state is State.BAD and one.severity is Severity.DEAL_BREAKER for one in found):
        return Verdict.REFUSE
    if any(one.state is State.UNKNOWN and one.check in required for one in found):
        return Verdict.INCOMPLETE
    answered = {one.check for one in found if one.state is not State.UNKNOWN}
    if required - answered:
        return Verdict.INCOMPLETE
    fixes = (Severity.FIX_BEFORE, Severity.FIX_AFTER)
    if any(one.state is State.BAD and one.severity in fixes for one in found):
        return Verdict.CLEAN_AFTER_FIXES
    return Verdict.CLEAN
