"""What SQLite and PostgreSQL say when they cannot write, in words of ours."""

import sqlite3

from django.db import OperationalError

from .errors import DatabaseBusy, DiskFull, NothingWritten

# PostgreSQL, appendix A: disk_full; lock_not_available, deadlock_detected, query_canceled (by a timeout).
DISK_FULL = {"53100"}
BUSY = {"55P03", "40P01", "57014"}


def refusal_of(problem: OperationalError) -> NothingWritten | None:
    """None for anything that is neither a full disk nor a busy database."""
    cause = problem.__cause__
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            return DiskFull()
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return DatabaseBusy()
        return None
    state = getattr(cause, "sqlstate", None)
    if state in DISK_FULL:
        return DiskFull()
    return DatabaseBusy() if state in BUSY else None
