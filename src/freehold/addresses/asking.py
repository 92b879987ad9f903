"""One question to a server over HTTP, asked with manners: it waits when told to, and gives up in time.

What the server does wrong becomes `NoReply` with a sentence for the report, never another error.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

import aiohttp

from .findings import Source
from .texts import Text
from .texts import gettext_noop as _

Now = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[object]]

MOST_BYTES = 4 << 20
MOST_REDIRECTS = 6
MOST_ATTEMPTS = 4
FIRST_PAUSE = 1.0
"""Seconds before the second attempt; doubled before each further one."""
LONGEST_PAUSE = 60.0
"""Seconds that a server may ask us to wait; who asks for more gets no further question."""
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=10)
AGENT = "Freehold-addresses"

_BUSY = (429, 503)
_FAILED = (500, 502, 504)
_REDIRECTS = (301, 302, 303, 307, 308)


class NoReply(Exception):
    """No usable answer, and why; `source` says what was asked."""

    def __init__(self, reason: Text, source: Source) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.source = source


@dataclass(frozen=True, slots=True)
class Reply:
    url: str
    """After redirects."""
    status: int
    """200, or one that the caller takes for an answer."""
    body: bytes
    source: Source


@dataclass(slots=True)
class Pace:
    """Keeps questions to one host apart. Share one among all audits of a process."""

    seconds: Mapping[str, float]
    """Least time between two questions, by the last labels of a host name (`lacnic.net`)."""
    _next: dict[str, datetime] = field(default_factory=dict)

    async def wait(self, host: str, now: Now, sleep: Sleep) -> None:
        for domain, seconds in self.seconds.items():
            if host == domain or host.endswith(f".{domain}"):
                # Taken before sleeping, so that two who wait at once do not go at once.
                turn = max(now(), self._next.get(domain, now()))
                self._next[domain] = turn + timedelta(seconds=seconds)
                await sleep((turn - now()).total_seconds())


@dataclass(slots=True)
class Asker:
    session: aiohttp.ClientSession
    now: Now
    sleep: Sleep
    may_ask: Callable[[str], bool]
    """Whether a URL (the first, or where a redirect leads) may be asked at all."""
    pace: Pace = field(default_factory=lambda: Pace({}))
    accept: str = "application/json"
    answers: tuple[int, ...] = (200,)
    """Statuses that are answers. Any other is a failure."""

    async def ask(self, url: str) -> Reply:
        """
        Raises:
            NoReply: refused, timed out, too busy, too long, redirected in circles or to where we do not go.
        """
        pause = FIRST_PAUSE
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                return await self._follow(url)
            except _Again as again:
                wait = pause if again.wait is None else again.wait
                if attempt == MOST_ATTEMPTS or wait > LONGEST_PAUSE:
                    raise again.no_reply from None
            await self.sleep(wait)
            pause *= 2
        raise AssertionError("the last attempt returns or raises")

    async def _follow(self, url: str) -> Reply:
        seen: set[str] = set()
        while True:
            if not self.may_ask(url):
                raise self._no_reply(url, _("It leads to an address that is not asked: %(url)s.", url=url))
            if url in seen or len(seen) == MOST_REDIRECTS:
                raise self._no_reply(url, _("The server sends us in circles."))
            seen.add(url)
            await self.pace.wait(host_of(url), self.now, self.sleep)
            answered = await self._once(url)
            if isinstance(answered, Reply):
                return answered
            url = answered

    async def _once(self, url: str) -> Reply | str:
        """The answer, or where the server sends us."""
        try:
            async with self.session.get(
                url,
                allow_redirects=False,
                timeout=TIMEOUT,
                headers={"Accept": self.accept, "User-Agent": AGENT},
            ) as response:
                return await self._read(url, response)
        except TimeoutError:
            raise _Again(self._no_reply(url, _("The server did not answer in time."))) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            reason = _("The server could not be reached: %(error)s.", error=type(error).__name__)
            raise _Again(self._no_reply(url, reason)) from None

    async def _read(self, url: str, response: aiohttp.ClientResponse) -> Reply | str:
        status = response.status
        if status in _REDIRECTS and "Location" in response.headers:
            return urljoin(url, response.headers["Location"])
        if status in _BUSY:
            wait = seconds_of(response.headers.get("Retry-After"), self.now())
            raise _Again(self._no_reply(url, _busy(wait), status), wait)
        if status not in self.answers:
            refusal = self._no_reply(
                url, _("The server answered with status %(status)s.", status=status), status
            )
            raise _Again(refusal) if status in _FAILED else refusal
        body = bytearray()
        async for chunk in response.content.iter_chunked(1 << 16):
            body += chunk
            if len(body) > MOST_BYTES:
                raise self._no_reply(url, _("The answer is too long."), status)
        return Reply(url, status, bytes(body), self._source(url, status, bytes(body)))

    def _source(self, url: str, status: int | None, body: bytes | None) -> Source:
        return Source(
            name=host_of(url) or url,
            fetched_at=self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            sha256=None if body is None else sha256(body).hexdigest(),
            detail={"url": url} if status is None else {"url": url, "status": status},
        )

    def _no_reply(self, url: str, reason: Text, status: int | None = None) -> NoReply:
        return NoReply(reason, self._source(url, status, None))


class _Again(Exception):
    """May succeed a little later."""

    def __init__(self, no_reply: NoReply, wait: float | None = None) -> None:
        super().__init__()
        self.no_reply = no_reply
        self.wait = wait


@asynccontextmanager
async def session_or_own(given: aiohttp.ClientSession | None) -> AsyncIterator[aiohttp.ClientSession]:
    """The caller's session, left open; or one of our own, closed at the end. Sends no cookies back."""
    if given is not None:
        yield given
        return
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as own:
        yield own


def host_of(url: str) -> str:
    """In small letters; empty for what has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def seconds_of(retry_after: str | None, now: datetime) -> float | None:
    """Seconds to wait, from a Retry-After header (RFC 9110 section 10.2.3); None without a usable one."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


def _busy(wait: float | None) -> Text:
    if wait is not None and wait > LONGEST_PAUSE:
        return _("The server is busy and asks us to come back in %(seconds)s seconds.", seconds=int(wait))
    return _("The server is busy.")
