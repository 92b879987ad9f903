"""How long to wait before a child that died is started again. Pure."""

QUICK = 1.0
"""Seconds: a child that lived shorter than this died quickly."""

PATIENT = 3
"""So many quick deaths in a row are met with a start at once: somebody may be killing it to test us."""

LONGEST = 15.0


def quick_deaths_after(quick_deaths: int, lived: float) -> int:
    """The count after one more death of a child that lived `lived` seconds."""
    return quick_deaths + 1 if lived < QUICK else 0


def delay(quick_deaths: int) -> float:
    """Seconds to wait: none, then doubling from 0.2 to 15: what dies at once again and again is broken."""
    excess = quick_deaths - PATIENT
    return 0.0 if excess <= 0 else float(min(LONGEST, 0.1 * 2 ** min(excess, 20)))
