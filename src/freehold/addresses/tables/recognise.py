"""What a file is, by how its content begins. Its name only excuses texts that are for people."""

import csv
import re
from collections import Counter

from ..texts import gettext_noop as _
from . import (
    address_lists,
    announcements,
    authorisations,
    conflicts,
    delegated,
    drop,
    json_files,
    locations,
    mrt,
    origins,
    others,
    route_objects,
)
from .parsed import Chunks, Kind, Parsed, Parser
from .rows import is_header
from .unread import Broken

HEAD = 1 << 16
"""Bytes looked at."""

_SAMPLE = 200
"""Rows looked at."""

_DELEGATED = re.compile(rf"^{delegated.HEADER}", re.M)
_OF_A_COUNT = re.compile(r"(?<![a-z])(counts?|scores?|hits|netblocks?|attacks)(?![a-z])")
_OF_A_ROUTE = re.compile(r"(?<![a-z])(asn?|origins?)(?![a-z])")
_ROUTE = re.compile(r"^route6?:\s", re.M)
_HEX = r"[0-9a-f]*:[0-9a-f:.]*"
_PREFIX = re.compile(rf"(\d{{1,3}}(\.\d{{1,3}}){{3}}|{_HEX})/\d{{1,3}}", re.ASCII | re.I)
_DOTTED = re.compile(rf"\d{{1,3}}(\.\d{{1,3}}){{3}}|{_HEX}", re.ASCII | re.I)
_NUMBER = re.compile(r"\d{1,39}", re.ASCII)
_ORIGIN = re.compile(r"(AS)?\d+([ _;|,]+(AS)?\d+)*|\{.*", re.ASCII | re.I)
_COUNTRY = re.compile(r"[A-Z]{2}|-|", re.ASCII)


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
    if mrt.is_dump(head):
        return Kind.ANNOUNCEMENTS, mrt.parse
    if b"\0" in head:
        return Kind.NOT_USED, locations.parse_database
    lines = text.decode("latin-1").splitlines()
    if text.startswith((b"{", b"[")):
        of_drop = drop.kind(text.split(b"\n", 1)[0])
        return (of_drop, drop.parse) if of_drop else json_files.recognised(head)
    found = _of_text(lines)
    if found is None:
        raise Broken(_("%(file)s is nothing that is known here."))
    return found


def _of_text(lines: list[str]) -> tuple[Kind, Parser] | None:
    text = "\n".join(lines)
    if _DELEGATED.search(text):
        return Kind.DELEGATED, delegated.parse
    if _ROUTE.search(text):
        return Kind.ROUTE_OBJECTS, route_objects.parse
    rows = [line for line in lines if line.strip() and line[0] not in "#;"]
    if not rows and any(map(address_lists.PROMISE.search, lines)):
        return Kind.ADDRESS_LIST, address_lists.parse
    header = rows[0].lower() if rows and is_header(rows[0]) else ""
    rows = rows[1:] if header and not _of_row(rows[0]) else rows
    kinds = Counter(map(_of_row, rows[:_SAMPLE]))
    kind, count = next(iter(kinds.most_common(1)), ("", 0))
    if not kind or count * 2 <= min(len(rows), _SAMPLE):
        return None
    if kind in ("announcements", "origins") and _OF_A_COUNT.search(header) and not _OF_A_ROUTE.search(header):
        kind = "list"
    return _BY_ROW[kind]


def _constraints(_chunks: Chunks) -> Parsed:
    return others.not_used("constraints")


_BY_ROW: dict[str, tuple[Kind, Parser]] = {
    "announcements": (Kind.ANNOUNCEMENTS, announcements.parse),
    "authorisations": (Kind.AUTHORISATIONS, authorisations.parse_rows),
    "conflicts": (Kind.CONFLICTS, conflicts.parse),
    "drop": (Kind.DROP, drop.parse_text),
    "constraints": (Kind.NOT_USED, _constraints),
    "list": (Kind.ADDRESS_LIST, address_lists.parse),
    "locations": (Kind.LOCATIONS, locations.parse),
    "origins": (Kind.ORIGINS, origins.parse),
}


def _of_row(row: str) -> str:
    """By its cells; empty for a row of no table."""
    if conflicts.ROW.fullmatch(row):
        return "conflicts"
    if drop.ROW.fullmatch(row):
        return "drop"
    if re.match(r"(allow|deny)\s+[\dA-Fa-f:]", row):
        return "constraints"
    cells = [cell.strip() for cell in next(csv.reader([row], delimiter="\t" if "\t" in row else ","), [])]
    first, second, third = (*cells, "", "", "")[:3]
    if len(cells) == 1 and announcements.ROW.fullmatch(row):
        return "announcements"
    if _PREFIX.fullmatch(first):
        return _of_prefix(cells, second)
    if re.fullmatch(r"AS\d+", first, re.I) and _PREFIX.fullmatch(second):
        # Routes whose columns are turned are not a list of bad addresses.
        return "authorisations" if _NUMBER.fullmatch(third) else ""
    if (
        any(form.fullmatch(first) and form.fullmatch(second) for form in (_DOTTED, _NUMBER))
        and len(cells) > 2
    ):
        if _ORIGIN.fullmatch(third):
            return "origins"
        return "locations" if _COUNTRY.fullmatch(third) else ""
    if (
        _DOTTED.fullmatch(first)
        and _NUMBER.fullmatch(second)
        and int(second) <= 32
        and _ORIGIN.fullmatch(third)
    ):
        return "announcements"
    return "list" if any(map(address_lists.ENTRY.match, cells[:2])) or _DOTTED.fullmatch(first) else ""


def _of_prefix(cells: list[str], second: str) -> str:
    if len(cells) == 1:
        return "list"
    if _ORIGIN.fullmatch(second):
        return "announcements"
    return "locations" if _COUNTRY.fullmatch(second.upper()) else "list"
