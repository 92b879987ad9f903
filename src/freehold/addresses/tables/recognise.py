"""What a file is, by how its content begins; its name only excuses texts that are no tables."""

import csv
import re
from collections import Counter

from ..texts import gettext_noop as _
from . import announcements, delegated, drop, origins
from .parsed import Kind, Parser
from .rows import is_header
from .unread import Broken

HEAD = 1 << 16
"""Bytes looked at."""

_SAMPLE = 50
"""Rows looked at."""

_DELEGATED = re.compile(rf"^{delegated.HEADER}", re.M)
_PREFIX = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/\d{1,2}", re.ASCII)
_ADDRESS = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|\d{1,10}", re.ASCII)
_ORIGIN = re.compile(r"(AS)?\d+([ _;|,]+(AS)?\d+)*|\{.*", re.ASCII | re.I)


def parser(head: bytes) -> tuple[Kind, Parser]:
    """Args:
        head: the first `HEAD` bytes, unpacked; all of it where there are fewer.

    Raises:
        Broken: empty, a web page, or nothing that is known.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise Broken(_("%(file)s is empty."))
    if text.startswith(b"<"):
        raise Broken(_("%(file)s is a web page, not data."))
    lines = text.decode("latin-1").splitlines()
    if b"\0" not in text:
        found = _of_lines(lines)
        if found is not None:
            return found
    raise Broken(_("%(file)s is nothing that is known here."))


def _of_lines(lines: list[str]) -> tuple[Kind, Parser] | None:
    if re.match(r'\{[^{}]*"(cidr|sblid|type)"[^{}]*\}\s*$', lines[0]):
        return Kind.DROP, drop.parse
    if _DELEGATED.search("\n".join(lines[:200])):
        return Kind.DELEGATED, delegated.parse
    rows = [line for line in lines if line and line[0] not in "#;"]
    if rows and is_header(rows[0]):
        rows = rows[1:]
    kinds = Counter(_of_row(row) for row in rows[:_SAMPLE])
    if not kinds:
        return None
    kind, count = kinds.most_common(1)[0]
    return _BY_ROW[kind] if kind and count * 2 > min(len(rows), _SAMPLE) else None


_BY_ROW: dict[str, tuple[Kind, Parser]] = {
    "announcements": (Kind.ANNOUNCEMENTS, announcements.parse),
    "origins": (Kind.ORIGINS, origins.parse),
}


def _of_row(row: str) -> str:
    """By its cells; empty for a row of no table."""
    cells = [cell.strip() for cell in next(csv.reader([row], delimiter="\t" if "\t" in row else ","), [])]
    if len(cells) >= 2 and _PREFIX.fullmatch(cells[0]) and _ORIGIN.fullmatch(cells[1]):
        return "announcements"
    if (
        len(cells) >= 3
        and _ADDRESS.fullmatch(cells[0])
        and _ADDRESS.fullmatch(cells[1])
        and _ORIGIN.fullmatch(cells[2])
    ):
        return "origins"
    return ""
