"""Who asks, when HAProxy stands before us: it passes requests on through a socket file, and says from whom.

What it says is believed only there. The socket lies in a folder that no other account can open, and HAProxy
replaces the header whatever a browser sent; over a network connection the header is anybody's words.
"""

from freehold.live.requests import Application, Receive, Scope, Send

HEADER = b"x-forwarded-for"
SECURE = {"http": "https", "ws": "wss"}


def behind_front(application: Application) -> Application:
    """The application, told of the true visitor and of TLS where the front took both."""

    async def seen(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and came_through_front(scope):
            scope = {
                **scope,
                "client": _visitor(scope),
                "scheme": SECURE.get(scope["scheme"], scope["scheme"]),
            }
        await application(scope, receive, send)

    return seen


def came_through_front(scope: Scope) -> bool:
    """A socket file stands where the server's address would: the server gives its path (ASGI 3.0, HTTP)."""
    server = scope.get("server") or ("", 0)
    return str(server[0]).startswith("/")


def _visitor(scope: Scope) -> tuple[str, int] | None:
    said = [value.decode("latin-1") for name, value in scope["headers"] if name == HEADER]
    return (said[0], 0) if len(said) == 1 else None
