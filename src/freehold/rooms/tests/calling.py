"""A browser at the signalling gate, and a stand-in for LiveKit behind it, in one event loop of the test."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from aiohttp import WSMsgType, web
from django.conf import settings
from django.db import connections
from livekit import api
from livekit.protocol.models import Room
from livekit.protocol.rtc import JoinResponse, LeaveRequest, SignalResponse

from freehold.live.hub import hub
from freehold.rooms.gate import application
from freehold.rooms.tests.conftest import Device

Answer = TypeVar("Answer")
WITHIN = 5.0
ORIGIN = "http://testserver"


async def apart(call: Callable[..., Answer], *args: Any, **given: Any) -> Answer:
    """Run something that asks the database on a thread, and leave no connection behind."""

    def run() -> Answer:
        try:
            return call(*args, **given)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


def scenario(story: Awaitable[Answer]) -> Answer:
    """Run a story in which the live hub works, as it does in the web process."""

    async def told() -> Answer:
        hub.start()
        try:
            return await story
        finally:
            await asyncio.to_thread(hub.stop)

    return asyncio.run(told())


class AsGranian:
    """What Granian's `receive` returns: asyncio takes it for a future, which it is not; it can be awaited."""

    _asyncio_future_blocking = False

    def __init__(self, message: Awaitable[dict[str, Any]]) -> None:
        self._message = message

    def __await__(self) -> Any:
        return self._message.__await__()


class Caller:
    """One WebSocket (or, with `validate`, one request) of a browser to the gate."""

    def __init__(
        self,
        device: Device,
        connection: UUID | str,
        *,
        origin: str | None = ORIGIN,
        cookies: dict[str, str] | None = None,
        path: str = "rtc/v1",
        **query: str,
    ) -> None:
        held = device.cookies() if cookies is None else cookies
        headers = {
            "host": "testserver",
            "cookie": "; ".join(f"{name}={value}" for name, value in held.items()),
        }
        if origin is not None:
            headers["origin"] = origin
        asked = {"connection": str(connection), "access_token": "placeholder", **query}
        self.scope = {
            "type": "websocket",
            "path": f"/rtc/{device.session.id}/{path}",
            "query_string": urlencode(asked).encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def dials(self) -> "Caller":
        """Knock, without waiting for an answer."""
        self._in.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(application(self.scope, self._hears, self._sends))
        return self

    async def connects(self) -> "Caller":
        await self.dials()
        answer = await self.hears()
        assert answer["type"] == "websocket.accept", answer
        return self

    async def is_refused(self) -> int:
        """Knock and be refused before the WebSocket is opened; the close code."""
        await self.dials()
        answer = await self.hears()
        assert answer["type"] == "websocket.close", answer
        return int(answer["code"])

    async def hears(self, within: float = WITHIN) -> dict[str, Any]:
        async with asyncio.timeout(within):
            return await self._out.get()

    async def hears_message(self) -> SignalResponse:
        answer = await self.hears()
        assert answer["type"] == "websocket.send", answer
        return SignalResponse.FromString(answer["bytes"])

    async def is_closed(self) -> int:
        """Whatever is said before, the line closes; the close code."""
        while True:
            answer = await self.hears()
            if answer["type"] == "websocket.close":
                return int(answer["code"])

    def hears_nothing(self) -> bool:
        return self._out.empty()

    def says(self, frame: bytes | str) -> None:
        kind = "bytes" if isinstance(frame, bytes) else "text"
        self._in.put_nowait({"type": "websocket.receive", kind: frame})

    async def hangs_up(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.is_done()

    async def is_done(self) -> None:
        assert self._task is not None
        async with asyncio.timeout(WITHIN):
            await self._task

    def _hears(self) -> AsGranian:
        return AsGranian(self._in.get())

    async def _sends(self, message: Any) -> None:
        self._out.put_nowait(dict(message))


async def validate(device: Device, connection: UUID | str, **given: Any) -> int:
    """The status the client is given when it asks why a WebSocket was refused."""
    caller = Caller(device, connection, path="rtc/v1/validate", **given)
    caller.scope |= {"type": "http", "method": "GET"}
    await application(caller.scope, caller._hears, caller._sends)
    return int((await caller.hears())["status"])


class StandIn:
    """Speaks as much LiveKit as the gate needs: rooms, removal, and signalling that greets and listens."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.rooms: set[str] = set()
        self.removed: list[tuple[str, str]] = []
        self.joined: list[web.Request] = []
        self.heard: list[bytes] = []
        self._lines: list[web.WebSocketResponse] = []
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "StandIn":
        app = web.Application()
        app.router.add_post("/twirp/livekit.RoomService/CreateRoom", self._create)
        app.router.add_post("/twirp/livekit.RoomService/RemoveParticipant", self._remove)
        app.router.add_get("/rtc", self._signal)
        app.router.add_get("/rtc/v1", self._signal)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Die as a killed server does: no close frame, rooms forgotten."""
        self.rooms.clear()
        for line in self._lines:
            request = line._req
            if request is not None and request.transport is not None:
                request.transport.abort()
        self._lines.clear()
        if self._runner:
            await self._runner.cleanup()

    async def says(self, message: SignalResponse) -> None:
        for line in self._lines:
            await line.send_bytes(message.SerializeToString())

    def token(self) -> api.access_token.Claims:
        """What the token of the last join allows."""
        bearer = self.joined[-1].headers["Authorization"].removeprefix("Bearer ")
        options = settings.OPTIONS
        return api.TokenVerifier(options.livekit_key, options.livekit_secret).verify(bearer)

    async def _create(self, request: web.Request) -> web.Response:
        asked = api.CreateRoomRequest.FromString(await request.read())
        self.rooms.add(asked.name)
        return web.Response(body=Room(name=asked.name).SerializeToString())

    async def _remove(self, request: web.Request) -> web.Response:
        asked = api.RoomParticipantIdentity.FromString(await request.read())
        self.removed.append((asked.room, asked.identity))
        return web.Response()

    async def _signal(self, request: web.Request) -> web.StreamResponse:
        self.joined.append(request)
        if self.token().video.room not in self.rooms:
            return web.Response(status=404, text="requested room does not exist")
        line = web.WebSocketResponse()
        await line.prepare(request)
        self._lines.append(line)
        join = SignalResponse(join=JoinResponse(server_version="stand-in"))
        await line.send_bytes(join.SerializeToString())
        async for message in line:
            if message.type is WSMsgType.BINARY:
                self.heard.append(message.data)
                if message.data == b"leave":
                    leave = LeaveRequest(action=LeaveRequest.Action.DISCONNECT)
                    await line.send_bytes(SignalResponse(leave=leave).SerializeToString())
                    break
        return line
