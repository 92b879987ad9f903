"""What runs now: processes, ports, the web server's answer."""

import socket
from collections.abc import Iterator

from freehold.config.options import Options

from .. import ports, run_file
from ..answering import answers_http
from ..run_file import Run
from ..web_child import HEALTH
from .finding import Finding, bad, ok, warn

NEEDED = ("web", "worker")


def check(given: Options, run: Run | None) -> Iterator[Finding]:
    if run is None:
        yield from stopped(given)
        return
    alive = run.alive()
    if "supervisor" not in alive:
        left = f"; still there: {', '.join(sorted(alive))}" if alive else ""
        yield warn(
            "running",
            f"run.json names pid {run.pids.get('supervisor')}, which is gone{left}",
            "The last run was killed. The next start cleans up after it.",
            "./freehold up",
        )
        yield from stopped(given)
        return
    yield ok("running", f"pid {run.pids['supervisor']}, at {run.url}")
    needed = (*NEEDED, "front") if given.uses_front else NEEDED
    yield from (dead_child(name) for name in needed if name not in alive)
    yield web(run, uses_tls=given.uses_tls)


def dead_child(name: str) -> Finding:
    return bad(
        name, "it is not running", "It keeps ending, or is just being started.", f"Look at logs/{name}.log"
    )


def stopped(given: Options) -> Iterator[Finding]:
    yield ok("running", "not now")
    if given.port and not ports.is_free(socket.SOCK_STREAM, str(given.address), given.port):
        if ports.is_ours(given.address):
            holder = ports.who_listens(given.port) or "another account's process"
            yield bad(
                "port",
                f"{given.port} on {given.address} is used by {holder}",
                "Freehold cannot start there.",
                "Stop that, or start with --port 0 for a free one",
            )
        else:
            yield bad(
                "address",
                f"{given.address} is not an address of this machine",
                "Freehold cannot start there.",
                "`ip -4 address` lists the ones it has; give one with --address",
            )


def web(run: Run, *, uses_tls: bool) -> Finding:
    if answers_http(run.address, run.port, HEALTH, tls=uses_tls):
        return ok("web", f"answers at {run.url}")
    return bad(
        "web", f"no good answer at {run.url}", "Nobody can use it.", "Look at logs/web.log in the data folder"
    )


def is_running(run: Run | None) -> bool:
    return run is not None and "supervisor" in run.alive()


def current(given: Options) -> Run | None:
    return run_file.read(given.data)
