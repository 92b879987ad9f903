"""Times as whole microseconds, so that they are hashed the same wherever they were stored: pure."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970 UTC, exactly."""
    return (at - EPOCH) // MICROSECOND


def behind(now: datetime, latest: datetime | None) -> int:
    """By how many microseconds the clock stands behind the latest time written; 0 if it does not."""
    return 0 if latest is None or now >= latest else microseconds(latest) - microseconds(now)
