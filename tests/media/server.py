"""The real LiveKit server for tests: the program the launcher builds, with the configuration it writes."""

import asyncio
import os
import signal
import socket
import subprocess
from ipaddress import IPv4Address
from pathlib import Path

from aiohttp import web
from django.conf import settings

from freehold.cli.livekit_config import Media, configuration, key_file
from freehold.rooms import livekit

ADDRESS = "127.0.0.1"


class MediaServer:
    """LiveKit on free ports, with a receiver of its webhooks beside it."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program = program
        self.deliveries: list[tuple[bytes, str, str]] = []
        """Body, content type and authorization of every webhook that came."""
        self.arrived = asyncio.Event()
        udp = socket.SOCK_DGRAM
        self.port, tcp, self._hooks = (free_port() for _ in range(3))
        keys = folder / "keys.yaml"
        keys.touch(mode=0o600)
        keys.write_text(key_file(settings.OPTIONS.livekit_key, settings.OPTIONS.livekit_secret))
        self._config = folder / "livekit.yaml"
        self._config.write_text(
            configuration(
                Media(
                    address=IPv4Address(ADDRESS),
                    port=self.port,
                    tcp_port=tcp,
                    udp_port=free_port(udp),
                    turn_udp_port=free_port(udp),
                    key=settings.OPTIONS.livekit_key,
                    key_file=keys,
                    webhook=f"http://{ADDRESS}:{self._hooks}/hooks/livekit",
                )
            )
        )
        self._log = folder / "livekit.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "MediaServer":
        app = web.Application()
        app.router.add_post("/hooks/livekit", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, ADDRESS, self._hooks).start()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.kill()
        if self._runner:
            await self._runner.cleanup()

    async def start(self) -> None:
        """Start, and come back once it answers.

        Raises:
            TimeoutError: it does not; its log is in the message.
        """
        self.spawn()
        try:
            async with asyncio.timeout(20):
                while not await self._answers():
                    await asyncio.sleep(0.02)
        except TimeoutError as error:
            raise TimeoutError(self._log.read_text()[-2000:]) from error

    def spawn(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self.program, "--config", self._config], stdout=log, stderr=log, env={"PATH": os.defpath}
            )

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    async def until_told(self, name: str) -> livekit.Event:
        """The first webhook of this name that is (or was) delivered, verified by the product's own reader."""
        async with asyncio.timeout(40):
            while True:
                self.arrived.clear()
                for body, kind, authorization in self.deliveries:
                    event = read(body, kind, authorization)
                    if event.name == name:
                        return event
                await self.arrived.wait()

    async def _answers(self) -> bool:
        try:
            await livekit.rooms()
        except livekit.Unavailable:
            return False
        return True

    async def _take(self, request: web.Request) -> web.Response:
        headers = request.headers
        self.deliveries.append(
            (await request.read(), headers.get("Content-Type", ""), headers.get("Authorization", ""))
        )
        self.arrived.set()
        return web.Response()


def read(body: bytes, kind: str, authorization: str) -> livekit.Event:
    from django.utils import timezone

    return livekit.read_webhook(body, kind, authorization, now=timezone.now())


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as free:
        free.bind((ADDRESS, 0))
        return int(free.getsockname()[1])
