"""What can go wrong with keys and cells. No message here ever carries a key or a clear text."""

from pathlib import Path
from uuid import UUID


class VaultError(Exception):
    """Any refusal of the vault."""


class KeysMissing(VaultError):
    """The database holds wrapped keys and the key file that opens them is not there."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"The keys are missing: the database holds data encrypted with them, and {where} does not exist. "
            "Put the key folder back from its backup, or point FREEHOLD_KEYS at it. "
            "A new key would open nothing, so none is made."
        )


class KeysExposed(VaultError):
    """A key file or its folder can be read by others than its owner."""

    def __init__(self, path: Path, mode: int, wanted: int) -> None:
        super().__init__(
            f"{path} has mode {mode:04o}: others on this machine could read the keys. "
            f"Run: chmod {wanted:04o} '{path}'"
        )


class KeysUnreadable(VaultError):
    """The key file is there but is not one of ours, or is damaged."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not a practice key of a format this version knows. Restore it from its backup."
        )


class KeyUnknown(VaultError):
    """A wrapped key, or the key a cell names, cannot be opened with the keys at hand."""


class Destroyed(VaultError):
    """The subject's keys were destroyed: what was written about them cannot be read by anybody any more."""

    def __init__(self, subject: UUID) -> None:
        self.subject = subject
        super().__init__(
            f"The keys of {subject} were destroyed; their rows can no longer be read or written."
        )


class CellMisplaced(VaultError):
    """A cell was changed, or does not belong in this row, column, table or subject."""


class NotHere(VaultError, TypeError):
    """An encrypted field was used so that it would leak or cannot work; the message says what to do."""
