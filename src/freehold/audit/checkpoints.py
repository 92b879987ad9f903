"""Checkpoints of the audit (https://c2sp.org/tlog-checkpoint) and the file they are added to: pure.

    freehold/audit/1a2b3c4d           origin: this installation
    1024                              number of rows
    uYl2…=                            base64 of the RFC 6962 root over their canonical encodings
    at 2026-11-23T09:30:00+00:00      when it was signed, by the machine's clock

    — freehold/audit/1a2b3c4d AbCd…=

The file is such notes one after the other, each followed by an empty line.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from .notes import BadNote, Verifier


@dataclass(frozen=True, slots=True)
class SignedSize:
    """What a checkpoint says: so many rows had this root."""

    origin: str
    size: int
    root: bytes
    at: str

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\nat {self.at}\n"

    @classmethod
    def parse(cls, text: str) -> SignedSize:
        """
        Raises:
            BadNote: not a checkpoint of ours.
        """
        lines = text.rstrip("\n").split("\n")
        try:
            origin, size, root, at = lines
            found = cls(origin, int(size), base64.b64decode(root, validate=True), at.removeprefix("at "))
        except (ValueError, binascii.Error):
            raise BadNote("not a checkpoint: " + repr(lines[0][:60])) from None
        if found.text() != text:
            raise BadNote("not in the one way a checkpoint is written")
        return found


@dataclass(frozen=True, slots=True)
class Kept:
    """One note of the file: its text and its signature lines, both ending with a newline."""

    text: str
    signatures: str

    def checked(self, verifier: Verifier) -> SignedSize:
        """
        Raises:
            BadNote: not signed by this key, or no checkpoint.
        """
        if not verifier.is_signed(self.text, self.signatures):
            raise BadNote("its signature is not this installation's")
        return SignedSize.parse(self.text)


def split(file: str) -> tuple[list[Kept], int]:
    """The complete notes of a checkpoint file, and how many characters of it they take.

    What stands after them is a note that a power cut left unfinished; it was never relied on.
    """
    notes: list[Kept] = []
    end = 0
    while True:
        text_end = file.find("\n\n", end)
        note_end = file.find("\n\n", text_end + 2) if text_end >= 0 else -1
        if note_end < 0:
            return notes, end
        notes.append(Kept(file[end : text_end + 1], file[text_end + 2 : note_end + 1]))
        end = note_end + 2
