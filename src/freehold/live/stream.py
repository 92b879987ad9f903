"""`GET /live`: a person's events as a stream, outside Django's request cycle.

Nothing here queries the database on the event loop, and an idle stream holds no thread and no connection:
what a stream asks when it opens (who is this, what was missed) goes to a small pool of threads.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from typing import ParamSpec, TypeVar

import structlog
from django.db import close_old_connections

from .audience import Audience, audience
from .frames import HEARTBEAT, frame, last_seen, retry
from .hub import hub
from .replay import Replay, missed
from .requests import (
    SECURITY_HEADERS,
    Receive,
    Scope,
    Send,
    cookies,
    has_allowed_host,
    header,
    hsts,
    is_cross_site,
    query,
    refuse,
)

log = structlog.get_logger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

HEARTBEAT_EVERY = 15.0  # seconds
QUEUE = 256  # events a reader may lag behind before it is told to start over
SEND_WITHIN = 30.0  # seconds a reader may take for one write
STREAMS_PER_SIGN_IN = 16  # a browser opens six at most per host on HTTP/1.1
RETRY = 500  # milliseconds until a browser connects again

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live-db")


class Subscription:
    """The hub's end of one stream: filled from the hub's thread, emptied on the event loop."""

    def __init__(self, who: Audience, loop: asyncio.AbstractEventLoop) -> None:
        self.topics, self.sign_in = who.topics, who.sign_in
        self.seen = 0
        self.ended = False
        self.overflowed = False
        self.ready = asyncio.Event()
        self._loop = loop
        self._pending: deque[bytes] = deque()

    def offer(self, frames: list[tuple[int, bytes]]) -> None:
        self._on_loop(self._take, frames)

    def end(self) -> None:
        self._on_loop(self.close)

    def close(self) -> None:
        self.ended = True
        self.ready.set()

    def drain(self) -> bytes:
        """Everything waiting, as one write."""
        self.ready.clear()
        waiting = b"".join(self._pending)
        self._pending.clear()
        return waiting

    def _take(self, frames: list[tuple[int, bytes]]) -> None:
        fresh = [body for position, body in frames if position > self.seen]
        self.seen = max(self.seen, frames[-1][0])
        if len(self._pending) + len(fresh) > QUEUE:
            self._pending.clear()
            self.overflowed = self.ended = True
        elif not self.ended:
            self._pending.extend(fresh)
        self.ready.set()

    def _on_loop(self, call: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        with suppress(RuntimeError):  # the loop is closed: so is the stream
            self._loop.call_soon_threadsafe(lambda: call(*args, **kwargs))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if not has_allowed_host(scope):
        return await refuse(send, HTTPStatus.BAD_REQUEST, "This host name is not served here.")
    if scope["method"] != "GET":
        allow = [(b"allow", b"GET")]
        return await refuse(send, HTTPStatus.METHOD_NOT_ALLOWED, "Only GET is answered here.", allow)
    if is_cross_site(scope):
        return await refuse(send, HTTPStatus.FORBIDDEN, "Pages of another site may not listen here.")
    try:
        after = last_seen(header(scope, b"last-event-id"), query(scope, "after"))
    except ValueError:
        return await refuse(send, HTTPStatus.BAD_REQUEST, "The last event id must be a whole number.")
    who = await _in_thread(audience, cookies(scope))
    if who is None:
        return await refuse(send, HTTPStatus.UNAUTHORIZED, "Please sign in.")
    if hub.open_streams(who.sign_in) >= STREAMS_PER_SIGN_IN:
        return await refuse(send, HTTPStatus.TOO_MANY_REQUESTS, "Too many windows are open.")
    subscription = Subscription(who, asyncio.get_running_loop())
    gone = asyncio.ensure_future(_until_gone(receive, subscription))
    try:
        position = await _in_thread(hub.add, subscription)
        await _tell(subscription, await _in_thread(missed, who.topics, after, position), send)
    finally:
        hub.remove(subscription)
        gone.cancel()


async def _tell(subscription: Subscription, replay: Replay, send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"x-accel-buffering", b"no"),
        *SECURITY_HEADERS,
        *hsts(),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    subscription.seen = max(subscription.seen, replay.position)
    opening = retry(RETRY) + frame("hello", {"last": replay.position}, at=replay.hello_at)
    more = await _write(send, opening + b"".join(replay.frames))
    while more:
        try:
            async with asyncio.timeout(HEARTBEAT_EVERY):
                await subscription.ready.wait()
        except TimeoutError:
            more = await _write(send, HEARTBEAT)
            continue
        ends = subscription.ended  # before the write: what comes during it is seen in the next round
        waiting = subscription.drain()
        if subscription.overflowed:
            waiting = frame("reset", {"last": subscription.seen}, at=subscription.seen)
        if waiting:
            more = await _write(send, waiting)
        if ends:
            break
    if more:
        await _write(send, b"", last=True)


async def _write(send: Send, body: bytes, *, last: bool = False) -> bool:
    """Whether the reader took it."""
    try:
        async with asyncio.timeout(SEND_WITHIN):
            await send({"type": "http.response.body", "body": body, "more_body": not last})
    except (TimeoutError, OSError, RuntimeError):
        return False
    return True


async def _until_gone(receive: Receive, subscription: Subscription) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    subscription.close()


async def _in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    def run() -> T:
        close_old_connections()
        try:
            return call(*args, **kwargs)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, run)
