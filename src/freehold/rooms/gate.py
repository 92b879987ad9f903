"""The signalling gate: browsers reach LiveKit only through here, and each time only if they may.

Raw ASGI. A browser brings its cookies and the id of its connection; the gate asks the database whether that
place is admitted now, and speaks to LiveKit with a token of its own making. No token ever reaches a browser,
so there is none to come back with after a removal.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from http import HTTPStatus
from typing import ParamSpec, TypeVar
from uuid import UUID
from weakref import WeakSet

import structlog
from django.conf import settings
from django.db import close_old_connections, connections

from freehold import live
from freehold.live.hub import hub
from freehold.live.requests import Receive, Scope, Send, cookies, has_allowed_host, header, refuse

from . import access, livekit, seats
from . import knock as knocks
from .limits import Connects
from .line import GOING_AWAY, POLICY, RESTARTING, TRY_AGAIN, Ended, Ending, Line, carry, hold
from .publishing import GATE

log = structlog.get_logger(__name__)
Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="gate-db")
_lines: dict[UUID, Line] = {}
_connects = Connects()
_loops: WeakSet[asyncio.AbstractEventLoop] = WeakSet()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """`/rtc/<session>/rtc[/v1]` as WebSocket; the same with `/validate` as GET."""
    if scope["type"] == "websocket":
        await _signal(scope, receive, send)
    else:
        await _validate(scope, send)


async def _validate(scope: Scope, send: Send) -> None:
    """Why a WebSocket was refused.

    The client takes 401, 403 and 404 as final and retries after anything else: so those are for people who
    may not, 429 for a browser that asks too often, and 503 for a server that cannot.
    """
    try:
        knock = knocks.read(scope["path"], scope.get("query_string", b""))
    except knocks.TooLong:
        return await refuse(send, HTTPStatus.REQUEST_URI_TOO_LONG, "This address is too long.")
    except knocks.Unreadable:
        return await refuse(send, HTTPStatus.FORBIDDEN, "This is no place in a session.")
    if not has_allowed_host(scope):
        return await refuse(send, HTTPStatus.BAD_REQUEST, "This host name is not served here.")
    if not _may_knock(scope):
        return await refuse(send, HTTPStatus.TOO_MANY_REQUESTS, "Too many tries at once.")
    if await _in_thread(seats.claim, knock, cookies(scope)) is None:
        return await refuse(send, HTTPStatus.FORBIDDEN, "This place is not yours, or not any more.")
    if not await _in_thread(livekit.answers):
        return await refuse(send, HTTPStatus.SERVICE_UNAVAILABLE, "The video server is starting.")
    return await refuse(send, HTTPStatus.OK, "success")


async def _signal(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    if not (has_allowed_host(scope) and is_own_origin(scope)):
        return await _close(send, POLICY, "Pages of another site may not connect here.")
    try:
        knock = knocks.read(scope["path"], scope.get("query_string", b""))
    except ValueError:
        return await _close(send, POLICY, "This is no place in a session.")
    if not _may_knock(scope):
        return await _close(send, TRY_AGAIN, "Too many tries at once.")
    if livekit.why_missing():
        return await _close(send, TRY_AGAIN, "There is no video server here.")
    line = Line(knock, asyncio.get_running_loop())
    _enlist(line)
    try:
        seat = await _in_thread(seats.take, knock, cookies(scope), line)
        if seat is None:
            return await _close(send, POLICY, "This place is not yours, or not any more.")
        async with AsyncExitStack() as stack:
            await _serve(line, seat, scope, receive, send, stack)
    finally:
        hub.remove(line)
        if _lines.get(knock.connection) is line:
            del _lines[knock.connection]
    return None


async def _serve(
    line: Line, seat: seats.Seat, scope: Scope, receive: Receive, send: Send, stack: AsyncExitStack
) -> None:
    async def still_holds() -> bool:
        return await _in_thread(seats.keep, line.knock, cookies(scope))

    is_open = False
    try:
        upstream = await hold(line, seat, receive, stack)
        await send({"type": "websocket.accept"})
        is_open = True
        ended = await carry(line, upstream, receive, send, still_holds)
    except livekit.Unavailable:
        log.warning("gate.held_too_long")
        return await _close(send, TRY_AGAIN, "The video server is not running.")
    except Ended as before:
        ended = before
    # The hub ends lines when a sign-in ends and when the server stops; only the first takes somebody out.
    is_lost = ended.why is Ending.CUT or (ended.why is Ending.STOPPING and not await still_holds())
    if is_lost:
        if is_open:
            await _say(send, livekit.go_away())
        await _close(send, POLICY, "This place is not yours any more.")
        await _take_out(seat.room, seat.connection)
    elif ended.why is Ending.SERVER_LEFT:
        if not await _in_thread(livekit.answers):
            await _say(send, livekit.start_over())
        await _close(send, RESTARTING, "The video server went away.")
    elif ended.why is not Ending.BROWSER_LEFT:
        code = {Ending.STOPPING: RESTARTING, Ending.LIMIT: ended.code}.get(ended.why, GOING_AWAY)
        await _close(send, code, ended.why.value)
    return None


def is_own_origin(scope: Scope) -> bool:
    """Whether a page of ours opens this WebSocket: browsers let any page try, and send its origin along."""
    host = header(scope, b"host") or header(scope, b":authority") or ""
    schemes = ("https",) if settings.OPTIONS.uses_tls else ("https", "http")
    return header(scope, b"origin") in {f"{scheme}://{host}" for scheme in schemes}


def _may_knock(scope: Scope) -> bool:
    """Whether this browser has connects left; without a cookie there is no sign-in to count them for."""
    cookie = cookies(scope).get(settings.SESSION_COOKIE_NAME)
    return not cookie or _connects.may_knock(cookie, asyncio.get_running_loop().time())


def _enlist(line: Line) -> None:
    older = _lines.get(line.knock.connection)
    _lines[line.knock.connection] = line
    if older:
        older.give_way()
    _loops.add(asyncio.get_running_loop())


def _on_event(told: live.Told) -> None:
    """A place was lost: end its line if it is here, and its media wherever they are. In the hub's thread."""
    session, connection = UUID(str(told.data["session"])), UUID(str(told.data["connection"]))
    line = _lines.get(connection)
    if line:
        line.cut()
        return
    for loop in tuple(_loops):
        if loop.is_running():
            asyncio.run_coroutine_threadsafe(_take_out_of(session, connection), loop)


live.listen(GATE, _on_event)


async def _take_out_of(session: UUID, connection: UUID) -> None:
    room = await _in_thread(access.media_room, session)
    if room is not None:
        await _take_out(room, connection)


async def _take_out(room: str, connection: UUID) -> None:
    """End the media too, which outlive the signalling; if LiveKit is away now, the reconciler does it."""
    with suppress(livekit.Unavailable):
        await livekit.remove(room, connection)


async def _say(send: Send, frame: bytes) -> None:
    with suppress(OSError, RuntimeError):
        await send({"type": "websocket.send", "bytes": frame})


async def _close(send: Send, code: int, why: str) -> None:
    with suppress(OSError, RuntimeError):
        await send({"type": "websocket.close", "code": code, "reason": why})


async def _in_thread(call: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """Run a question to the database off the event loop, and leave no connection behind."""

    def run() -> Answer:
        close_old_connections()
        try:
            return call(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(_threads, run)
