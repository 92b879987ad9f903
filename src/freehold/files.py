"""Files that appear whole or not at all, and survive a power cut once the call returns."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def create_whole(path: Path, text: str, mode: int) -> bool:
    """Write a file that must not exist yet; True if it was made here, False if somebody else was first."""
    fresh = _beside(path, text, mode)
    try:
        os.link(fresh, path)
    except FileExistsError:
        return False
    finally:
        fresh.unlink()
        sync_folder(path.parent)
    return True


def replace_whole(path: Path, text: str, mode: int) -> None:
    """Put new text in place of a file; a reader sees the old one or the new one, never a part."""
    os.replace(_beside(path, text, mode), path)
    sync_folder(path.parent)


def append_line(path: Path, line: str, mode: int) -> None:
    """Add one line, on the disk when this returns. What a power cut left unfinished keeps its own line."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, mode)
    try:
        size = os.fstat(descriptor).st_size
        is_unfinished = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, b"\n" * is_unfinished + line.encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only process inside for this folder; a killed one lets go by dying."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _beside(path: Path, text: str, mode: int) -> Path:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return fresh
