"""The list of subjects whose keys were destroyed, beside the practice key: in no backup of the database.

A restored backup brings destroyed keys back; the ledger is replayed after it. And since every process can see
cheaply that the file grew, it also tells them to forget the keys they hold open.
"""

import os
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from freehold.files import append_line

NAME = "destroyed-subjects"


def stamp(folder: Path) -> tuple[int, int]:
    """Changes with every entry."""
    try:
        found = os.stat(_file(folder))
    except FileNotFoundError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=4)
def _file(folder: Path) -> str:
    """Asked about at every cell that is read, so it is put together once."""
    return str(folder / NAME)


def append(folder: Path, subject: UUID, at: datetime) -> None:
    append_line(folder / NAME, f"{subject} {at.isoformat()}", 0o600)


def subjects(folder: Path) -> set[UUID]:
    """Everybody in the ledger; a line that a power cut left unfinished is passed over."""
    try:
        lines = (folder / NAME).read_text().splitlines()
    except FileNotFoundError:
        return set()
    found = set()
    for line in lines:
        try:
            found.add(UUID(line.split(" ")[0]))
        except ValueError:
            continue
    return found
