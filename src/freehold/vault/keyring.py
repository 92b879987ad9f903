"""Data keys: made on first use, found by kid, kept open for a moment.

Which key is current is asked of the database at each write and never remembered: a key whose transaction was
rolled back must not encrypt anything. What is remembered is how to open a kid: no rollback makes that wrong.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import tink
from django.conf import settings
from tink import aead, prf, proto_keyset_format, secret_key_access

from . import ledger
from .cache import BoundedCache
from .errors import CellMisplaced, Destroyed, KeysMissing, KeyUnknown, VaultError
from .keys import KeyFiles, KeySource
from .place import FORMAT, HEADER, PRACTICE, Cell, Place, key_associated_data, sealed_associated_data

if TYPE_CHECKING:
    from .models import DataKey

SIZE, LIFETIME, SEEN = 2048, 60.0, 500
HASHING = frozenset({"reference", "index"})

prf.register()
aead.register()


@dataclass(slots=True)
class _Held:
    """A wrapped key as it stands in the database, and its keyset once it was needed."""

    kid: UUID
    subject: UUID
    purpose: str
    wrapped: bytes = field(repr=False)
    primitive: Any = field(default=None, repr=False)


_held: BoundedCache[UUID, _Held] = BoundedCache(size=SIZE, lifetime=LIFETIME, clock=time.monotonic)
_seen = local()
_ledger_stamp: tuple[int, int] | None = None


def keys_folder() -> Path:
    chosen: Path = getattr(settings, "VAULT_KEYS_FOLDER", None) or settings.OPTIONS.keys_folder
    return chosen


def source() -> KeySource:
    """Who holds the practice key."""
    return _files(keys_folder())


@lru_cache(maxsize=4)
def _files(folder: Path) -> KeyFiles:
    return KeyFiles(folder)


def forget_opened_keys(**_: object) -> None:
    """Drop every opened key of this process."""
    _held.clear()


def saw(stored: bytes) -> None:
    """Remember the kid of a cell just read: opening the first of a list then fetches the keys of all."""
    kids: dict[bytes, None] = _seen.__dict__.setdefault("kids", {})
    if len(stored) > HEADER:
        kids[stored[len(FORMAT) : HEADER]] = None
    if len(kids) > SEEN:
        kids.pop(next(iter(kids)))


def current_kid(subject: UUID, purpose: str = "cells") -> UUID:
    """The key that `subject` writes with now; made here if there is none yet. One query.

    Raises:
        Destroyed: the subject's keys are gone, and no new ones may be made.
        KeysMissing: the practice key is not where it should be.
    """
    from .models import DataKey

    current = DataKey.objects.filter(subject=subject, purpose=purpose, retired_at=None)
    found = current.values_list("id", "destroyed_at").first()
    if found is None:
        insert_key(subject, purpose)
        # Not what was inserted but what is there: another process may have been first.
        found = current.values_list("id", "destroyed_at").get()
    kid, destroyed_at = found
    if destroyed_at is not None:
        raise Destroyed(subject)
    return kid


def insert_key(subject: UUID, purpose: str) -> None:
    """Make a key for `subject` unless there is a current one; two processes at once make one."""
    from .models import DataKey

    refuse_if_keys_missing()
    kid = uuid4()
    wrapped, wrapped_by = wrap(_new_keyset(purpose), key_associated_data(subject, purpose, kid))
    fresh = DataKey(id=kid, subject=subject, purpose=purpose, wrapped=wrapped, wrapped_by=wrapped_by)
    DataKey.objects.bulk_create([fresh], ignore_conflicts=True)


def refuse_if_keys_missing() -> None:
    """Make the first practice key of a new installation; refuse where the database knows an older one.

    Raises:
        KeysMissing
    """
    from .models import DataKey

    if source().exists():
        return
    if DataKey.objects.exists():
        raise KeysMissing(str(keys_folder() / "practice-key.json"))
    source().create()


def seal_cell(encode: Callable[[], bytes], place: Place, kid: UUID) -> bytes:
    """The cell to store in `place`. The text is encoded here, when everything that can fail has not."""
    primitive = _primitive(kid, place.subject)
    return bytes(Cell(kid, primitive.encrypt(encode(), place.associated_data(kid))))


def open_cell(stored: bytes, place: Place) -> bytes:
    """The clear bytes of the cell in `place`.

    Raises:
        CellMisplaced: changed, or not from this place.
        Destroyed: the subject's keys are gone.
        KeyUnknown: the key is not in the database, or the practice key does not open it.
    """
    cell = Cell.parse(stored)
    primitive = _primitive(cell.kid, place.subject)
    try:
        clear: bytes = primitive.decrypt(cell.ciphertext, place.associated_data(cell.kid))
    except tink.TinkError:
        raise CellMisplaced(
            f"The cell in {place} was changed or belongs elsewhere; it is not shown."
        ) from None
    return clear


def subject_of(stored: bytes) -> UUID:
    """Whose key a cell was written with."""
    return _find(Cell.parse(stored).kid, None).subject


def reference(subject: UUID) -> str:
    kid = current_kid(subject, "reference")
    return _text(_primitive(kid, subject).primary().compute(subject.bytes, 32))


def index(label: str, normalised: str) -> str:
    """Keyed hash of a normalised value for the blind index `label`; 43 characters."""
    kid = current_kid(PRACTICE, "index")
    return _text(_primitive(kid, PRACTICE).primary().compute(f"{label}\0{normalised}".encode(), 32))


def seal(data: bytes, *, context: str) -> bytes:
    kid = current_kid(PRACTICE, "sealed")
    return bytes(Cell(kid, _primitive(kid, PRACTICE).encrypt(data, sealed_associated_data(context, kid))))


def unseal(sealed: bytes, *, context: str) -> bytes:
    cell = Cell.parse(sealed)
    primitive = _primitive(cell.kid, PRACTICE)
    try:
        clear: bytes = primitive.decrypt(cell.ciphertext, sealed_associated_data(context, cell.kid))
    except tink.TinkError:
        raise CellMisplaced(f"The bytes sealed for {context!r} were changed or belong elsewhere.") from None
    return clear


def wrap(handle: tink.KeysetHandle, associated_data: bytes) -> tuple[bytes, int]:
    try:
        return source().wrap(proto_keyset_format.serialize(handle, secret_key_access.TOKEN), associated_data)
    except VaultError as problem:
        # The frames below hold the clear key: a log with local variables would show it.
        raise problem.with_traceback(None)  # noqa: B904


def unwrap(wrapped: bytes, associated_data: bytes) -> tink.KeysetHandle:
    return proto_keyset_format.parse(source().unwrap(wrapped, associated_data), secret_key_access.TOKEN)


def open_key(key: DataKey) -> None:
    """
    Raises:
        KeyUnknown: the practice key at hand does not open it.
        KeysMissing, KeysExposed, KeysUnreadable: there is none that could.
    """
    unwrap(bytes(key.wrapped), key_associated_data(key.subject, key.purpose, key.id))


def _new_keyset(purpose: str) -> tink.KeysetHandle:
    hashing, sealing = prf.prf_key_templates.HMAC_SHA256, aead.aead_key_templates.AES256_GCM
    return tink.new_keyset_handle(hashing if purpose in HASHING else sealing)


def _primitive(kid: UUID, subject: UUID) -> Any:
    held = _find(kid, subject)
    if held.subject != subject:
        raise CellMisplaced("This cell was written about somebody else than the row it stands in.")
    if held.primitive is None:
        keyset = unwrap(held.wrapped, key_associated_data(held.subject, held.purpose, kid))
        held.primitive = keyset.primitive(prf.PrfSet if held.purpose in HASHING else aead.Aead)
    return held.primitive


def _find(kid: UUID, subject: UUID | None) -> _Held:
    """The key `kid`, from this process or the database; with it those of the cells that were read lately."""
    global _ledger_stamp
    stamp = ledger.stamp(keys_folder())
    if stamp != _ledger_stamp:
        _held.clear()
        _ledger_stamp = stamp
    found = _held.get(kid)
    if found is None:
        _fetch(kid)
        found = _held.get(kid)
    if found is None:
        raise KeyUnknown(
            f"The key {kid} is not in the database; the cell is from another one, or was changed."
        )
    return found


def _fetch(kid: UUID) -> None:
    from .models import DataKey

    wanted = {kid}
    wanted.update(UUID(bytes=seen) for seen in _seen.__dict__.pop("kids", {}))
    wanted = {one for one in wanted if one == kid or _held.get(one) is None}
    rows = DataKey.objects.filter(id__in=wanted)
    for row in rows:
        if row.destroyed_at is None:
            _held.put(row.id, _Held(row.id, row.subject, row.purpose, bytes(row.wrapped)))
        elif row.id == kid:
            raise Destroyed(row.subject)


def _text(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
