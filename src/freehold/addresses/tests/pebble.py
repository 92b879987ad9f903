"""Debian's pebble, a small ACME authority for tests, with a directory of our own before it.

Debian's lists no profiles, ignores the one it is asked for, and says nothing of when to renew (RFC 9773), so
the directory that clients are given is served here: pebble's, plus the profiles and suggestions that a test
wants. Everything else is pebble's own.
"""

import asyncio
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from tests.netns.authority import certificate_for

WITHIN = 20.0
SUGGESTIONS = "/renewal-info/"
SIX_DAYS = 160 * 3600
"""Seconds: what Let's Encrypt gives to a bare address."""


def why_not() -> str:
    """Why there is no pebble here, or an empty string."""
    lacking = [name for name in ("pebble", "pebble-challtestsrv") if shutil.which(name) is None]
    return f"`{lacking[0]}` is not installed (Debian: pebble)" if lacking else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Pebble:
    folder: Path
    questions_at: int
    """Port at which it asks for HTTP-01."""
    life: int = SIX_DAYS
    refused_nonces: int = 5
    """Of a hundred; pebble's own default, so that every test meets some."""
    profiles: Mapping[str, str] = field(default_factory=lambda: {"shortlived": "Six days."})
    directory: str = ""
    roots: Path = Path()
    asked: list[dict[str, Any]] = field(default_factory=list)
    answer: str | None = None
    """What the directory says instead of itself."""
    suggested: tuple[int, str, dict[str, str]] | None = None
    """What it answers when asked when to renew: status, body, headers. None: it does not offer to say."""
    wondered: list[str] = field(default_factory=list)
    """Which certificates it was asked that about."""
    _processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> None:
        chain, key, _ = certificate_for("127.0.0.1", self.folder)
        port, management, dns, front = (free_port() for _ in range(4))
        config = self.folder / "pebble.json"
        config.write_text(
            json.dumps(
                {
                    "pebble": {
                        "listenAddress": f"127.0.0.1:{port}",
                        "managementListenAddress": f"127.0.0.1:{management}",
                        "certificate": str(chain),
                        "privateKey": str(key),
                        "httpPort": self.questions_at,
                        "tlsPort": 5001,
                        "certificateValidityPeriod": self.life,
                    }
                }
            )
        )
        log = (self.folder / "pebble.log").open("ab")
        given = {**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_AUTHZREUSE": "0"}
        given["PEBBLE_WFE_NONCEREJECT"] = str(self.refused_nonces)
        names = ["pebble-challtestsrv", "-defaultIPv6", "", "-defaultIPv4", "127.0.0.1", "-management", ""]
        names += ["-dns01", f"127.0.0.1:{dns}", "-http01", "", "-https01", "", "-tlsalpn01", ""]
        pebble = ["pebble", "-config", str(config), "-dnsserver", f"127.0.0.1:{dns}"]
        for command in (names, pebble):
            self._processes.append(subprocess.Popen(command, env=given, stdout=log, stderr=log))
        context = ssl.create_default_context(cafile=str(chain))
        root = _when_it_answers(f"https://127.0.0.1:{management}/roots/0", context)
        self._pebbles = json.loads(_when_it_answers(f"https://127.0.0.1:{port}/dir", context))
        self.roots = self.folder / "roots.pem"
        self.roots.write_bytes(chain.read_bytes() + root)
        self.directory = f"https://127.0.0.1:{front}/dir"
        serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        serving.load_cert_chain(chain, key)
        self._serve(front, serving)

    def _serve(self, port: int, tls: ssl.SSLContext) -> None:
        async def directory(request: web.BaseRequest) -> web.Response:
            if self.answer is not None:
                return web.Response(text=self.answer, content_type="text/html")
            if request.path.startswith(SUGGESTIONS):
                assert self.suggested
                self.wondered.append(request.path.removeprefix(SUGGESTIONS))
                status, body, headers = self.suggested
                return web.Response(
                    status=status, text=body, headers=headers, content_type="application/json"
                )
            meta = {**self._pebbles.get("meta", {}), "profiles": dict(self.profiles)}
            offered = {"renewalInfo": self.directory.removesuffix("/dir") + SUGGESTIONS.rstrip("/")}
            more = offered if self.suggested else {}
            return web.json_response({**self._pebbles, **more, "meta": meta})

        async def run() -> None:
            runner = web.ServerRunner(web.Server(directory), shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls).start()
            ready.set()
            await self._ended.wait()
            await runner.cleanup()

        async def main() -> None:
            self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
            await run()

        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
        self._thread.start()
        assert ready.wait(WITHIN)

    def stop(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(WITHIN)
        self._processes.clear()
        if self.directory:
            self._loop.call_soon_threadsafe(self._ended.set)
            self._thread.join(WITHIN)


def _when_it_answers(url: str, context: ssl.SSLContext) -> bytes:
    end = time.monotonic() + WITHIN
    while True:
        try:
            with urllib.request.urlopen(url, context=context, timeout=5) as reply:
                read: bytes = reply.read()
                return read
        except OSError:
            assert time.monotonic() < end, f"{url} does not answer"
            time.sleep(0.05)


@contextmanager
def running(folder: Path, **given: Any) -> Iterator[Pebble]:
    """An authority that asks 127.0.0.1 (for every name, too) at a free port."""
    folder.mkdir(parents=True, exist_ok=True)
    pebble = Pebble(folder, given.pop("questions_at", free_port()), **given)
    try:
        pebble.start()
        yield pebble
    finally:
        pebble.stop()
