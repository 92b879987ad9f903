"""How long to wait before a child that died is started again. Pure."""

QUICK = 3.0
"""Seconds: a child that ended by itself sooner than this after its start is broken, not unlucky."""

QUICK_WHEN_KILLED = 0.3
"""Seconds: one that was killed says little about itself, unless it hardly began."""

PATIENT = 3
"""So many quick deaths in a row are met with a start at once."""

LONGEST = 15.0


def quick_deaths_after(quick_deaths: int, lived: float, *, killed: bool) -> int:
    """The count after one more death of a child that lived `lived` seconds."""
    return quick_deaths + 1 if lived < (QUICK_WHEN_KILLED if killed else QUICK) else 0


def delay(quick_deaths: int) -> float:
    """Seconds to wait: none, then doubling from 0.2 to 15: what dies at once again and again is broken."""
    excess = quick_deaths - PATIENT
    return 0.0 if excess <= 0 else float(min(LONGEST, 0.1 * 2 ** min(excess, 20)))
