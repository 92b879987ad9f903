"""A publisher of one file, for tests: with ETags, ranges and checksums, and with a publisher's faults."""

import hashlib
import re

from aiohttp import web


class Publisher:
    """Callable as a handler. Attributes may be changed between requests.

    `cut_after`: bytes after which the connection is cut, each value used once.
    """

    def __init__(
        self,
        body: bytes | str,
        *,
        etag: str | None = '"1"',
        last_modified: str | None = None,
        ranges: bool = True,
        cut_after: tuple[int, ...] = (),
        md5: str | None = None,
        instead: tuple[web.Response, ...] = (),
    ) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.etag = etag
        self.last_modified = last_modified
        self.ranges = ranges
        self.cut_after = list(cut_after)
        self.md5 = md5
        self.instead = list(instead)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith(".md5"):
            if self.md5 is None:
                return web.Response(status=404)
            return web.Response(text=f"MD5 (file) = {self.md5}\n")
        if self.instead:
            return self.instead.pop(0)
        if self._has_it(request):
            return web.Response(status=304)
        begins_at = self._begins_at(request)
        return await self._send(request, begins_at)

    def _has_it(self, request: web.Request) -> bool:
        if "If-None-Match" in request.headers:
            return request.headers["If-None-Match"] == self.etag
        since = request.headers.get("If-Modified-Since")
        return since is not None and since == self.last_modified

    def _begins_at(self, request: web.Request) -> int:
        asked = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        if not self.ranges or asked is None:
            return 0
        if request.headers.get("If-Range") not in (None, self.etag, self.last_modified):
            return 0
        return int(asked[1])

    async def _send(self, request: web.Request, begins_at: int) -> web.StreamResponse:
        rest = self.body[begins_at:]
        response = web.StreamResponse(status=206 if begins_at else 200)
        if begins_at:
            response.headers["Content-Range"] = f"bytes {begins_at}-{len(self.body) - 1}/{len(self.body)}"
        if self.etag:
            response.headers["ETag"] = self.etag
        if self.last_modified:
            response.headers["Last-Modified"] = self.last_modified
        response.content_length = len(rest)
        await response.prepare(request)
        if self.cut_after:
            await response.write(rest[: self.cut_after.pop(0)])
            assert request.transport is not None
            request.transport.close()
            return response
        await response.write(rest)
        await response.write_eof()
        return response


def md5(body: bytes | str) -> str:
    given = body.encode() if isinstance(body, str) else body
    return hashlib.md5(given, usedforsecurity=False).hexdigest()
