"""Events to 200 open streams at 100 writes a second: from the web process itself, and from another."""

import asyncio
import json
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tests.installations import Installation, free_port

from benchmarks.report import Report, main

GOAL = 0.25
"""Seconds from before the write to the browser, at p99."""

SETTINGS = "freehold.live.tests.settings"

OTHER = """
import sys, time
from freehold import live
live.last_event()
begin = time.monotonic()
for number in range({writes}):
    live.publish("person:p%d" % (number % {streams}), "counted", number=number, at=time.monotonic_ns())
    time.sleep(max(0, begin + (number + 1) / {rate} - time.monotonic()))
"""


class Browsers:
    """Open streams of one server, and what they heard: number of the write to seconds it took."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard: dict[int, float] = {}
        self.doubled = 0
        self.reading: list[asyncio.Task[None]] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def open(self, count: int) -> None:
        for number in range(count):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(f"GET /live HTTP/1.0\r\nHost: localhost\r\nCookie: who=p{number}\r\n\r\n".encode())
            await reader.readuntil(b"event: hello\n")
            self.writers.append(writer)  # asyncio closes the connection of a writer nobody holds
            self.reading.append(asyncio.create_task(self._read(reader)))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line.startswith(b"data: ") and b'"number"' in line:
                now, told = time.monotonic_ns(), json.loads(line[6:])
                self.doubled += told["number"] in self.heard
                self.heard[told["number"]] = (now - told["at"]) / 1e9

    async def until(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.heard) < count:
                await asyncio.sleep(0.05)


async def from_another(browsers: Browsers, installation: Installation, given: Namespace) -> None:
    code = OTHER.format(writes=given.writes, streams=given.streams, rate=given.rate)
    await asyncio.to_thread(installation.run, code)


async def from_itself(browsers: Browsers, given: Namespace) -> None:
    async def write(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", browsers.port)
        path = f"/publish?topic=person:p{number % given.streams}&first={number}&count=1"
        writer.write(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        await reader.read()
        writer.close()

    writing = []
    begin = time.monotonic()
    for number in range(given.writes):
        writing.append(asyncio.create_task(write(number)))
        await asyncio.sleep(max(0, begin + (number + 1) / given.rate - time.monotonic()))
    await asyncio.gather(*writing)


async def _measure(report: Report, installation: Installation, port: int, given: Namespace) -> None:
    for what in ("from the web process", "from another process"):
        browsers = Browsers(port)
        await browsers.open(given.streams)
        if what == "from another process":
            await from_another(browsers, installation, given)
        else:
            await from_itself(browsers, given)
        await browsers.until(given.writes)
        seconds = sorted(browsers.heard.values())
        report.add(f"write {what} to browser", "s", seconds)
        report.add(f"write {what} to browser, p99", "s", [seconds[int(len(seconds) * 0.99) - 1]], goal=GOAL)
        report.add(
            f"{what}: lost or doubled", "event", [given.writes - len(seconds) + browsers.doubled], goal=0
        )
        for writer in browsers.writers:
            writer.close()
        await asyncio.gather(*browsers.reading)


def measure(given: Namespace) -> Report:
    report = Report(
        "live", {"streams": given.streams, "writes": given.writes, "writes_per_second": given.rate}
    )
    with tempfile.TemporaryDirectory(prefix="freehold-bench-") as folder:
        installation = Installation(Path(folder), settings="freehold.config.settings")
        try:
            installation.migrate()
            installation.settings = SETTINGS
            port = free_port()
            installation.serve(port)
            asyncio.run(_measure(report, installation, port, given))
        finally:
            installation.end()
    return report


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--writes", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=100, help="writes a second (100)")


if __name__ == "__main__":
    main(measure, describe=__doc__ or "", options=_options)
