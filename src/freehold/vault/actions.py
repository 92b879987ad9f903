"""Writes of the vault: shred a subject, rotate keys, forget what was rotated away.

They know no person and write no audit row: whoever calls them says who asked, in the audit, beside them.
Rotations commit in small batches, so they take no long lock; one cut off is finished by calling again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from . import keyring, ledger
from .columns import Table, tables
from .errors import NotHere, VaultError
from .fields import column_of
from .models import DataKey, Purpose, Rotation
from .place import PRACTICE, Cell, Place, key_associated_data

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and of how many."""

BATCH = 200
GRACE = timedelta(hours=1)
"""How long an old key is kept after it was last used, for processes that are in the middle of something."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Old keys that nothing needs any more and that are gone."""

    practice_keys: int
    data_keys: int


def _silent(what: str, done: int, of: int) -> None:
    """Report to nobody."""


def destroy_subject(subject: UUID) -> None:
    """Shred: destroy every key of a patient. Their rows stay and can no longer be read; all other rows can.

    The subject goes into the ledger, no new key is ever made for them, and every process forgets theirs at
    once. Call it inside an action that records who asked, after that record was made. Twice does nothing.
    """
    if subject == PRACTICE:
        raise NotHere("The practice's own keys are not destroyed; that would be the end of its data.")
    now = timezone.now()
    with transaction.atomic():
        _overwrite_what_is_deleted()
        # First, so that somebody who is making their first key just now is waited for and then found below.
        _leave_gravestones(subject, now)
        keys = list(DataKey.objects.select_for_update().filter(subject=subject, destroyed_at=None))
        kids = {key.id for key in keys}
        if kids:
            for table in tables():
                table.forget_indexes(kids)
        DataKey.objects.filter(id__in=kids).update(wrapped=b"", destroyed_at=now)
        transaction.on_commit(lambda: _after_destroying(subject, now))
    keyring.forget_opened_keys()


def replay_ledger() -> int:
    """Destroy again whoever a restored backup brought back, and tell the ledger of whom it missed; how many.

    Call it after every restore. `destroy_subject` may also have died between its commit and its ledger entry.
    """
    written = ledger.subjects(keyring.keys_folder())
    destroyed = DataKey.objects.exclude(destroyed_at=None).values_list("subject", "destroyed_at")
    gone = {subject: at for subject, at in destroyed if at is not None}
    for subject in written - gone.keys():
        destroy_subject(subject)
    for subject in gone.keys() - written:
        ledger.append(keyring.keys_folder(), subject, gone[subject])
    return len(written - gone.keys())


def rotate_practice_key(progress: Progress = _silent) -> None:
    """Make a new practice key and wrap every data key with it. About 4,000 keys a second; no cell is touched.

    The old one stays in the key file until `remove_old_keys` finds it unused for an hour.
    """
    keyring.refuse_if_keys_missing()
    primary = keyring.source().rotate(timezone.now())
    stale = DataKey.objects.filter(destroyed_at=None).exclude(wrapped_by=primary)
    waiting, done = list(stale.values_list("id", flat=True)), 0
    for kids in _batches(waiting):
        with transaction.atomic():
            for key in stale.filter(id__in=kids):
                _rewrap(key)
        done += len(kids)
        progress("data keys wrapped again", done, len(waiting))


def rotate_all_data(progress: Progress = _silent) -> None:
    """Give every subject and the practice a new key and encrypt all cells again; finishes a cut-off round."""
    rotation = Rotation.objects.filter(finished_at=None).first() or Rotation.objects.create()
    current = DataKey.objects.filter(
        purpose__in=(Purpose.CELLS, Purpose.SEALED),
        retired_at=None,
        destroyed_at=None,
        created_at__lt=rotation.started_at,
    )
    waiting, done = list(current.values_list("id", flat=True)), 0
    for kids in _batches(waiting):
        with transaction.atomic():
            for key in current.filter(id__in=kids):
                _renew(key)
        done += len(kids)
        progress("new keys made", done, len(waiting))
    _encrypt_again(None, progress)
    rotation.finished_at = timezone.now()
    rotation.save(update_fields=["finished_at"])


def rotate_subject_key(subject: UUID, progress: Progress = _silent) -> None:
    """Give one subject a new key and encrypt their cells again.

    Raises:
        Destroyed: there is nothing left to encrypt.
    """
    with transaction.atomic():
        kid = keyring.current_kid(subject)
        _renew(DataKey.objects.select_for_update().get(id=kid))
    _encrypt_again(subject, progress)


