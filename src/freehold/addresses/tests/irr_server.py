"""A stand-in for IRRd: speaks as much of its whois protocol as is asked of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Network


class RoutingRegistry:
    """`routes` are RPSL texts; `instead` is what it says to every route question, and then hangs up."""

    def __init__(
        self, routes: Sequence[str] = (), *, instead: bytes | None = None, hangs: bool = False
    ) -> None:
        self.routes = [(IPv4Network(text.split()[1]), text) for text in routes]
        self.instead = instead
        self.hangs = hangs
        self.asked: list[str] = []
        self.server = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := (await reader.readline()).decode().strip():
            self.asked.append(line)
            if line == "!q":
                break
            if line.startswith("!n"):
                writer.write(b"C\n")
            elif line == "!s-lc":
                writer.write(framed("RADB,RIPE"))
            elif line.startswith("!r"):
                if self.hangs:
                    await asyncio.Event().wait()
                writer.write(framed(self._found(line)) if self.instead is None else self.instead)
                if self.instead is not None and not self.instead.endswith(b"C\n"):
                    break
        writer.close()

    def _found(self, line: str) -> str:
        text, reach = line[2:].split(",")
        asked = IPv4Network(text)
        if reach == "L":
            return "\n".join(text for network, text in self.routes if asked.subnet_of(network))
        return "\n".join(
            text for network, text in self.routes if network.subnet_of(asked) and network != asked
        )


def framed(text: str) -> bytes:
    return f"A{len(text) + 1}\n{text}\nC\n".encode() if text else b"D\n"


@asynccontextmanager
async def listening(registry: RoutingRegistry) -> AsyncIterator[str]:
    """`127.0.0.1:port`."""
    server = await asyncio.start_server(registry.serve, "127.0.0.1", 0)
    registry.server = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield registry.server
    finally:
        server.close()
