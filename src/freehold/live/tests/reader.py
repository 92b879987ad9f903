"""A browser's `EventSource`, and a reader of the ASGI application without a server between."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from freehold.live import stream


@dataclass(frozen=True)
class Frame:
    name: str
    data: dict[str, Any]
    at: int | None


def frames_of(text: str) -> list[Frame]:
    """Frames of a complete piece of stream, as the HTML standard has a browser read it; comments are none."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and line[0] != ":")
        if "event" in fields:
            at = int(fields["id"]) if "id" in fields else None
            found.append(Frame(fields["event"], json.loads(fields["data"]), at))
    return found


@dataclass
class Reader:
    """Its `stuck` set, the reader takes nothing more, like a phone in a tunnel."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    closed: bool = False
    stuck: asyncio.Event = field(default_factory=asyncio.Event)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        while self.stuck.is_set():
            await asyncio.sleep(0.01)
        async with self._news:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = {key.decode(): value.decode() for key, value in message["headers"]}
            else:
                self.text += message.get("body", b"").decode()
                self.closed = not message.get("more_body", False)
            self._news.notify_all()

    def leave(self) -> None:
        self._gone.set()

    @property
    def frames(self) -> list[Frame]:
        return frames_of(self.text)

    async def until(self, name: str, count: int = 1) -> list[Frame]:
        """The frames of this name, once there are so many."""
        async with asyncio.timeout(10), self._news:
            await self._news.wait_for(lambda: len([one for one in self.frames if one.name == name]) >= count)
        return [one for one in self.frames if one.name == name]

    async def until_text(self, part: str) -> None:
        async with asyncio.timeout(10), self._news:
            await self._news.wait_for(lambda: part in self.text)

    async def until_closed(self) -> None:
        async with asyncio.timeout(10), self._news:
            await self._news.wait_for(lambda: self.closed)


def scope(*, method: str = "GET", query: str = "", headers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": "/live",
        "query_string": query.encode(),
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
    }


@asynccontextmanager
async def reading(
    who: str | None = "dana", *, method: str = "GET", query: str = "", **headers: str
) -> AsyncIterator[Reader]:
    """A reader that has its answer; header names are given with `_` for `-`."""
    given = {"host": "localhost"} | {key.replace("_", "-"): value for key, value in headers.items()}
    if who:
        given["cookie"] = f"who={who}"
    reader = Reader()
    asked = scope(method=method, query=query, headers=given)
    task = asyncio.ensure_future(stream.application(asked, reader.receive, reader.send))
    try:
        async with asyncio.timeout(10):
            while not reader.text and not task.done():
                await asyncio.sleep(0.005)
        yield reader
    finally:
        reader.leave()
        await asyncio.wait({task}, timeout=10)
        assert task.done()
        if task.exception() is not None:
            raise task.exception()  # type: ignore[misc]
