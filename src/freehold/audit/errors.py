"""What the audit refuses, and what a database that cannot write is called."""

from django.db import OperationalError


class Unaudited(Exception):
    """An action ended without saying what it did; nothing it wrote was kept."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} recorded nothing, so nothing it did was kept. Call audit.record() in it, "
            'or mark it @audit.unaudited(why="…") if it reads and writes nothing about a person.'
        )


class AppendOnly(Exception):
    """Somebody tried to change or remove an audit row."""

    def __init__(self) -> None:
        super().__init__("Audit rows are written once, by audit.record(), and never changed or removed.")


class NothingWritten(OperationalError):
    """The database could not take it; nothing of the action was written. Doing it again later is safe."""


class DiskFull(NothingWritten):
    def __init__(self) -> None:
        super().__init__("The database or disk is full. Nothing was written. Free some space and try again.")


class DatabaseBusy(NothingWritten):
    def __init__(self) -> None:
        super().__init__(
            "The database is locked by a long write. Nothing was written. Try again in a moment."
        )


class KeyUnusable(Exception):
    """The key of the checkpoints is missing, exposed or damaged; the message says how to mend it."""


class NotSigned(Exception):
    """The audit does not go on from what was signed last; a checkpoint over it would hide that."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"No checkpoint was signed: {why}. Run ./freehold audit verify; keep copies of everything."
        )