def remove_old_keys(grace: timedelta = GRACE) -> Removed:
    """Delete data keys that no cell uses and practice keys that wrap nothing, once retired for `grace`."""
    now = timezone.now()
    retired = DataKey.objects.filter(purpose=Purpose.CELLS, retired_at__lte=now - grace, destroyed_at=None)
    candidates = set(retired.values_list("id", flat=True))
    if candidates:
        for table in tables():
            candidates -= table.kids_in_use()
    with transaction.atomic():
        _overwrite_what_is_deleted()
        data_keys, _ = retired.filter(id__in=candidates).delete()
    if not keyring.source().exists():
        return Removed(0, data_keys)
    removable = keyring.source().removable(now, grace)
    used = set(
        DataKey.objects.filter(wrapped_by__in=removable, destroyed_at=None).values_list(
            "wrapped_by", flat=True
        )
    )
    if removable - used:
        keyring.source().remove(removable - used)
    return Removed(len(removable - used), data_keys)


def _leave_gravestones(subject: UUID, now: datetime) -> None:
    """A destroyed current key of each purpose, where there never was one, keeps new ones from being made."""
    for purpose in (Purpose.CELLS, Purpose.REFERENCE):
        stone = DataKey(subject=subject, purpose=purpose, wrapped=b"", wrapped_by=0, destroyed_at=now)
        DataKey.objects.bulk_create([stone], ignore_conflicts=True)


def _after_destroying(subject: UUID, now: datetime) -> None:
    ledger.append(keyring.keys_folder(), subject, now)
    keyring.forget_opened_keys()
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        # The wrapped key also stood in the write-ahead log, or in a row version that only VACUUM removes.
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(f"VACUUM {connection.ops.quote_name(DataKey._meta.db_table)}")


def _overwrite_what_is_deleted() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _rewrap(key: DataKey) -> None:
    associated_data = key_associated_data(key.subject, key.purpose, key.id)
    wrapped, wrapped_by = keyring.wrap(keyring.unwrap(bytes(key.wrapped), associated_data), associated_data)
    # Somebody may have destroyed it meanwhile: then there is nothing to wrap again.
    DataKey.objects.filter(id=key.id, wrapped_by=key.wrapped_by, destroyed_at=None).update(
        wrapped=wrapped, wrapped_by=wrapped_by
    )


def _renew(key: DataKey) -> None:
    """Retire a current key and make its successor. Call it in a transaction."""
    if DataKey.objects.filter(id=key.id, retired_at=None, destroyed_at=None).update(
        retired_at=timezone.now()
    ):
        keyring.insert_key(key.subject, key.purpose)


def _encrypt_again(subject: UUID | None, progress: Progress) -> None:
    """Move the cells of `subject`, or of everybody, to the keys that are current."""
    retired = DataKey.objects.filter(purpose=Purpose.CELLS, destroyed_at=None).exclude(retired_at=None)
    owners = dict((retired.filter(subject=subject) if subject else retired).values_list("id", "subject"))
    for table in tables():
        total, done = table.model._base_manager.count(), 0
        for rows in table.batches(BATCH):
            with transaction.atomic():
                # Which key is current is good for this transaction only.
                current: dict[UUID, UUID] = {}
                for row, cells in rows:
                    _move(table, row, cells, owners, current)
            done += len(rows)
            progress(table.name, done, total)


def _move(
    table: Table,
    row: UUID,
    cells: Iterable[bytes | None],
    owners: dict[UUID, UUID],
    current: dict[UUID, UUID],
) -> None:
    """Write those cells of one row again that stand under a retired key."""
    for field, stored in zip(table.fields, cells, strict=True):
        if stored is None:
            continue
        try:
            owner = owners.get(Cell.parse(stored).kid)
            if owner is None:
                continue
            place = Place(table.name, column_of(field), row, owner)
            clear = keyring.open_cell(stored, place)
            kid = current.get(owner) or current.setdefault(owner, keyring.current_kid(owner))
        except VaultError:
            # A cell that was tampered with, or whose subject was destroyed meanwhile, stays as it is.
            continue
        table.swap(field, row, stored, keyring.seal_cell(partial(bytes, clear), place, kid))


def _batches(kids: list[UUID]) -> Iterable[list[UUID]]:
    return (kids[start : start + BATCH] for start in range(0, len(kids), BATCH))
