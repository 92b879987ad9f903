"""Who read or changed what, whose it was, when, from where and why: rows that are only ever added.

    @audit.action
    def admit(session: Session, guest: Person, *, by: Person) -> None:
        ...
        audit.record("session.admit", who=by, whose=guest, what=session)

Nothing here imports a model, so every app may import it at any time.
"""

from .errors import AppendOnly, DatabaseBusy, DiskFull, NothingWritten, Unaudited
from .origins import origin
from .transactions import action, reading, record, unaudited

__all__ = [
    "AppendOnly",
    "DatabaseBusy",
    "DiskFull",
    "NothingWritten",
    "Unaudited",
    "action",
    "origin",
    "reading",
    "record",
    "unaudited",
]
