"""Answers an authority's HTTP-01 questions (RFC 8555, section 8.3), and nothing else, while one is asked."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from aiohttp import web

PATH = "/.well-known/acme-challenge/"

Place = Path | tuple[str, int]
"""Where to listen: a socket file (a front hands the questions on), or address and port."""

START_WITHIN = 10.0
Result = TypeVar("Result")


class CannotListen(OSError):
    """The place where questions will be asked cannot be listened on; the text says why."""


@contextmanager
def answering(answers: Mapping[str, str], places: Sequence[Place]) -> Iterator[None]:
    """Answer `PATH` + token for each known token, at every place, until the block ends.

    Raises:
        CannotListen: a place is taken, not ours, or needs root.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=_run, args=(loop,), name="acme-challenges", daemon=True)
    thread.start()

    def run(work: Coroutine[object, object, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, loop).result(START_WITHIN)

    try:
        runner = run(_start(dict(answers), places))
        try:
            yield
        finally:
            run(runner.cleanup())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(START_WITHIN)
        for place in places:
            if isinstance(place, Path):
                place.unlink(missing_ok=True)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.close()


def _handler(answers: Mapping[str, str]) -> Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        told = answers.get(request.path.removeprefix(PATH)) if request.path.startswith(PATH) else None
        if told is None or request.method not in ("GET", "HEAD"):
            return web.Response(status=404, text="There is nothing here.\n")
        return web.Response(text=told, content_type="application/octet-stream")

    return answer


async def _start(answers: Mapping[str, str], places: Sequence[Place]) -> web.ServerRunner:
    runner = web.ServerRunner(web.Server(_handler(answers)), shutdown_timeout=1.0)
    await runner.setup()
    for place in places:
        try:
            await web.SockSite(runner, _listening(place)).start()
        except OSError as error:
            await runner.cleanup()
            where = place if isinstance(place, Path) else f"{place[0]}, port {place[1]}"
            raise CannotListen(f"{where}: {error.strerror or error}") from error
    return runner


def _listening(place: Place) -> socket.socket:
    if isinstance(place, Path):
        place.unlink(missing_ok=True)
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.bind(str(place))
        place.chmod(0o600)
        return made
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Whoever calls us may hold the port already, so that nobody else takes it (`cli/ports.py`).
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(place)
    return made
