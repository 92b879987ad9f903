"""A real client of LiveKit's at our gate: it brings no cookies, so this puts a signed-in browser's on it."""

import asyncio
from contextlib import suppress
from uuid import UUID

from aiohttp import WSMsgType, web

from freehold.rooms.tests.calling import Caller, validate
from freehold.rooms.tests.conftest import Device


class Doorway:
    """A local server whose every WebSocket goes through the gate as `device` with `connection`."""

    def __init__(self, device: Device, connection: UUID) -> None:
        self.device, self.connection = device, connection
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> "Doorway":
        app = web.Application()
        for path in ("rtc", "rtc/v1"):
            app.router.add_get(f"/{path}", self._pass)
            app.router.add_get(f"/{path}/validate", self._validate)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        self.url = f"ws://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def _query(self, request: web.Request) -> dict[str, str]:
        return {name: value for name, value in request.query.items() if name != "connection"}

    async def _validate(self, request: web.Request) -> web.Response:
        return web.Response(status=await validate(self.device, self.connection, **self._query(request)))

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/")
        caller = await Caller(self.device, self.connection, path=path, **self._query(request)).dials()
        answer = await caller.hears(within=30)
        if answer["type"] != "websocket.accept":
            return web.Response(status=403)
        line = web.WebSocketResponse()
        await line.prepare(request)
        down = asyncio.create_task(self._down(caller, line))
        async for message in line:
            if message.type is WSMsgType.BINARY:
                caller.says(message.data)
        with suppress(TimeoutError):
            await caller.hangs_up()
        down.cancel()
        return line

    async def _down(self, caller: Caller, line: web.WebSocketResponse) -> None:
        while True:
            answer = await caller.hears(within=3600)
            if answer["type"] == "websocket.close":
                await line.close(code=answer["code"])
                return
            await line.send_bytes(answer["bytes"])
