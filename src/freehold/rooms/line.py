"""One browser's signalling line: held until LiveKit is ready, passed both ways, ended at once when told."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from enum import Enum

import aiohttp

from freehold.live.requests import Receive, Send

from . import livekit
from .knock import Knock
from .limits import Allowance, TooMuch
from .seats import Seat

HOLD = 30.0  # seconds a browser waits for LiveKit to come (back) before it is told to try again
TRY_EVERY = 0.05
CHECK_EVERY = 30.0

NORMAL, GOING_AWAY, POLICY, TRY_AGAIN, RESTARTING = 1000, 1001, 1008, 1013, 1012


class Ending(Enum):
    """Why a line ends."""

    CUT = "cut"
    STOPPING = "stopping"
    REPLACED = "replaced"
    BROWSER_LEFT = "browser left"
    SERVER_LEFT = "server left"
    LIMIT = "limit"


class Line:
    """The gate's end of one line; `end` and `cut` may be called from any thread.

    It is a stream to the live hub too: the hub ends it when its sign-in ends, and when the server stops.
    """

    topics: frozenset[str] = frozenset()

    def __init__(self, knock: Knock, loop: asyncio.AbstractEventLoop) -> None:
        self.knock = knock
        self.sign_in = ""
        self._loop = loop
        self._ended: asyncio.Future[Ending] = loop.create_future()

    def offer(self, frames: list[tuple[int, bytes]]) -> None:
        """Nothing is heard through a line; its topics are empty."""

    def end(self) -> None:
        """The sign-in is over, or the server stops: `gate.py` finds out which."""
        self._finish(Ending.STOPPING)

    def cut(self) -> None:
        """The place was lost: removed, replaced, left, or the session ended."""
        self._finish(Ending.CUT)

    def give_way(self) -> None:
        """The same connection opened a newer line."""
        self._finish(Ending.REPLACED)

    async def until_ended(self) -> Ending:
        return await asyncio.shield(self._ended)

    def _finish(self, why: Ending) -> None:
        def finish() -> None:
            if not self._ended.done():
                self._ended.set_result(why)

        with suppress(RuntimeError):  # the loop is closed: so is the line
            self._loop.call_soon_threadsafe(finish)


async def hold(
    line: Line, seat: Seat, receive: Receive, stack: AsyncExitStack
) -> aiohttp.ClientWebSocketResponse:
    """LiveKit's end of the line, once the room exists there.

    Letting a browser through before its room exists again leaves it "connected" without media for ever, so a
    line waits here while LiveKit restarts; the browser sees a slow connect, and no error.

    Raises:
        livekit.Unavailable: LiveKit did not come within `HOLD` seconds.
        Ended: the line ended before.
    """
    opening = asyncio.ensure_future(_open(line.knock, seat, stack))
    ending = asyncio.ensure_future(line.until_ended())
    leaving = asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait({opening, ending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if ending.done():
            raise Ended(ending.result())
        if leaving.done():
            raise Ended(Ending.BROWSER_LEFT)
        return opening.result()
    finally:
        for task in (opening, ending, leaving):
            task.cancel()
        await asyncio.gather(opening, ending, leaving, return_exceptions=True)


class Ended(Exception):
    def __init__(self, why: Ending, code: int = NORMAL) -> None:
        super().__init__(why)
        self.why = why
        self.code = code


async def _open(knock: Knock, seat: Seat, stack: AsyncExitStack) -> aiohttp.ClientWebSocketResponse:
    loop = asyncio.get_running_loop()
    until = loop.time() + HOLD
    while True:
        try:
            line = livekit.signalling(seat.room, seat.connection, knock.upstream, list(knock.query))
            return await stack.enter_async_context(line)
        except livekit.Unavailable:
            if loop.time() >= until:
                raise
            await asyncio.sleep(TRY_EVERY)


async def _left(receive: Receive) -> None:
    """A coroutine of our own: what Granian's `receive` returns is no task and cannot be awaited as one."""
    await receive()


async def carry(
    line: Line,
    upstream: aiohttp.ClientWebSocketResponse,
    receive: Receive,
    send: Send,
    still_holds: Callable[[], Awaitable[bool]],
) -> Ended:
    """Pass messages both ways until somebody ends the line; says who did."""
    tasks = {
        asyncio.ensure_future(_up(upstream, receive)),
        asyncio.ensure_future(_down(upstream, send)),
        asyncio.ensure_future(_told(line)),
        asyncio.ensure_future(_checked(still_holds)),
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        # A cut outranks whatever else happened in the same moment.
        return min((task.result() for task in done), key=lambda ended: ended.why is not Ending.CUT)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _told(line: Line) -> Ended:
    return Ended(await line.until_ended())


async def _checked(still_holds: Callable[[], Awaitable[bool]]) -> Ended:
    while True:
        await asyncio.sleep(CHECK_EVERY)
        if not await still_holds():
            return Ended(Ending.CUT)


async def _up(upstream: aiohttp.ClientWebSocketResponse, receive: Receive) -> Ended:
    allowance = Allowance(at=asyncio.get_running_loop().time())
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return Ended(Ending.BROWSER_LEFT, int(message.get("code") or NORMAL))
        frame = message.get("bytes")
        if not frame:
            # Signalling is binary; text would pass our filter of what goes back unread.
            return Ended(Ending.LIMIT, 1003)
        try:
            allowance.take(len(frame), asyncio.get_running_loop().time())
        except TooMuch as much:
            return Ended(Ending.LIMIT, much.code)
        try:
            await upstream.send_bytes(frame)
        except (aiohttp.ClientError, OSError):
            return Ended(Ending.SERVER_LEFT)


async def _down(upstream: aiohttp.ClientWebSocketResponse, send: Send) -> Ended:
    async for message in upstream:
        if message.type is not aiohttp.WSMsgType.BINARY:
            continue
        if not livekit.is_token_refresh(message.data):
            await send({"type": "websocket.send", "bytes": message.data})
    return Ended(Ending.SERVER_LEFT, upstream.close_code or NORMAL)
