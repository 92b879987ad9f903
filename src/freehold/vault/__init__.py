"""Encryption at rest: one key per patient, wrapped by a practice key that lies outside the database.

Fields are in `vault.fields` and `vault.blind`; writes (shred, rotate) in `vault.actions`. What is here may be
imported before Django has loaded its models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from .errors import (
    CellMisplaced,
    Destroyed,
    KeysExposed,
    KeysMissing,
    KeyUnknown,
    NotHere,
    VaultError,
)
from .place import PRACTICE

if TYPE_CHECKING:
    from django.db import models

    from .report import KeyReport

__all__ = [
    "PRACTICE",
    "CellMisplaced",
    "Destroyed",
    "KeyUnknown",
    "KeysExposed",
    "KeysMissing",
    "NotHere",
    "VaultError",
    "blind_index",
    "describe",
    "lookup",
    "reference",
    "seal",
    "unseal",
]


def reference(subject: UUID) -> str:
    """Keyed hash that stands for `subject` in the audit: 43 characters, the same as long as their key lives.

    Destroying the subject's keys destroys the one it was made with, and nobody can link it to them again.

    Raises:
        Destroyed: the subject's keys are gone.
    """
    from . import keyring

    return keyring.reference(subject)


def seal(data: bytes, *, context: str) -> bytes:
    """Encrypt bytes for a table that is not ours (an authenticator's seed), under the practice's data key.

    Args:
        context: where the bytes will lie, such as "mfa.authenticator:<id>"; unsealing elsewhere fails.
    """
    from . import keyring

    return keyring.seal(data, context=context)


def unseal(sealed: bytes, *, context: str) -> bytes:
    """What `seal` was given.

    Raises:
        CellMisplaced: changed, or sealed for another context.
    """
    from . import keyring

    return keyring.unseal(sealed, context=context)


def blind_index(source: str, value: str) -> str:
    """The index of `value`, for an exact match: `blind_index("people.person.email", "a@b.example")`."""
    from . import blind

    return blind.blind_index(source, value)


def lookup(model: type[models.Model], source: str, value: str) -> models.Q:
    """A condition for `filter()`: rows whose encrypted field `source` is `value`, once normalised."""
    from . import blind

    return blind.lookup(model, source, value)


def describe() -> KeyReport:
    """Where the keys lie and what that means; read by `freehold doctor` and `freehold keys where`."""
    from . import report

    return report.describe()


def __getattr__(name: str) -> Any:
    raise AttributeError(
        f"freehold.vault has no {name!r}; fields are in freehold.vault.fields and freehold.vault.blind"
    )
