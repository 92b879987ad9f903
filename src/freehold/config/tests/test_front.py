"""Who asks: what the front says through its socket file, and nobody's word over a network connection."""

import asyncio

import pytest

from freehold.config.front import behind_front

SOCKET = ("/srv/freehold/front/web.sock", "0")


def seen(**scope) -> dict:
    """What the application is told of this connection."""
    told = {}

    async def application(scope, receive, send):
        told.update(scope)

    given = {"type": "http", "scheme": "http", "headers": [], "server": SOCKET, "client": ("", "0")} | scope
    asyncio.run(behind_front(application)(given, None, None))
    return told


class TestThroughTheFront:
    def test_the_visitor_is_whom_the_front_saw(self):
        told = seen(headers=[(b"host", b"203.0.113.7"), (b"x-forwarded-for", b"198.51.100.9")])
        assert told["client"] == ("198.51.100.9", 0)

    @pytest.mark.parametrize(
        ("kind", "scheme", "secure"), [("http", "http", "https"), ("websocket", "ws", "wss")]
    )
    def test_the_connection_is_secure(self, kind, scheme, secure):
        assert seen(type=kind, scheme=scheme)["scheme"] == secure

    def test_nobody_when_it_says_nothing_or_two_things(self):
        twice = [(b"x-forwarded-for", b"198.51.100.9"), (b"x-forwarded-for", b"6.6.6.6")]
        assert seen()["client"] is None
        assert seen(headers=twice)["client"] is None

    def test_the_life_of_the_server_passes_untouched(self):
        assert seen(type="lifespan")["scheme"] == "http"


class TestOverANetwork:
    @pytest.mark.parametrize("server", [("203.0.113.7", 443), ("127.0.0.1", 8000), None])
    def test_what_a_browser_says_of_itself_changes_nothing(self, server):
        told = seen(
            server=server, client=("198.51.100.9", 55000), headers=[(b"x-forwarded-for", b"127.0.0.1")]
        )
        assert told["client"] == ("198.51.100.9", 55000)
        assert told["scheme"] == "http"
