"""A server with RIPEstat's answers is asked who announces a block, if its host is allowed."""

import asyncio
import json
from datetime import date

import pytest
from aiohttp import web

from freehold.addresses import blocks, ripestat
from freehold.addresses.blocks import dotted
from freehold.addresses.facts import Told, Untold

from .web_server import Clock, serving

BLOCK = blocks.parse("193.0.4.0/24")
STATUS = {
    "resource": "193.0.4.0/24",
    "query_time": "2026-09-16T08:00:00",
    "origins": [{"origin": 64501, "route_objects": ["RIPE"]}, {"origin": 64500, "route_objects": []}],
    "less_specifics": [{"prefix": "193.0.0.0/21", "origin": 3333}],
    "more_specifics": [{"prefix": "193.0.4.128/25", "origin": "64502"}],
}
HISTORY = {
    "resource": "193.0.4.0/24",
    "by_origin": [
        {
            "origin": "64500",
            "prefixes": [
                {
                    "prefix": "193.0.4.0/24",
                    "timelines": [
                        {"starttime": "2010-01-01T00:00:00", "endtime": "2014-01-01T00:00:00"},
                        {"starttime": "2020-01-01T00:00:00", "endtime": "2026-01-01T00:00:00"},
                    ],
                }
            ],
        },
        {
            "origin": "AS64501",
            "prefixes": [
                {
                    "prefix": "193.0.0.0/21",
                    "timelines": [{"starttime": "2012-06-01T00:00:00", "endtime": "2021-01-01T00:00:00"}],
                }
            ],
        },
    ],
}


def ask(question, data, *, block=BLOCK, allowed=("127.0.0.1",), **envelope):
    """The answer, and what the server was asked."""

    async def story():
        async def handler(request):
            if isinstance(data, str):
                return web.Response(text=data)
            return web.json_response({"status": "ok", "data": data, **envelope})

        clock = Clock()
        async with serving(handler) as server:
            answer = await question(
                block, server.url, now=clock.now, sleep=clock.sleep, allowed=allowed, allow_http=True
            )
            return answer, [request.path_qs for request in server.requests]

    return asyncio.run(story())


def announced(routing) -> list[tuple[str, tuple[int, ...]]]:
    return [(f"{dotted(one.first)}-{dotted(one.last)}", one.origins) for one in routing.announcements]


class TestNow:
    def test_the_block_what_is_wider_and_what_is_inside(self):
        answer, asked = ask(ripestat.routing, STATUS)
        assert isinstance(answer, Told)
        assert announced(answer.value) == [
            ("193.0.0.0-193.0.7.255", (3333,)),
            ("193.0.4.0-193.0.4.255", (64500, 64501)),
            ("193.0.4.128-193.0.4.255", (64502,)),
        ]
        assert answer.value.seen_on == date(2026, 9, 16)
        assert not answer.value.is_flattened
        assert asked == ["/routing-status/data.json?resource=193.0.4.0/24&sourceapp=freehold"]
        assert answer.sources[0].fetched_at == "2026-09-16T12:00:00Z"

    def test_not_announced_is_an_answer(self):
        answer, _asked = ask(
            ripestat.routing, STATUS | {"origins": [], "less_specifics": [], "more_specifics": []}
        )
        assert answer.value.announcements == ()

    def test_a_host_that_is_not_allowed_is_not_asked(self):
        answer, asked = ask(ripestat.routing, STATUS, allowed=())
        assert isinstance(answer, Untold)
        assert "not allowed" in str(answer.reason)
        assert asked == []

    @pytest.mark.parametrize(
        ("data", "envelope", "says"),
        [
            ("<html>", {}, "not valid JSON"),
            ("[]", {}, "could not answer"),
            (STATUS, {"status": "maintenance"}, "could not answer (maintenance)"),
            ([], {}, "could not answer"),
            ({"bgp_state": []}, {}, "no routing status"),
        ],
    )
    def test_another_answer_is_none(self, data, envelope, says):
        answer, _asked = ask(ripestat.routing, data, **envelope)
        assert isinstance(answer, Untold)
        assert says in str(answer.reason)

    def test_an_as_set_stands_for_its_members(self):
        answer, _asked = ask(ripestat.routing, STATUS | {"origins": [{"origin": "{64500,AS64501}"}]})
        assert ("193.0.4.0-193.0.4.255", (64500, 64501)) in announced(answer.value)

    @pytest.mark.parametrize(
        "row",
        [
            {"prefix": "193.0.4.1/24", "origin": 1},
            {"prefix": None},
            {"prefix": "193.0.4.0/25", "origin": "?"},
        ],
    )
    def test_a_row_that_cannot_be_read_makes_the_answer_none(self, row):
        answer, _asked = ask(ripestat.routing, STATUS | {"more_specifics": [row]})
        assert isinstance(answer, Untold)
        assert "cannot be read" in str(answer.reason)

    def test_a_table_without_a_day_has_none(self):
        answer, _asked = ask(ripestat.routing, STATUS | {"query_time": 7})
        assert answer.value.seen_on is None


class TestThen:
    def test_a_picture_for_each_day_on_which_it_changed(self):
        answer, _asked = ask(ripestat.past_routing, HISTORY)
        assert isinstance(answer, Told)
        assert [(str(told.value.seen_on), announced(told.value)) for told in answer.value] == [
            ("2010-01-01", [("193.0.4.0-193.0.4.255", (64500,))]),
            ("2012-06-01", [("193.0.0.0-193.0.7.255", (64501,)), ("193.0.4.0-193.0.4.255", (64500,))]),
            ("2020-01-01", [("193.0.0.0-193.0.7.255", (64501,)), ("193.0.4.0-193.0.4.255", (64500,))]),
        ]

    def test_another_answer_is_none(self):
        answer, _asked = ask(ripestat.past_routing, json.dumps({"status": "ok", "data": {"x": 1}}))
        assert isinstance(answer, Untold)
