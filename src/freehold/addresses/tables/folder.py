"""A folder of tables, read."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from . import cache as kept
from .files import Given, given
from .loaded import Loaded
from .others import WHAT, is_for_people, kind_by_name
from .parsed import Chunks, Kind, Parsed
from .recognise import HEAD, parser
from .tables import Tables
from .unread import Broken, Unread

Progress = Callable[[str, int, int], None]
"""Name of the file that is read next, how many were read, how many there are."""

WORTH_KEEPING = 1 << 18
"""Bytes of a file from which on it is faster to load what was kept than to read it again."""


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
    unused: list[Unread] = []
    files = list(given(folder))
    for done, file in enumerate(files):
        if isinstance(file, Unread):
            problems.append(file)
            continue
        if progress:
            progress(file.name, done, len(files))
        outcome = _read(file, cache)
        if isinstance(outcome, Unread):
            problems.append(outcome)
        elif outcome.kind is Kind.NOT_USED:
            unused.append(_unused(file, str(outcome.says["is"])))
        else:
            loaded.append(Loaded(file, outcome))
    if cache:
        kept.prune(cache)
    return Tables(loaded, problems, unused)


def _read(file: Given, cache: Path | None) -> Parsed | Unread:
    worth = cache if cache and file.size >= WORTH_KEEPING else None
    before = kept.load(worth, file.sha256) if worth else None
    if before:
        return before
    kind: Kind | None = None
    try:
        head, chunks = _begun(file.chunks())
        kind, parse = parser(head)
        with _without_garbage_collection():
            parsed = parse(chunks)
    except Broken as broken:
        if kind is None and is_for_people(file.name):
            return Parsed(Kind.NOT_USED, {"is": "text"}, {})
        if kind in (None, Kind.NOT_USED):
            kind = kind_by_name(file.name)
        detail = {"kind": kind.value} if kind else {}
        return Unread(file.source(file.stem, **detail), broken.reason(file.name))
    if worth and parsed.kind is not Kind.LOCATION_DATABASE:
        kept.store(worth, file.sha256, parsed)
    return parsed


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Rows come and go by the million and hold no cycles: to look for some takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _unused(file: Given, what: str) -> Unread:
    return Unread(file.source(file.stem), Broken(WHAT[what]).reason(file.name))


def _begun(chunks: Chunks) -> tuple[bytes, Iterator[bytes]]:
    """How the content begins, and all of it."""
    begun = b""
    for chunk in chunks:
        begun += chunk
        if len(begun) >= HEAD:
            break
    return begun[:HEAD], chain([begun], chunks)
