"""What one socket serves, and what happens where nothing is served or something fails."""

import asyncio

import pytest

from freehold.config import pages, routing
from freehold.live import stream
from freehold.rooms import gate


def meet(scope, messages=()):
    """What is sent to a client that sends these messages and goes."""
    sent, waiting = [], list(messages)

    async def receive():
        return waiting.pop(0) if waiting else {"type": f"{scope['type']}.disconnect"}

    async def send(message):
        sent.append(message)

    asked = {"headers": [], "method": "GET", "query_string": b""} | scope
    asyncio.run(routing.application(asked, receive, send))
    return sent


@pytest.fixture
def reached(monkeypatch):
    """Names of the parts that were reached."""
    found = []
    for name, module in {"pages": pages, "live": stream, "gate": gate}.items():

        async def application(scope, receive, send, name=name):
            found.append(name)

        monkeypatch.setattr(module, "application", application)
    return found


class TestRoutes:
    @pytest.mark.parametrize(
        ("kind", "path", "part"),
        [
            ("http", "/", "pages"),
            ("http", "/live", "live"),
            ("http", "/live/", "pages"),
            ("http", "/lively", "pages"),
            ("http", "/rtc/0b5a/rtc/validate", "gate"),
            ("http", "/rtc/0b5a/rtc/v1/validate", "gate"),
            ("http", "/rtc/0b5a", "pages"),
            ("http", "/rtcx/validate", "pages"),
            ("websocket", "/rtc/0b5a/rtc/v1", "gate"),
            ("websocket", "/rtc", "gate"),
        ],
    )
    def test_each_path_has_one_part(self, reached, kind, path, part):
        meet({"type": kind, "path": path})
        assert reached == [part]

    @pytest.mark.parametrize("path", ["/", "/live", "/rtcx", "/sessions/rtc"])
    def test_a_socket_anywhere_else_is_closed(self, reached, path):
        sent = meet({"type": "websocket", "path": path}, [{"type": "websocket.connect"}])
        assert [message["type"] for message in sent] == ["websocket.close"]
        assert reached == []


class TestFailures:
    @pytest.fixture
    def failing(self, monkeypatch):
        async def application(scope, receive, send):
            raise ValueError("Sam Okafor")

        monkeypatch.setattr(stream, "application", application)
        monkeypatch.setattr(gate, "application", application)

    def test_a_page_gets_a_plain_answer_and_the_log_no_words(self, failing, caplog):
        start, body = meet({"type": "http", "path": "/live"})
        assert start["status"] == 500
        assert b"Okafor" not in body["body"]
        assert (b"x-content-type-options", b"nosniff") in start["headers"]
        assert "asgi.failed" in caplog.text

    def test_a_socket_is_closed(self, failing):
        (closed,) = meet({"type": "websocket", "path": "/rtc/0b5a"})
        assert (closed["type"], closed["code"]) == ("websocket.close", 1011)

    def test_an_answer_that_has_begun_is_not_begun_again(self, monkeypatch):
        async def application(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise ValueError("Sam Okafor")

        monkeypatch.setattr(stream, "application", application)
        (start,) = meet({"type": "http", "path": "/live"})
        assert start["status"] == 200
