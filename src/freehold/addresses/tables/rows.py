"""Rows of a table in text: comments and header taken off, the date in the comments kept."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from ..texts import gettext_noop as _
from .lines import batches
from .parsed import Chunks
from .unread import Broken

_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)")
_MAIL_DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2} (?:19|20)\d\d \d\d:\d\d:\d\d [+-]\d{4}")
_UNIX_DAY = re.compile(r"[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d (?:[A-Z]{3} )?(?:19|20)\d\d")

_SET = re.compile(r"\{[^{}]*\}")
"""An AS set, which may have commas of its own."""


class Rows:
    """Read once, by `batches`; the rest is known after that."""

    def __init__(self, chunks: Chunks, *, may_be_empty: bool = False, is_uneven: bool = False) -> None:
        """Args:
        may_be_empty: no rows are no fault.
        is_uneven: rows may have fewer cells than the first.
        """
        self._chunks = chunks
        self._is_uneven = is_uneven
        self._may_be_empty = may_be_empty
        self.comments: list[str] = []
        self.first = ""
        self.last = ""

    def batches(self) -> Iterator[list[str]]:
        """Rows that are neither empty nor comments, without the header.

        Raises:
            Broken: there are none, or the last one has fewer cells than the first.
        """
        for lines in batches(self._chunks):
            rows = [line for line in lines if line and line[0] not in "#;"]
            if len(rows) < len(lines):
                self.comments += [line for line in lines if line and line[0] in "#;"]
            if rows and not self.first:
                rows = rows[is_header(rows[0]) :]
                self.first = rows[0] if rows else ""
            if rows:
                self.last = rows[-1]
                yield rows
        if not self.first:
            if self._may_be_empty:
                return
            raise Broken(_("%(file)s has no rows."))
        if not self._is_uneven and self._cells(self.last) < self._cells(self.first):
            raise Broken(_("The last row of %(file)s is cut off: only a part was downloaded."))

    @property
    def separator(self) -> str:
        return "\t" if "\t" in self.first else ","

    def _cells(self, row: str) -> int:
        return len(next(csv.reader([_SET.sub("{}", row)], delimiter=self.separator), []))

    @property
    def date(self) -> str | None:
        """The first day or moment in the comments, ISO 8601."""
        return next(filter(None, map(day_in, self.comments)), None)


def is_header(row: str) -> bool:
    """Words where numbers would be; no row of ours begins with a letter."""
    return row.lstrip(" \"'\t")[:1].isalpha()


def day_in(comment: str) -> str | None:
    """A calendar day as keepers of lists write it, ISO 8601; None where there is none."""
    try:
        if found := _DAY.search(comment):
            return datetime.fromisoformat(found.group()).date().isoformat()
        if found := _MAIL_DAY.search(comment):
            return parsedate_to_datetime(found.group()).date().isoformat()
        if found := _UNIX_DAY.search(comment):
            words = found.group().split()
            return datetime.strptime(f"{words[1]} {words[0]} {words[-1]}", "%d %b %Y").date().isoformat()  # noqa: DTZ007
    except ValueError:
        return None
    return None
