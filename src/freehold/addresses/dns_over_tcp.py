"""One DNS question over TCP (RFC 7766): for answers that did not fit into a datagram."""

import asyncio

from .dns_questions import HEADER_SIZE
from .resolvers import Resolver


async def ask(resolver: Resolver, question: bytes, timeout: float) -> bytes | None:
    """The answer to `question` (a whole message), or None: none within `timeout` seconds, or another's."""
    try:
        async with asyncio.timeout(timeout):
            answer = await _exchange(resolver, question)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return None
    if answer[:2] != question[:2] or not answer.startswith(question[HEADER_SIZE:], HEADER_SIZE):
        return None
    return answer


async def _exchange(resolver: Resolver, question: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(resolver.address, resolver.port)
    try:
        writer.write(len(question).to_bytes(2, "big") + question)
        await writer.drain()
        size = int.from_bytes(await reader.readexactly(2), "big")
        return await reader.readexactly(size)
    finally:
        writer.close()
