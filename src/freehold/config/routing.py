"""Django's pages, the event stream and the signalling gate behind one socket."""

import signal
from http import HTTPStatus
from types import FrameType

import structlog

from freehold.live import stream
from freehold.live.hub import hub
from freehold.live.requests import Application, Message, Receive, Scope, Send, refuse
from freehold.rooms import gate

from . import pages
from .front import behind_front

log = structlog.get_logger(__name__)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Route one connection; nothing that goes wrong below reaches the server's own log with its text."""
    if scope["type"] == "lifespan":
        return await _lifespan(receive, send)
    started = False

    async def watched(message: Message) -> None:
        nonlocal started
        started = True
        await send(message)

    try:
        await behind_front(_route(scope))(scope, receive, watched)
    except Exception:
        log.exception("asgi.failed", kind=scope["type"])
        if scope["type"] == "websocket" or not started:
            await _fail(scope, send)


def _route(scope: Scope) -> Application:
    path: str = scope["path"]
    is_signalling = path == "/rtc" or path.startswith("/rtc/")
    if scope["type"] == "websocket":
        return gate.application if is_signalling else _no_such_socket
    if is_signalling and path.endswith("/validate"):
        return gate.application
    if path == "/live":
        return stream.application
    return pages.application


async def _no_such_socket(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 4404, "reason": "There is nothing here."})


async def _fail(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1011, "reason": "Something went wrong here."})
    else:
        await refuse(send, HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here. Please try again.")


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            _end_streams_on_signal()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


def _end_streams_on_signal() -> None:
    """End the streams when the server is told to stop: Granian waits for them before it ends the lifespan.

    The loop's own handler still runs: it reads the signal's number from its wake-up descriptor, which the C
    handler writes whichever Python function stands here.
    """

    def ending(number: int, stack: FrameType | None) -> None:
        hub.end_all()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ending)
