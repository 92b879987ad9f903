"""Where a cell lies, and the bytes it is bound to: pure, no Django and no key.

A cell is `0x01 | kid (16 bytes) | Tink AES-256-GCM ciphertext`. Its associated data is
`v1|table|column|row|subject|kid`, so a cell opens in its own place only.
"""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from .errors import CellMisplaced

FORMAT = b"\x01"
HEADER = len(FORMAT) + 16

PRACTICE = UUID(int=0)
"""The subject of rows that are about no patient: the practice itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """The one place where a cell may be opened."""

    table: str
    column: str
    row: UUID
    subject: UUID

    def associated_data(self, kid: UUID) -> bytes:
        return f"v1|{self.table}|{self.column}|{self.row}|{self.subject}|{kid}".encode()

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of row {self.row}"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in the database: which key, and the ciphertext."""

    kid: UUID
    ciphertext: bytes

    def __bytes__(self) -> bytes:
        return FORMAT + self.kid.bytes + self.ciphertext

    @classmethod
    def parse(cls, stored: bytes) -> Self:
        """
        Raises:
            CellMisplaced: the bytes are not a cell of this format.
        """
        if len(stored) <= HEADER or not stored.startswith(FORMAT):
            raise CellMisplaced("These bytes are not an encrypted cell of a format this version knows.")
        return cls(UUID(bytes=stored[len(FORMAT) : HEADER]), stored[HEADER:])


def cells_of(kid: UUID) -> bytes:
    """The first bytes of every cell under `kid`."""
    return FORMAT + kid.bytes


def key_associated_data(subject: UUID, purpose: str, kid: UUID) -> bytes:
    """What a wrapped key is bound to: whose it is and what it is for."""
    return f"v1|key|{purpose}|{subject}|{kid}".encode()


def sealed_associated_data(context: str, kid: UUID) -> bytes:
    return f"v1|sealed|{kid}|{context}".encode()
