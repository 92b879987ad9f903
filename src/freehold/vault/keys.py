"""The practice key and where it comes from.

The practice key wraps every key in the database and never lies in it. `KeySource` is all that the rest of the
vault knows: today a file, later a daemon under a user of its own that wraps and unwraps on a socket.
"""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import tink
from tink import aead, json_proto_keyset_format, secret_key_access

from freehold.files import alone, create_whole, replace_whole

from .errors import KeysExposed, KeysMissing, KeysUnreadable, KeyUnknown

FORMAT = "freehold-practice-key/1"
FOLDER_MODE, FILE_MODE = 0o700, 0o600

aead.register()


class KeySource(Protocol):
    """Whatever holds the practice key."""

    def exists(self) -> bool: ...

    def create(self) -> None:
        """Make the first practice key; does nothing where one exists."""

    def primary(self) -> int:
        """Id of the practice key that wraps now."""

    def wrap(self, key: bytes, associated_data: bytes) -> tuple[bytes, int]:
        """`key` wrapped, and the id of the practice key that did it."""

    def unwrap(self, wrapped: bytes, associated_data: bytes) -> bytes:
        """
        Raises:
            KeyUnknown: wrapped by a practice key that is not here, or for another subject.
        """

    def rotate(self, now: datetime) -> int:
        """Add a new practice key and wrap with it from now on; its id. Old ones still unwrap."""

    def removable(self, now: datetime, grace: timedelta) -> set[int]:
        """Practice keys that have not wrapped anything for `grace`."""

    def remove(self, ids: set[int]) -> None:
        """Forget old practice keys for good. The caller has made sure that nothing is wrapped by them."""


@dataclass(slots=True)
class _Contents:
    """What the key file holds. Its repr shows no key, so that a traceback with local variables shows none."""

    keyset: dict[str, Any] = field(repr=False)
    retired: dict[int, datetime]

    @property
    def primary(self) -> int:
        return int(self.keyset["primaryKeyId"])

    @classmethod
    def fresh(cls) -> _Contents:
        handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
        return cls(json.loads(json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)), {})

    @classmethod
    def parse(cls, path: Path) -> _Contents | None:
        """None where the file is not one of ours."""
        try:
            written = json.loads(path.read_text())
            if written["format"] != FORMAT:
                return None
            retired = {int(id): datetime.fromisoformat(since) for id, since in written["retired"].items()}
            contents = cls(written["keyset"], retired)
            contents.primitive()
        except (ValueError, KeyError, TypeError, tink.TinkError):
            return None
        return contents

    def primitive(self) -> aead.Aead:
        handle = json_proto_keyset_format.parse(json.dumps(self.keyset), secret_key_access.TOKEN)
        primitive: aead.Aead = handle.primitive(aead.Aead)  # type: ignore[type-abstract]
        return primitive

    def __str__(self) -> str:
        retired = {str(id): since.isoformat() for id, since in self.retired.items()}
        return json.dumps({"format": FORMAT, "retired": retired, "keyset": self.keyset}, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class _Opened:
    """One state of the key file, ready for use."""

    stamp: tuple[int, int, int]
    primitive: aead.Aead = field(repr=False)
    primary: int
    retired: dict[int, datetime]


class KeyFiles:
    """Practice keys in one file of the key folder, readable by its owner only.

    Other processes may rotate the file at any time, so its stamp is read before each use (a microsecond).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "practice-key.json"
        self._opened: _Opened | None = None
        self._lock = Lock()

    def exists(self) -> bool:
        return self.path.exists()

    def create(self) -> None:
        self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        refuse_if_exposed(self.folder, FOLDER_MODE)
        create_whole(self.path, str(_Contents.fresh()), FILE_MODE)

    def primary(self) -> int:
        return self._open().primary

    def wrap(self, key: bytes, associated_data: bytes) -> tuple[bytes, int]:
        opened = self._open()
        return opened.primitive.encrypt(key, associated_data), opened.primary

    def unwrap(self, wrapped: bytes, associated_data: bytes) -> bytes:
        try:
            return self._open().primitive.decrypt(wrapped, associated_data)
        except tink.TinkError:
            raise KeyUnknown(
                f"A key in the database does not open with the practice key in {self.path}: the key folder "
                "belongs to another installation or is older than the database, or the row was changed."
            ) from None

    def rotate(self, now: datetime) -> int:
        with alone(self.folder):
            contents, fresh = self._read(), _Contents.fresh()
            contents.retired[contents.primary] = now
            contents.keyset["key"] += fresh.keyset["key"]
            contents.keyset["primaryKeyId"] = fresh.primary
            replace_whole(self.path, str(contents), FILE_MODE)
        return fresh.primary

    def removable(self, now: datetime, grace: timedelta) -> set[int]:
        return {id for id, since in self._open().retired.items() if since <= now - grace}

    def remove(self, ids: set[int]) -> None:
        with alone(self.folder):
            contents = self._read()
            gone = ids - {contents.primary}
            contents.keyset["key"] = [key for key in contents.keyset["key"] if int(key["keyId"]) not in gone]
            contents.retired = {id: since for id, since in contents.retired.items() if id not in gone}
            replace_whole(self.path, str(contents), FILE_MODE)

    def _open(self) -> _Opened:
        stamp = self._stamp()
        opened = self._opened
        if opened is None or opened.stamp != stamp:
            with self._lock:
                contents = self._read()
                opened = _Opened(stamp, contents.primitive(), contents.primary, contents.retired)
                self._opened = opened
        return opened

    def _stamp(self) -> tuple[int, int, int]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            raise KeysMissing(str(self.path)) from None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _read(self) -> _Contents:
        refuse_if_exposed(self.folder, FOLDER_MODE)
        refuse_if_exposed(self.path, FILE_MODE)
        contents = _Contents.parse(self.path)
        # Raised here and not where it failed: an error of the JSON decoder carries the text it failed on.
        if contents is None:
            raise KeysUnreadable(self.path)
        return contents


def refuse_if_exposed(path: Path, wanted: int) -> None:
    """
    Raises:
        KeysExposed: anyone but the owner may read, write or enter `path`.
        KeysMissing: it is not there.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        raise KeysMissing(str(path)) from None
    if mode & 0o077:
        raise KeysExposed(path, mode, wanted)
