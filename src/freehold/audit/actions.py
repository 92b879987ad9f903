"""Signing the audit's newest row, once a minute, into a file that the database knows nothing of."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from freehold.files import alone, sync_folder

from . import places
from .access import linked_rows
from .checkpoints import SignedSize, split
from .errors import NotSigned
from .merkle import Frontier
from .models import ChainHead, Checkpoint
from .notes import BadNote, Signer


def checkpoint() -> SignedSize | None:
    """Sign how many rows there are and their Merkle root; None when there is nothing new to sign.

    Reads only what was added since the last one. The note is on the disk before the database hears of it.

    Raises:
        NotSigned: the database holds less than, or something else than, what was signed before.
        KeyUnusable: the signing key is missing, exposed or damaged.
    """
    with alone(places.make_folder()):
        head = ChainHead.objects.filter(pk=ChainHead.ONLY).first()
        path = places.checkpoint_file()
        file = _complete(path)
        is_first = not file and not Checkpoint.objects.exists()
        signer = places.signer(may_create=is_first)
        last = _last(file, signer)
        if last is None and not is_first:
            raise NotSigned(f"{path} is missing or empty, and the database knows of checkpoints")
        size = head.size if head else 0
        if last is not None and last.size > size:
            raise NotSigned(f"{last.size} rows were signed at {last.at} and the database has {size}")
        if size == (last.size if last else 0):
            return None
        frontier = _grown(last, size)
        signed = SignedSize(
            places.origin(), size, frontier.root(), timezone.now().isoformat(timespec="seconds")
        )
        note = signer.sign(signed.text())
        _append(path, note + "\n")
        with transaction.atomic():
            Checkpoint.objects.create(
                size=size, root=signed.root.hex(), frontier=str(frontier), note=note, made_at=timezone.now()
            )
        return signed


def _last(file: str, signer: Signer) -> SignedSize | None:
    notes, _ = split(file)
    if not notes:
        return None
    try:
        return notes[-1].checked(signer.verifier)
    except BadNote as problem:
        raise NotSigned(f"the last checkpoint in the file is not good: {problem}") from None


def _grown(last: SignedSize | None, size: int) -> Frontier:
    """The tree over the first `size` rows, grown from the last checkpoint if its frontier is still known."""
    frontier = _remembered(last)
    for row in linked_rows(after=frontier.size, up_to=size):
        if row.entry.number != frontier.size + 1:
            raise NotSigned(f"row {frontier.size + 1} is missing")
        frontier = frontier.with_leaf(row.entry.canonical())
        if last is not None and frontier.size == last.size and frontier.root() != last.root:
            raise NotSigned(f"the first {last.size} rows are not those that were signed at {last.at}")
    if frontier.size != size:
        raise NotSigned(f"row {frontier.size + 1} is missing")
    return frontier


def _remembered(last: SignedSize | None) -> Frontier:
    """The frontier of the last signed checkpoint; where the database has another, an empty one."""
    row = Checkpoint.objects.filter(size=last.size).first() if last else None
    if last is None or row is None:
        return Frontier()
    try:
        frontier = Frontier.parse(row.size, row.frontier)
    except ValueError:
        return Frontier()
    return frontier if frontier.root() == last.root else Frontier()


def _complete(path: Path) -> str:
    """The file's complete notes. One that a power cut left unfinished is cut off: nobody was told of it."""
    try:
        file = path.read_text()
    except FileNotFoundError:
        return ""
    _, end = split(file)
    if end < len(file):
        os.truncate(path, len(file[:end].encode()))
    return file[:end]


def _append(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, places.FILE_MODE)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)
