"""What a raw ASGI request says; shared by the parts that stand outside Django's request cycle."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# What Django's middleware puts on a page, for replies that never pass it.
SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of this (lower case) name."""
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return None


def cookies(scope: Scope) -> dict[str, str]:
    """All cookies; HTTP/2 may send them as several headers (RFC 9113, section 8.2.3)."""
    texts = [value.decode("latin-1") for key, value in scope["headers"] if key == b"cookie"]
    return parse_cookie("; ".join(texts))


def query(scope: Scope, name: str) -> str | None:
    values = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=False).get(name)
    return values[0] if values else None


def has_allowed_host(scope: Scope) -> bool:
    """Whether the request was meant for us: the rule of `HttpRequest.get_host`, against DNS rebinding."""
    host = header(scope, b"host") or header(scope, b":authority") or ""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def is_cross_site(scope: Scope) -> bool:
    """Whether a browser says that another site's page asks (W3C Fetch Metadata)."""
    return header(scope, b"sec-fetch-site") not in (None, "same-origin", "none")


def hsts() -> Iterable[tuple[bytes, bytes]]:
    seconds: int = settings.SECURE_HSTS_SECONDS
    return [(b"strict-transport-security", b"max-age=%d" % seconds)] if seconds else []


async def refuse(
    send: Send, status: HTTPStatus, why: str, headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """A short plain answer, complete in itself."""
    body = f"{why}\n".encode()
    start = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *SECURITY_HEADERS,
        *hsts(),
        *headers,
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": start})
    await send({"type": "http.response.body", "body": body})
