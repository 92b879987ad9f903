"""Fresh tables: fetched, checked, and only then put in place of the old ones.

Whatever goes wrong with one, the old one stays, and the outcome says why.
"""

import asyncio
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import aiohttp
import msgspec

from freehold import files

from .arrivals import refuse_if_it_shrank, refuse_unless_whole, turn_into_rows
from .asking import Asker, NoReply, Now, Sleep
from .downloading import HEADERS, Downloader, NotFetched, Unfinished, Validators, not_written
from .table_sources import TableSource
from .tables.files import RECORD
from .texts import Text
from .texts import gettext_noop as _

Progress = Callable[[str, int, int | None], None]
"""Name of the source, bytes that are here, of how many (None: not known)."""

AT_ONCE = 4
UNFINISHED = ".unfinished"
"""Folder, inside that of the tables, of what is on its way."""
ROOMY = 8
"""Times the usual size from which on a file cannot be what it should be."""


class State(StrEnum):
    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    """The publisher has no newer one."""
    TOO_SOON = "too_soon"
    """Fetched so lately that it is not asked for again."""
    KEPT = "kept"
    """Not fetched; the old one is still there."""
    FAILED = "failed"
    """Not fetched, and there is no old one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    source: TableSource
    state: State
    reason: Text | None = None
    """Why it was not fetched."""
    fetched_at: str | None = None
    """ISO 8601 in UTC, of the file that is there now."""
    size: int | None = None
    """Of that file, in bytes."""


class Record(msgspec.Struct):
    """What is kept beside a table, as `NAME.meta.json`."""

    url: str
    fetched_at: str
    sha256: str
    """Of the file as it is kept."""
    licence: str
    keeper: str
    etag: str | None = None
    last_modified: str | None = None
    checked_at: str | None = None
    """When the publisher last said that it has no newer one."""


class UnknownSource(ValueError):
    """A name that `rules/sources.toml` does not have."""


async def refresh(
    folder: Path,
    sources: Mapping[str, TableSource],
    *,
    progress: Progress | None = None,
    only: Collection[str] | None = None,
    now: Now = lambda: datetime.now(UTC),
    sleep: Sleep = asyncio.sleep,
    allow_http: bool = False,
) -> list[Outcome]:
    """Fetch every source, or those named in `only` (also ones that are else left out).

    One process at a time: a second one waits for the first.

    Args:
        folder: made where there is none.
        allow_http: for tests.

    Raises:
        UnknownSource: `only` names one that is not in `sources`.
        OSError: the folder cannot be made or entered.
    """
    unknown = set(only or ()) - set(sources)
    if unknown:
        raise UnknownSource(", ".join(sorted(unknown)))
    chosen = {
        name: source
        for name, source in sources.items()
        if (source.is_fetched if only is None else name in only)
    }
    folder.mkdir(parents=True, exist_ok=True)
    at_once = asyncio.Semaphore(AT_ONCE)
    with files.alone(folder):
        async with aiohttp.ClientSession(
            auto_decompress=False, headers=HEADERS, cookie_jar=aiohttp.DummyCookieJar()
        ) as session:

            async def one(name: str, source: TableSource) -> Outcome:
                async with at_once:
                    fetching = _Fetching(folder, name, source, session, now, sleep, progress, allow_http)
                    return await fetching.outcome()

            return list(await asyncio.gather(*(one(name, source) for name, source in chosen.items())))


@dataclass(slots=True)
class _Fetching:
    folder: Path
    name: str
    source: TableSource
    session: aiohttp.ClientSession
    now: Now
    sleep: Sleep
    progress: Progress | None
    allow_http: bool

    @property
    def table(self) -> Path:
        return self.folder / self.source.file

    @property
    def url(self) -> str:
        return self.source.url_on(self.now().astimezone(UTC))

    async def outcome(self) -> Outcome:
        record = await asyncio.to_thread(self._record)
        if record and self._is_too_soon(record):
            return self._outcome(State.TOO_SOON, record)
        into = Unfinished(self.folder / UNFINISHED / self.name, self.source.file)
        try:
            return await self._fetched(into, record)
        except NotFetched as not_fetched:
            reason = not_fetched.reason
        except OSError as error:
            reason = not_written(error)
        state = State.KEPT if self.table.is_file() else State.FAILED
        return self._outcome(state, record, reason)

    async def _fetched(self, into: Unfinished, record: Record | None) -> Outcome:
        have = Validators(record.url, record.etag, record.last_modified) if record else None
        downloader = Downloader(
            self.session, self.now, self.sleep, self._most_bytes, allow_http=self.allow_http
        )
        said = await downloader.fetch(self.url, into, have, self._told)
        if said is None and record is not None:
            record.checked_at = self._moment()
            await asyncio.to_thread(self._write_record, record)
            return self._outcome(State.UNCHANGED, record)
        assert said is not None
        # From here on the file is whole: if it is refused, continuing it would not help.
        try:
            await self._compare_checksum(into.path)
            fresh = await asyncio.to_thread(self._kept, said, into)
        finally:
            await asyncio.to_thread(shutil.rmtree, into.folder, ignore_errors=True)
        return self._outcome(State.FETCHED, fresh)

    def _kept(self, said: Validators, into: Unfinished) -> Record:
        """The new record, once the file is in its place."""
        if self.source.is_dump:
            turn_into_rows(into)
        refuse_unless_whole(into, self.source)
        refuse_if_it_shrank(into, self.source, self.table)
        _sync(into.path)
        fresh = Record(
            url=said.url,
            fetched_at=self._moment(),
            sha256=_digest(into.path, "sha256"),
            licence=self.source.licence,
            keeper=self.source.keeper,
            etag=said.etag,
            last_modified=said.last_modified,
        )
        os.replace(into.path, self.table)
        # A crash before the next line leaves a record that is of another file, which nobody believes.
        self._write_record(fresh)
        return fresh

    async def _compare_checksum(self, path: Path) -> None:
        """Passes where the publisher has none after all."""
        algorithm = self.source.checksum
        if algorithm is None:
            return
        asker = Asker(self.session, self.now, self.sleep, self._may_ask, accept="*/*", answers=(200, 404))
        try:
            reply = await asker.ask(f"{self.url}.{algorithm}")
        except NoReply as no:
            reason = _("Its checksum could not be fetched: %(reason)s", reason=str(no.reason))
            raise NotFetched(reason) from None
        if reply.status == 404:
            return
        digest = await asyncio.to_thread(_digest, path, algorithm)
        if digest not in re.findall(r"\b[0-9a-f]{32,64}\b", reply.body.decode("latin-1").lower()):
            raise NotFetched(_("It does not match the checksum that its publisher gives."))

    def _may_ask(self, url: str) -> bool:
        return url.startswith(("https://", "http://") if self.allow_http else "https://")

    @property
    def _most_bytes(self) -> int:
        return max(1, self.source.megabytes) * ROOMY << 20

    def _told(self, here: int, of: int | None) -> None:
        if self.progress:
            self.progress(self.name, here, of)

    def _record(self) -> Record | None:
        """Of the table that is there; None where there is none, or it is another than was fetched."""
        try:
            record = msgspec.json.decode(self._record_path.read_bytes(), type=Record)
            return record if record.sha256 == _digest(self.table, "sha256") else None
        except (OSError, msgspec.MsgspecError):
            return None

    def _write_record(self, record: Record) -> None:
        files.replace_whole(self._record_path, msgspec.json.encode(record).decode(), 0o644)

    @property
    def _record_path(self) -> Path:
        return self.table.with_name(self.table.name + RECORD)

    def _is_too_soon(self, record: Record) -> bool:
        try:
            last = datetime.fromisoformat(record.checked_at or record.fetched_at)
        except ValueError:
            return False
        passed = self.now() - last.replace(tzinfo=last.tzinfo or UTC)
        return timedelta(0) <= passed < timedelta(minutes=self.source.least_minutes)

    def _moment(self) -> str:
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _outcome(self, state: State, record: Record | None, reason: Text | None = None) -> Outcome:
        size = self.table.stat().st_size if self.table.is_file() else None
        return Outcome(self.name, self.source, state, reason, record.fetched_at if record else None, size)


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
