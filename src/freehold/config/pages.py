"""Django's pages on a fixed set of threads, each of which keeps its database connection.

Django's own ASGI handler makes a thread, and with it a connection, for every request: on SQLite that was
most of a small page's time (docs/decisions/0002). All views here are synchronous, so Django runs as the WSGI
application it is in the tests, and a view whose reader has gone is finished, not cut in the middle.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.http.response import HttpResponseBase

from freehold.live.requests import Message, Receive, Scope, Send, refuse

THREADS = 16
BODY_IN_MEMORY = 1 << 20  # bytes; a longer body waits in a file
BODY_AT_MOST = 32 << 20

Environ = dict[str, Any]

_threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="pages")
_django = get_wsgi_application()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    with SpooledTemporaryFile(max_size=BODY_IN_MEMORY) as body:
        length = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            length += len(message.get("body", b""))
            if length > BODY_AT_MOST:
                await refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is too large to send.")
                return
            body.write(message.get("body", b""))
            if not message.get("more_body", False):
                break
        body.seek(0)
        await _answer(environ(scope, body, length), send)


async def _answer(request: Environ, send: Send) -> None:
    loop = asyncio.get_running_loop()
    start: Message = {"type": "http.response.start"}

    def begin(
        status: str, headers: list[tuple[str, str]], problem: object = None, /
    ) -> Callable[[bytes], object]:
        start["status"] = int(status.split(" ", 1)[0])
        start["headers"] = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]
        return _no_writer

    def run() -> tuple[HttpResponseBase, bytes | Iterator[bytes]]:
        response = _django(request, begin)
        if response.streaming:
            return response, iter(response)
        try:
            return response, b"".join(response)
        finally:
            response.close()

    response, content = await loop.run_in_executor(_threads, run)
    if isinstance(content, bytes):
        await send(start)
        await send({"type": "http.response.body", "body": content})
        return
    try:
        await send(start)
        while (part := await loop.run_in_executor(_threads, next, content, None)) is not None:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await loop.run_in_executor(_threads, response.close)


def _no_writer(content: bytes) -> None:
    """PEP 3333's old way to answer, which Django doesn't take."""
    raise NotImplementedError


def environ(scope: Scope, body: "SpooledTemporaryFile[bytes]", length: int) -> Environ:
    """The request in the words of PEP 3333."""
    server, client = scope.get("server") or ("localhost", 0), scope.get("client") or ("", 0)
    made: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": str(client[0]),
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name == "content-type":
            made["CONTENT_TYPE"] = value
        elif name != "content-length" and "_" not in name:  # `X_Y` would pass for `X-Y`
            key = "HTTP_" + name.upper().replace("-", "_")
            joint = "; " if key == "HTTP_COOKIE" else ","
            made[key] = made[key] + joint + value if key in made else value
    if "HTTP_HOST" not in made and ":authority" in scope:
        made["HTTP_HOST"] = scope[":authority"]
    return made
