"""A folder of tables, read."""

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from .files import Given, given
from .loaded import Loaded
from .parsed import Chunks, Kind
from .recognise import HEAD, parser
from .tables import Tables
from .unread import Broken, Unread

Progress = Callable[[str, int, int], None]
"""Name of the file that is read next, how many were read, how many there are."""


def read_folder(folder: Path, *, cache: Path | None = None, progress: Progress | None = None) -> Tables:
    """All tables directly in `folder`, each recognised by its content, plain or packed.

    Args:
        folder: not searched below.
        cache: folder of tables read before; made where there is none.
        progress: told before each file.

    Raises:
        OSError: the folder cannot be read. A file that is broken is a problem of `Tables` instead.
    """
    loaded: list[Loaded] = []
    problems: list[Unread] = []
    files = list(given(folder))
    for done, file in enumerate(files):
        if progress:
            progress(file.name, done, len(files))
        outcome = _read(file)
        if isinstance(outcome, Loaded):
            loaded.append(outcome)
        else:
            problems.append(outcome)
    return Tables(loaded, problems)


def _read(file: Given) -> Loaded | Unread:
    kind: Kind | None = None
    try:
        head, chunks = _begun(file.chunks())
        kind, parse = parser(head)
        return Loaded(file, parse(chunks))
    except Broken as broken:
        detail = {"kind": kind.value} if kind else {}
        return Unread(file.source(file.stem, **detail), broken.reason(file.name))


def _begun(chunks: Chunks) -> tuple[bytes, Iterator[bytes]]:
    """How the content begins, and all of it."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= HEAD:
            break
    return head[:HEAD], chain([head], chunks)
