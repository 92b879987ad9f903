"""The files of a folder as they are: name, hash, fetch record, unpacked content."""

import bz2
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, cast

import msgspec

from ..findings import JsonValue, Source
from ..texts import gettext_noop as _
from .unread import NOT_JSON, Broken, Unread

PIECE = 1 << 20
"""Bytes read at a time."""

RECORD = ".meta.json"
"""Ends the name of the file that says when, whence and under which licence another was fetched."""


class FetchRecord(msgspec.Struct):
    """What `downloads.py` writes beside each table it fetched."""

    url: str | None = None
    fetched_at: str | None = None
    sha256: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A file that was given, not yet understood."""

    path: Path
    sha256: str
    """Of its bytes as they are on disk."""
    size: int
    record: FetchRecord
    modified_on: date
    """By the file system, in UTC: of use only to tell which of two undated tables is newer."""

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def stem(self) -> str:
        """The name without what it is packed in and the ending of its format."""
        return re.sub(
            r"(\.(gz|bz2|txt|csv|tsv|json|ipset|netset|list|lst|dat|mmdb))+$", "", self.name, flags=re.I
        )

    @property
    def dated_by_name(self) -> date | None:
        """The last calendar day in the name, written 2026-09-16, 2026_09_16 or 20260916."""
        for year, month, day in reversed(
            re.findall(r"(?<!\d)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)", self.name)
        ):
            try:
                found = date(int(year), int(month), int(day))
            except ValueError:
                continue
            if 1990 <= found.year < 2100:
                return found
        return None

    def chunks(self) -> Iterator[bytes]:
        """Its content; see `unpacked`."""
        return unpacked(self.path)

    def source(self, name: str, dated: str | None = None, **detail: JsonValue) -> Source:
        """Args:
        name: what it is, in a report.
        dated: the table's own date, for a file of which no fetch is on record.
        """
        more: dict[str, JsonValue] = {"file": self.name}
        if self.record.url:
            more["url"] = self.record.url
        return Source(name, self.record.fetched_at or dated, self.sha256, more | detail)


def unpacked(path: Path) -> Iterator[bytes]:
    """A file's content, in pieces, unpacked where it is gzip or bzip2.

    Raises:
        Broken: packed, and cut off or damaged; or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(3)
            file.seek(0)
            stream: IO[bytes] = file
            if magic[:2] == b"\x1f\x8b":
                stream = cast(IO[bytes], gzip.GzipFile(fileobj=file))
            elif magic == b"BZh":
                stream = cast(IO[bytes], bz2.BZ2File(file))
            while chunk := stream.read(PIECE):
                yield chunk
    except EOFError:
        raise Broken(_("%(file)s ends in the middle: only a part was downloaded.")) from None
    except (zlib.error, OSError):
        raise Broken(_("%(file)s cannot be unpacked: it is damaged.")) from None


def given(folder: Path) -> Iterator[Given | Unread]:
    """Every file directly in `folder`, by name; fetch records and hidden files are not.

    Raises:
        OSError: the folder cannot be read.
    """
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.endswith(RECORD) or not path.is_file():
            continue
        try:
            yield _given(path)
        except OSError:
            reason = Broken(_("%(file)s cannot be read.")).reason(path.name)
            yield Unread(Source(path.name, None, None, {"file": path.name}), reason)


def _given(path: Path) -> Given:
    about = path.stat()
    modified_on = datetime.fromtimestamp(about.st_mtime, UTC).date()
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Given(path, sha256, about.st_size, _record(path, sha256), modified_on)


def _record(path: Path, sha256: str) -> FetchRecord:
    """An empty one where there is none, or where it is of another download of the file."""
    try:
        record = msgspec.json.decode(path.with_name(path.name + RECORD).read_bytes(), type=FetchRecord)
    except (OSError, *NOT_JSON):
        return FetchRecord()
    return record if record.sha256 in (None, sha256) else FetchRecord()
