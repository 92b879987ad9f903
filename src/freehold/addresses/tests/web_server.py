"""A small web server for tests: it says what a test tells it to, and remembers what it was asked."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    at: datetime = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


@dataclass
class WebServer:
    url: str
    asked: list[str]
    """Paths in the order in which they were asked for."""
    requests: list[web.Request]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[WebServer]:
    """`handler` on a free port of 127.0.0.1."""
    server = WebServer("", [], [])

    async def remembering(request: web.Request) -> web.StreamResponse:
        server.asked.append(request.path)
        server.requests.append(request)
        return await handler(request)

    runner = web.ServerRunner(web.Server(remembering), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.url = f"http://127.0.0.1:{port}/"
    try:
        yield server
    finally:
        await runner.cleanup()
