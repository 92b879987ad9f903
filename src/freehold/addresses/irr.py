"""Routing registries' servers that speak IRRd's whois protocol (irrd.readthedocs.io, "Whois queries").

Several questions go over one connection (`!!`). An answer is `A<bytes>`, that many bytes and `C`; or `C`
(nothing to say), `D` (not found) or `F <why>`.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC
from hashlib import sha256

from .asking import AGENT, Now
from .blocks import Block
from .facts import Answer, RouteObject, Told, Untold
from .findings import Source
from .rpsl import BadObject, objects, route_object
from .texts import Text
from .texts import gettext_noop as _

SERVERS = ("whois.radb.net",)
"""RADB mirrors the registries' own databases and most others."""

PORT = 43
SECONDS = 30
"""For all that one server is asked."""
MOST_BYTES = 16 << 20
MOST_PREFIXES = 32


class _Broken(Exception):
    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


async def route_objects(
    block: Block, servers: Sequence[str] = SERVERS, *, now: Now, seconds: float = SECONDS
) -> Answer[tuple[RouteObject, ...]]:
    """Route objects for the block, for anything wider around it and for parts of it, in order, each once.

    Args:
        servers: host names, with `:port` where it is not 43. Every one must answer: what one that fails
            holds would not be known.
    """
    found: set[RouteObject] = set()
    sources: list[Source] = []
    for server in servers:
        try:
            async with asyncio.timeout(seconds):
                said, databases = await _ask(block, server)
            found.update(_read(said))
        except _Broken as broken:
            return Untold(broken.reason, (*sources, _source(server, now)))
        except TimeoutError:
            return Untold(_("The server did not answer in time."), (*sources, _source(server, now)))
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            reason = _("The connection to the server was lost, or could not be made.")
            return Untold(reason, (*sources, _source(server, now)))
        sources.append(_source(server, now, said, databases))
    if not sources:
        return Untold(_("No routing registry's server is set."))
    return Told(tuple(sorted(found, key=_order)), tuple(sources))


async def _ask(block: Block, server: str) -> tuple[bytes, str]:
    """All that the server has on the block, and the databases that it looked into."""
    if len(block.prefixes) > MOST_PREFIXES:
        raise _Broken(_("The block is made of too many prefixes to ask for each."))
    host, _colon, port = server.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port or PORT))
    connection = _Connection(reader, writer)
    try:
        writer.write(b"!!\n")
        await connection.ask(f"!n{AGENT}", is_needed=False)
        databases = await connection.ask("!s-lc", is_needed=False)
        said = [
            await connection.ask(f"!r{prefix},{reach}") for prefix in block.prefixes for reach in ("L", "M")
        ]
        writer.write(b"!q\n")
    finally:
        writer.close()
    return b"\n".join(said), databases.decode("latin-1").strip()


class _Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.bytes = 0

    async def ask(self, question: str, *, is_needed: bool = True) -> bytes:
        """The data of one answer; empty for none, and for a refusal where the answer is not needed."""
        self.writer.write(f"{question}\n".encode())
        line = (await self.reader.readuntil(b"\n")).strip()
        if line in (b"C", b"D"):
            return b""
        if line.startswith(b"F"):
            if is_needed:
                said = line[1:].decode("latin-1").strip()[:200]
                raise _Broken(_("The server refused the question: %(said)s", said=said))
            return b""
        if not line.startswith(b"A") or not line[1:].isdigit():
            raise _Broken(_("The server does not speak the protocol of routing registries."))
        length = int(line[1:11])
        self.bytes += length
        if self.bytes > MOST_BYTES:
            raise _Broken(_("The answer is too long."))
        data = await self.reader.readexactly(length)
        if (await self.reader.readuntil(b"\n")).strip() != b"C":
            raise _Broken(_("The server's answer is not as long as it says."))
        return data


def _read(said: bytes) -> list[RouteObject]:
    try:
        read = [
            route_object(attributes) for attributes in objects(said.decode("utf-8", "replace").split("\n"))
        ]
    except BadObject as error:
        raise _Broken(_("A route object cannot be read: %(what)s", what=str(error)[:100])) from None
    return [one for one in read if one is not None]


def _order(one: RouteObject) -> tuple[int, int, int, str, str, str]:
    return one.first, -one.last, one.origin, one.source, one.maintainer or "", one.last_modified or ""


def _source(server: str, now: Now, said: bytes | None = None, databases: str = "") -> Source:
    return Source(
        name=server.partition(":")[0],
        fetched_at=now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        sha256=None if said is None else sha256(said).hexdigest(),
        detail={"databases": databases} if databases else {},
    )
