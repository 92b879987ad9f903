"""Signed notes (https://c2sp.org/signed-note) with Ed25519: pure. Go's `x/mod/sumdb/note` reads the same.

A note is text, an empty line, and signature lines: `— <name> <base64(key id, 4 bytes ‖ signature)>`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

ED25519 = b"\x01"


class BadNote(ValueError):
    """Not a signed note, or not signed by the key asked for."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and the name it signs under. As text: `<name>+<key id, 8 hex digits>+<base64>`."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Raises:
            BadNote: not such a key, or its id is not its own.
        """
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise BadNote("A verifier key looks like name+1a2b3c4d+base64.") from None
        found = cls(name, raw[1:])
        if raw[:1] != ED25519 or len(found.public) != 32 or found.key_id.hex() != key_id:
            raise BadNote("The verifier key is damaged: its id does not fit it.")
        return found

    def is_signed(self, text: str, signatures: str) -> bool:
        """Whether one of the signature lines is this key's, over exactly this text."""
        for line in signatures.splitlines():
            dash, _, rest = line.partition(" ")
            name, _, encoded = rest.partition(" ")
            if dash != "—" or name != self.name:
                continue
            try:
                raw = base64.b64decode(encoded, validate=True)
                if raw[:4] == self.key_id:
                    Ed25519PublicKey.from_public_bytes(self.public).verify(raw[4:], text.encode())
                    return True
            except (InvalidSignature, binascii.Error, ValueError):
                continue
        return False


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key. As text: `PRIVATE+KEY+<name>+<key id>+<base64>`; its repr shows nothing of it."""

    name: str
    key: Ed25519PrivateKey = field(repr=False)

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    @classmethod
    def fresh(cls, name: str) -> Self:
        return cls(name, Ed25519PrivateKey.generate())

    def text(self) -> str:
        seed = self.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        key_id, encoded = self.verifier.key_id.hex(), base64.b64encode(ED25519 + seed).decode()
        return f"PRIVATE+KEY+{self.name}+{key_id}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None where the text is no such key, so that no error carries a part of it."""
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            return None
        try:
            raw = base64.b64decode(parts[4], validate=True)
            found = cls(parts[2], Ed25519PrivateKey.from_private_bytes(raw[1:]))
        except (binascii.Error, ValueError):
            return None
        return found if found.verifier.key_id.hex() == parts[3] else None

    def sign(self, text: str) -> str:
        """The whole note over `text`, which ends with a newline and holds no empty line."""
        if not text.endswith("\n") or "\n\n" in text:
            raise BadNote("A note's text ends with a newline and has no empty line.")
        raw = self.verifier.key_id + self.key.sign(text.encode())
        return f"{text}\n— {self.name} {base64.b64encode(raw).decode()}\n"
