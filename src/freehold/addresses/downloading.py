"""One file over HTTP, whole: what was cut off is continued, what changed meanwhile is begun anew."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urljoin

import aiohttp
import msgspec

from .asking import AGENT, FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS, MOST_REDIRECTS, Now, Sleep, seconds_of
from .texts import Text
from .texts import gettext_noop as _

Progress = Callable[[int, int | None], None]
"""Bytes that are here, and of how many, where that is known."""

PIECE = 1 << 18
TIMEOUT = aiohttp.ClientTimeout(total=None, connect=20, sock_read=60)
HEADERS = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
MOST_CONTINUED = 30
"""Times that a file which comes in pieces is continued in one go."""
NOTE = ".resume.json"
"""Beside an unfinished file: what the server said of it."""

_BUSY = (429, 503)
_FAILED = (500, 502, 504)
_REDIRECTS = (301, 302, 303, 307, 308)


class NotFetched(Exception):
    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Validators(msgspec.Struct, frozen=True):
    """What tells one version of a file from another."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    length: int | None = None
    """Bytes of the whole."""

    @property
    def strong(self) -> str | None:
        """For `If-Range`, which a weak ETag is no good for (RFC 9110 section 13.1.5)."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A folder of its own for one download: the file, and a note of which version it is a part of."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        return self.folder / self.name

    def begun(self, url: str) -> tuple[int, Validators | None]:
        """How many bytes are here of which version; none that could not be continued."""
        try:
            note = msgspec.json.decode((self.folder / NOTE).read_bytes(), type=Validators)
            size = self.path.stat().st_size
        except (OSError, msgspec.MsgspecError):
            return 0, None
        return (size, note) if size and note.url == url and note.strong else (0, None)

    def opened(self, validators: Validators, begins_at: int) -> IO[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / NOTE).write_bytes(msgspec.json.encode(validators))
        return self.path.open("ab" if begins_at else "wb")

    def discard(self) -> None:
        for path in (self.path, self.folder / NOTE):
            with suppress(OSError):
                path.unlink()


class _Again(Exception):
    """May succeed later; `wait` seconds, or as many as is usual."""

    def __init__(self, reason: Text, wait: float | None = None) -> None:
        super().__init__()
        self.reason = reason
        self.wait = wait


@dataclass(slots=True)
class Downloader:
    session: aiohttp.ClientSession
    """That leaves bytes as they come (`auto_decompress=False`)."""
    now: Now
    sleep: Sleep
    most_bytes: int
    allow_http: bool = False

    async def fetch(
        self, url: str, into: Unfinished, have: Validators | None, progress: Progress
    ) -> Validators | None:
        """Put the file into `into`; None when it is the one that we `have`.

        Raises:
            NotFetched: and then what came is kept if it can be continued another day.
        """
        pause, in_vain = FIRST_PAUSE, 0
        for _attempt in range(MOST_CONTINUED):
            before, _note = into.begun(url)
            try:
                return await self._attempt(url, into, have, progress)
            except _Again as again:
                got_on = into.begun(url)[0] > before
                pause, in_vain = (FIRST_PAUSE, 0) if got_on else (pause, in_vain + 1)
                wait = pause if again.wait is None else again.wait
                reason = again.reason
            if in_vain == MOST_ATTEMPTS or wait > LONGEST_PAUSE:
                break
            await self.sleep(wait)
            pause *= 2
        raise NotFetched(reason)

    async def _attempt(
        self, url: str, into: Unfinished, have: Validators | None, progress: Progress
    ) -> Validators | None:
        size, note = into.begun(url)
        headers = dict(HEADERS)
        if note and note.strong:
            headers |= {"Range": f"bytes={size}-", "If-Range": note.strong}
        elif have and have.url == url:
            if have.etag:
                headers["If-None-Match"] = have.etag
            if have.last_modified:
                headers["If-Modified-Since"] = have.last_modified
        try:
            async with await self._get(url, headers) as response:
                if response.status == 304 and note is None and have:
                    return None
                return await self._take(url, response, into, size, note, progress)
        except TimeoutError:
            raise _Again(_("The server did not answer in time.")) from None
        except aiohttp.ClientPayloadError:
            raise _Again(_("The connection broke off before the end.")) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            reason = _("The server could not be reached: %(error)s.", error=type(error).__name__)
            raise _Again(reason) from None

    async def _get(self, url: str, headers: dict[str, str]) -> aiohttp.ClientResponse:
        for _redirect in range(MOST_REDIRECTS):
            if not url.startswith(("https://", "http://") if self.allow_http else "https://"):
                raise NotFetched(_("It leads to an address that is not asked: %(url)s.", url=url[:200]))
            response = await self.session.get(url, headers=headers, allow_redirects=False, timeout=TIMEOUT)
            if response.status not in _REDIRECTS or "Location" not in response.headers:
                return response
            response.release()
            url = urljoin(url, response.headers["Location"])
        raise NotFetched(_("The server sends us in circles."))

    async def _take(
        self,
        url: str,
        response: aiohttp.ClientResponse,
        into: Unfinished,
        size: int,
        note: Validators | None,
        progress: Progress,
    ) -> Validators:
        said = _said(url, response)
        if note and response.status in (206, 416) and not _continues(response, size, note, said):
            into.discard()
            raise _Again(_("The file changed at the server while it was fetched."), wait=0)
        if note is None and response.status == 206 and _begins(response) != 0:
            raise NotFetched(_("The server sent another part than was asked for."))
        begins_at = size if response.status == 206 else 0
        self._refuse_status(response)
        whole = note if begins_at and note else said
        if (whole.length or 0) > self.most_bytes:
            raise NotFetched(_("The file is far larger than it should be."))
        try:
            with into.opened(whole, begins_at) as file:
                begins_at += await self._copy(response, file, begins_at, whole.length, progress)
        except OSError as error:
            if isinstance(error, aiohttp.ClientError | TimeoutError | ConnectionError):
                raise
            into.discard()
            raise NotFetched(not_written(error)) from None
        if whole.length is not None and begins_at != whole.length:
            raise _Again(_("Only %(here)s of %(of)s bytes came.", here=begins_at, of=whole.length))
        return whole

    def _refuse_status(self, response: aiohttp.ClientResponse) -> None:
        status = response.status
        if status in _BUSY:
            raise _Again(
                _("The server is busy."), seconds_of(response.headers.get("Retry-After"), self.now())
            )
        if status in _FAILED:
            raise _Again(_("The server answered with status %(status)s.", status=status))
        if status not in (200, 206):
            raise NotFetched(_("The server answered with status %(status)s.", status=status))

    async def _copy(
        self,
        response: aiohttp.ClientResponse,
        file: IO[bytes],
        begins_at: int,
        whole: int | None,
        progress: Progress,
    ) -> int:
        """Bytes written."""
        written = 0
        async for piece in response.content.iter_chunked(PIECE):
            written += len(piece)
            if begins_at + written > self.most_bytes:
                raise NotFetched(_("The file is far larger than it should be."))
            file.write(piece)
            progress(begins_at + written, whole)
        return written


def not_written(error: OSError) -> Text:
    reason = error.strerror or type(error).__name__
    return _("It could not be written to the disk: %(reason)s.", reason=reason)


def _said(url: str, response: aiohttp.ClientResponse) -> Validators:
    length = response.content_length if response.status == 200 else _total(response)
    return Validators(url, response.headers.get("ETag"), response.headers.get("Last-Modified"), length)


def _total(response: aiohttp.ClientResponse) -> int | None:
    written = re.fullmatch(r"bytes \S+/(\d{1,15})", response.headers.get("Content-Range", ""))
    return int(written[1]) if written else None


def _begins(response: aiohttp.ClientResponse) -> int | None:
    written = re.match(r"bytes (\d{1,15})-", response.headers.get("Content-Range", ""))
    return int(written[1]) if written else None


def _continues(response: aiohttp.ClientResponse, size: int, note: Validators, said: Validators) -> bool:
    """Whether a partial answer (206) is the rest of what is here."""
    return (
        response.status == 206
        and _begins(response) == size
        and said.etag in (None, note.etag)
        and (said.length is None or note.length in (None, said.length))
    )
