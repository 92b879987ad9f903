"""How long to wait before trying again. Pure."""

from datetime import timedelta

FIRST = timedelta(seconds=5)
LONGEST = timedelta(hours=1)


def wait_before(attempt: int) -> timedelta:
    """Wait before attempt number `attempt` (the first retry is 2): 5 s, then doubled, at most an hour."""
    if attempt < 2:
        return timedelta(0)
    doublings = min(attempt - 2, 20)
    wait: timedelta = min(FIRST * (1 << doublings), LONGEST)
    return wait
