"""Django's pages on their threads: what a request becomes, and that nothing of it is lost on the way."""

import asyncio
import threading

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from freehold.config import pages


def scope(**given):
    return {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [],
        "scheme": "https",
        "http_version": "2",
        "server": ("203.0.113.10", 443),
        "client": ("198.51.100.7", 50000),
    } | given


def ask(monkeypatch, answer, parts=(b"",), **given):
    """What the server would send, when Django answers so. `answer(environ)` makes Django's response."""
    sent = []

    def django(environ, start_response):
        response = answer(environ)
        cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        return response

    messages = [
        {"type": "http.request", "body": part, "more_body": number < len(parts) - 1}
        for number, part in enumerate(parts)
    ]

    async def receive():
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    monkeypatch.setattr(pages, "_django", django)
    asyncio.run(pages.application(scope(**given), receive, send))
    return sent


class TestRequest:
    def test_it_carries_address_scheme_and_query(self, monkeypatch):
        seen = {}
        ask(
            monkeypatch,
            lambda environ: seen.update(environ) or HttpResponse(),
            path="/sessions/é",
            query_string=b"a=1",
        )
        assert seen["PATH_INFO"].encode("latin-1").decode() == "/sessions/é"
        assert (seen["QUERY_STRING"], seen["wsgi.url_scheme"]) == ("a=1", "https")
        assert (seen["REMOTE_ADDR"], seen["SERVER_PORT"]) == ("198.51.100.7", "443")

    def test_headers_keep_their_meaning(self, monkeypatch):
        seen = {}
        ask(
            monkeypatch,
            lambda environ: seen.update(environ) or HttpResponse(),
            headers=[
                (b"host", b"203.0.113.10"),
                (b"cookie", b"a=1"),
                (b"cookie", b"b=2"),
                (b"accept", b"text/html"),
                (b"accept", b"*/*"),
                (b"x_forwarded_for", b"forged"),
                (b"content-type", b"text/plain"),
            ],
        )
        assert seen["HTTP_HOST"] == "203.0.113.10"
        assert seen["HTTP_COOKIE"] == "a=1; b=2"
        assert seen["HTTP_ACCEPT"] == "text/html,*/*"
        assert seen["CONTENT_TYPE"] == "text/plain"
        assert "HTTP_X_FORWARDED_FOR" not in seen, "an underscore would pass for a hyphen"

    @pytest.mark.parametrize("size", [0, 10, pages.BODY_IN_MEMORY + 10], ids=["none", "small", "in a file"])
    def test_the_body_arrives_whole(self, monkeypatch, size):
        body = bytes(range(256)) * (size // 256 + 1)
        parts = [body[:size][start : start + 65536] for start in range(0, max(size, 1), 65536)]
        seen = {}

        def answer(environ):
            seen["length"] = int(environ["CONTENT_LENGTH"])
            seen["body"] = environ["wsgi.input"].read(seen["length"])
            return HttpResponse()

        ask(monkeypatch, answer, parts, method="POST")
        assert (seen["length"], seen["body"]) == (size, body[:size])

    def test_too_large_a_body_is_refused_before_a_view_sees_it(self, monkeypatch):
        monkeypatch.setattr(pages, "BODY_AT_MOST", 100)

        def never(environ):
            raise AssertionError("a view was asked")

        sent = ask(monkeypatch, never, [b"x" * 60, b"x" * 60], method="POST")
        assert sent[0]["status"] == 413
        assert b"too large" in sent[1]["body"]

    def test_one_who_leaves_while_sending_is_not_answered(self, monkeypatch):
        def never(environ):
            raise AssertionError("a view was asked")

        sent = []

        async def story():
            async def receive():
                return {"type": "http.disconnect"}

            async def send(message):
                sent.append(message)

            await pages.application(scope(), receive, send)

        monkeypatch.setattr(pages, "_django", never)
        asyncio.run(story())
        assert sent == []


class TestAnswer:
    def test_every_cookie_is_set(self, monkeypatch):
        response = HttpResponse("hello", status=201)
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        start, body = ask(monkeypatch, lambda environ: response)
        assert start["status"] == 201
        cookies = [value for name, value in start["headers"] if name == b"set-cookie"]
        assert cookies == [b"a=1; Path=/", b"b=2; Path=/"]
        assert body["body"] == b"hello"

    def test_it_is_closed_so_that_django_lets_go_of_its_connection(self, monkeypatch):
        response = HttpResponse("hello")
        closed = []
        response.close = lambda: closed.append(threading.current_thread().name)
        ask(monkeypatch, lambda environ: response)
        assert len(closed) == 1
        assert closed[0].startswith("pages")

    def test_a_streamed_one_is_passed_on_part_by_part_and_closed(self, monkeypatch):
        response = StreamingHttpResponse(iter([b"one", b"two"]))
        closed = []
        response.close = lambda: closed.append(True)
        sent = ask(monkeypatch, lambda environ: response)
        assert [message.get("body") for message in sent[1:]] == [b"one", b"two", b""]
        assert [message.get("more_body", False) for message in sent[1:]] == [True, True, False]
        assert closed == [True]


@pytest.mark.django_db(transaction=True)
class TestThreads:
    def test_requests_share_a_fixed_number_of_threads(self, monkeypatch):
        names = set()

        def answer(environ):
            names.add(threading.current_thread().name)
            return HttpResponse()

        for _ in range(40):
            ask(monkeypatch, answer)
        assert 1 <= len(names) <= pages.THREADS
