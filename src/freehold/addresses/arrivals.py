"""Whether a file that came is the table that was asked for, and may take the old one's place."""

import os
from pathlib import Path

from . import rdap_bootstrap
from .downloading import NotFetched, Unfinished
from .table_sources import BOOTSTRAP, TableSource
from .tables import read_folder
from .tables.mrt import as_rows
from .tables.unread import Broken
from .texts import gettext_noop as _

LEAST_COMPARED = 4096
"""Bytes: a table smaller than that may lose half of it without a word."""


def turn_into_rows(into: Unfinished) -> None:
    """Put the rows of a router's table dump in its place.

    Raises:
        NotFetched: it is none, or is damaged.
        OSError: the rows cannot be written.
    """
    rows = into.folder / ".rows"
    try:
        as_rows(into.path, rows)
    except Broken as broken:
        raise NotFetched(broken.reason(into.name)) from None
    os.replace(rows, into.path)


def refuse_unless_whole(into: Unfinished, source: TableSource) -> None:
    """By the reader of tables, so that nothing takes the old one's place that could not be read.

    Raises:
        NotFetched: a web page, empty, broken, another table.
    """
    if source.kind == BOOTSTRAP:
        try:
            rdap_bootstrap.parse(into.path.read_bytes())
        except rdap_bootstrap.NotABootstrap:
            raise NotFetched(_("What came is no list of registries' servers.")) from None
        return
    read = read_folder(into.folder)
    for problem in (*read.problems, *read.unused):
        raise NotFetched(problem.reason)
    for table in read.loaded:
        said = {name: table.parsed.says.get(name) for name in source.says}
        if table.kind == source.kind and said == dict(source.says):
            return
    raise NotFetched(_("What came is another table than was asked for."))


def refuse_if_it_shrank(into: Unfinished, source: TableSource, table: Path) -> None:
    """
    Raises:
        NotFetched: half of the old one or more is gone, and it is none that is known to shrink.
    """
    size = into.path.stat().st_size
    old = table.stat().st_size if table.is_file() else 0
    if not source.may_shrink and old >= LEAST_COMPARED and size * 2 < old:
        raise NotFetched(
            _(
                "What came is less than half of the old table (%(size)s of %(old)s bytes). "
                "If that is right, remove %(file)s and refresh again.",
                size=size,
                old=old,
                file=source.file,
            )
        )
