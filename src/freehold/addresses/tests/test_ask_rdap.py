"""A registry's server is asked who holds a block; whatever it does, an answer comes back."""

import asyncio
import json
from hashlib import sha256

import pytest
from aiohttp import web

from freehold.addresses import blocks, rdap, rdap_bootstrap
from freehold.addresses.asking import MOST_BYTES, Pace
from freehold.addresses.blocks import dotted
from freehold.addresses.facts import Registrations, Told, Untold

from .rdap_server import Registry, bootstrap_of, network, rdap_json
from .web_server import Clock, serving

BLOCK = "193.0.4.0/24"
WHOLE = network("193.0.4.0-193.0.4.255", "Seller GmbH")


def ask(handler, block=BLOCK, *, clock=None, pace=None, questions=rdap.QUESTIONS, allow_http=True):
    """The answer, and the paths that the server was asked for."""
    clock = clock or Clock()

    async def story():
        async with serving(handler) as server:
            bootstrap = rdap_bootstrap.parse(bootstrap_of(("193.0.0.0/8", server.url)))
            answer = await rdap.registrations(
                blocks.parse(block),
                bootstrap,
                now=clock.now,
                sleep=clock.sleep,
                pace=pace,
                questions=questions,
                allow_http=allow_http,
            )
            return answer, server.asked

    return asyncio.run(story())


def told(answer) -> Registrations:
    assert isinstance(answer, Told), answer
    return answer.value


def holders(answer) -> list[tuple[str, str | None]]:
    return [(f"{dotted(one.first)}-{dotted(one.last)}", one.holder) for one in told(answer).networks]


def untold(answer) -> str:
    assert isinstance(answer, Untold), answer
    return str(answer.reason)


class TestOneHolder:
    def test_the_record_of_the_block_is_found_and_kept_raw(self):
        answer, asked = ask(Registry(WHOLE))
        assert holders(answer) == [("193.0.4.0-193.0.4.255", "Seller GmbH")]
        assert told(answer).networks[0].raw == WHOLE
        assert told(answer).networks[0].registry == "ripencc"
        assert told(answer).uncovered == ()
        assert asked[0] == "/ip/193.0.4.0/24"

    def test_the_source_says_when_and_what_exactly_was_answered(self):
        answer, _asked = ask(Registry(WHOLE))
        (source,) = answer.sources
        assert source.fetched_at == "2026-09-16T12:00:00Z"
        assert source.sha256 == sha256(json.dumps(WHOLE).encode()).hexdigest()
        assert source.detail["url"].endswith("/ip/193.0.4.0/24")
        assert source.detail["record"] == "193.0.4.0 - 193.0.4.255"

    def test_one_address_is_asked_for_without_a_length(self):
        _answer, asked = ask(Registry(WHOLE), "193.0.4.7/32")
        assert asked[0] == "/ip/193.0.4.7"

    def test_the_record_around_it_follows_from_outside_in(self):
        allocation = network("193.0.0.0-193.0.7.255", "Big Provider")
        answer, _asked = ask(Registry(WHOLE, allocation))
        assert holders(answer) == [
            ("193.0.0.0-193.0.7.255", "Big Provider"),
            ("193.0.4.0-193.0.4.255", "Seller GmbH"),
        ]

    def test_the_registrys_own_record_of_its_8_is_nobodys(self):
        slash_8 = network("193.0.0.0-193.255.255.255", "RIPE NCC")
        answer, _asked = ask(Registry(WHOLE, slash_8, network("0.0.0.0-255.255.255.255", "IANA")))
        assert holders(answer) == [("193.0.4.0-193.0.4.255", "Seller GmbH")]

    def test_a_block_that_is_no_prefix_is_asked_for_in_parts(self):
        odd = network("193.0.3.0-193.0.6.255", "Odd Range")
        answer, asked = ask(Registry(odd), "193.0.3.0-193.0.4.255")
        assert holders(answer) == [("193.0.3.0-193.0.6.255", "Odd Range")]
        assert asked[:2] == ["/ip/193.0.3.0/24", "/ip/193.0.4.0/24"]


class TestSeveralHolders:
    def test_sub_assignments_inside_are_all_reported(self):
        parts = [
            network("193.0.4.0-193.0.4.63", "Customer A", type="ASSIGNED PA"),
            network("193.0.4.64-193.0.4.95", "Customer B", type="ASSIGNED PA"),
            network("193.0.4.240-193.0.4.255", "Customer C", type="ASSIGNED PA"),
        ]
        answer, _asked = ask(Registry(WHOLE, *parts))
        assert [holder for _ends, holder in holders(answer)] == [
            "Seller GmbH",
            "Customer A",
            "Customer B",
            "Customer C",
        ]

    def test_a_sub_assignment_at_the_very_end_is_found(self):
        answer, _asked = ask(Registry(WHOLE, network("193.0.4.252-193.0.4.255", "Customer Z")))
        assert "Customer Z" in dict(holders(answer)).values()

    def test_two_records_side_by_side_without_one_around_both(self):
        left, right = network("193.0.4.0-193.0.4.127", "Left"), network("193.0.4.128-193.0.4.255", "Right")
        answer, _asked = ask(Registry(left, right))
        assert [holder for _ends, holder in holders(answer)] == ["Left", "Right"]
        assert told(answer).uncovered == ()

    def test_a_gap_is_reported(self):
        answer, _asked = ask(Registry(network("193.0.4.0-193.0.4.127", "Left")))
        assert told(answer).uncovered == ((blocks.number("193.0.4.128"), blocks.number("193.0.4.255")),)

    def test_the_number_of_questions_is_bounded(self):
        pairs = [network(f"193.0.4.{n}-193.0.4.{n + 1}", f"Customer {n}") for n in range(0, 256, 2)]
        answer, asked = ask(Registry(WHOLE, *pairs))
        assert len(asked) <= 3 * rdap.QUESTIONS + 4
        ((first, last),) = told(answer).unanswered
        assert (dotted(first), dotted(last)) == ("193.0.4.96", "193.0.4.255")

    def test_too_many_holders_to_ask_for_all_is_no_answer(self):
        pairs = [network(f"193.0.4.{n}-193.0.4.{n + 1}", f"Customer {n}") for n in range(0, 256, 2)]
        answer, _asked = ask(Registry(*pairs))
        assert "Too many records" in untold(answer)

    def test_lacnic_is_asked_less(self):
        _answer, asked = ask(Registry(WHOLE | {"port43": "whois.lacnic.net"}))
        assert len(asked) <= rdap.QUESTIONS_OF_LACNIC + 4


class TestNoRecord:
    def test_404_everywhere_means_uncovered(self):
        answer, _asked = ask(Registry())
        assert told(answer).networks == ()
        assert told(answer).uncovered == ((blocks.number("193.0.4.0"), blocks.number("193.0.4.255")),)
        assert answer.sources[0].detail["status"] == 404

    def test_a_record_that_says_not_ours_counts_as_none(self):
        elsewhere = network("193.0.0.0-193.0.255.255", "Non-RIPE-NCC-managed-address-block")
        answer, _asked = ask(Registry(elsewhere))
        assert told(answer).networks == ()

    def test_a_block_that_the_bootstrap_does_not_know_is_not_asked_for(self):
        answer, asked = ask(Registry(), "8.8.8.0/24")
        assert "No registry's server is known" in untold(answer)
        assert asked == []

    def test_plain_http_is_not_spoken_outside_tests(self):
        answer, asked = ask(Registry(WHOLE), allow_http=False)
        assert "No registry's server is known" in untold(answer)
        assert asked == []


class TestRedirects:
    def test_a_transferred_block_is_followed_to_the_other_registry(self):
        async def story():
            other = Registry(WHOLE | {"port43": "whois.apnic.net"})
            async with serving(other) as apnic:

                async def moved(request):
                    raise web.HTTPMovedPermanently(f"{apnic.url}ip/{request.path.removeprefix('/ip/')}")

                async with serving(moved) as ripe:
                    file = bootstrap_of(("193.0.0.0/8", ripe.url), ("1.0.0.0/8", apnic.url))
                    return await rdap.registrations(
                        blocks.parse(BLOCK), rdap_bootstrap.parse(file), now=Clock().now, allow_http=True
                    )

        answer = asyncio.run(story())
        assert told(answer).networks[0].registry == "apnic"

    def test_a_relative_one_is_followed(self):
        async def moved(request):
            if request.path == "/ip/193.0.4.0/24":
                raise web.HTTPFound("/here/193.0.4.0/24")
            return rdap_json(WHOLE)

        answer, asked = ask(moved)
        assert holders(answer) == [("193.0.4.0-193.0.4.255", "Seller GmbH")]
        assert asked[:2] == ["/ip/193.0.4.0/24", "/here/193.0.4.0/24"]

    def test_a_loop_ends(self):
        async def turning(request):
            raise web.HTTPFound("/b" if request.path == "/a" else "/a")

        answer, asked = ask(turning)
        assert "in circles" in untold(answer)
        assert len(asked) == 3

    def test_an_endless_road_ends(self):
        async def on(request):
            raise web.HTTPFound(f"{request.path}x")

        answer, asked = ask(on)
        assert "in circles" in untold(answer)
        assert len(asked) == 6

    @pytest.mark.parametrize("target", ["https://collector.example/ip/1", "file:///etc/passwd"])
    def test_nobody_is_asked_whom_no_registry_runs(self, target):
        async def away(request):
            return web.Response(status=302, headers={"Location": target})

        answer, asked = ask(away)
        assert "leads to an address that is not asked" in untold(answer)
        assert len(asked) == 1

    def test_an_address_that_is_none_leads_nowhere(self):
        async def away(request):
            return web.Response(status=302, headers={"Location": "http://["})

        answer, _asked = ask(away)
        untold(answer)


class TestBusy:
    @pytest.mark.parametrize("status", [429, 503])
    def test_it_waits_as_long_as_it_is_asked_to(self, status):
        busy = web.Response(status=status, headers={"Retry-After": "17"})
        clock = Clock()
        answer, _asked = ask(Registry(WHOLE, broken={"/ip/193.0.4.0/24": [busy]}), clock=clock)
        assert holders(answer)
        assert clock.slept == [17]

    def test_a_date_to_come_back_at_is_understood(self):
        busy = web.Response(status=429, headers={"Retry-After": "Wed, 16 Sep 2026 12:00:30 GMT"})
        clock = Clock()
        ask(Registry(WHOLE, broken={"/ip/193.0.4.0/24": [busy]}), clock=clock)
        assert clock.slept == [30]

    def test_without_a_time_it_waits_longer_each_time_and_then_gives_up(self):
        busy = [web.Response(status=429) for _attempt in range(9)]
        clock = Clock()
        answer, asked = ask(Registry(WHOLE, broken={"/ip/193.0.4.0/24": busy}), clock=clock)
        assert "busy" in untold(answer)
        assert clock.slept == [1, 2, 4]
        assert len(asked) == 4

    def test_it_does_not_wait_for_an_hour(self):
        busy = web.Response(status=429, headers={"Retry-After": "3600"})
        clock = Clock()
        answer, _asked = ask(Registry(WHOLE, broken={"/ip/193.0.4.0/24": [busy]}), clock=clock)
        assert "3600 seconds" in untold(answer)
        assert clock.slept == []

    @pytest.mark.parametrize("nonsense", ["soon", "-5", "١٢", "Wed, 99 Sep 2026 12:00:30 GMT", ""])
    def test_a_nonsense_time_is_no_time(self, nonsense):
        busy = web.Response(status=429, headers={"Retry-After": nonsense})
        clock = Clock()
        ask(Registry(WHOLE, broken={"/ip/193.0.4.0/24": [busy]}), clock=clock)
        assert clock.slept == [1]

    def test_a_server_that_has_had_enough_half_way_leaves_the_rest_unanswered(self):
        enough = [web.Response(status=403)]
        answer, asked = ask(Registry(WHOLE, broken={"/ip/193.0.4.32": enough}))
        assert holders(answer) == [("193.0.4.0-193.0.4.255", "Seller GmbH")]
        ((first, last),) = told(answer).unanswered
        assert (dotted(first), dotted(last)) == ("193.0.4.32", "193.0.4.255")
        assert "/ip/193.0.4.48" not in asked

    def test_one_that_stops_where_the_holder_is_not_known_gives_no_answer(self):
        left = network("193.0.4.0-193.0.4.127", "Left")
        answer, _asked = ask(Registry(left, broken={"/ip/193.0.4.160": [web.Response(status=403)]}))
        assert "status 403" in untold(answer)

    def test_a_host_with_a_pace_is_asked_at_that_pace(self):
        clock = Clock()
        _answer, asked = ask(Registry(WHOLE), clock=clock, pace=Pace({"127.0.0.1": 6.0}), questions=2)
        assert clock.slept == [0.0] + [6.0] * (len(asked) - 1)

    def test_two_audits_at_once_take_turns(self):
        clock, waits = Clock(), []
        pace = Pace({"lacnic.net": 6.0})

        async def sleep(seconds):
            waits.append(seconds)

        async def story():
            await asyncio.gather(*(pace.wait("rdap.lacnic.net", clock.now, sleep) for _audit in range(3)))

        asyncio.run(story())
        assert waits == [0.0, 6.0, 12.0]


class TestBrokenAnswers:
    @pytest.mark.parametrize(
        ("response", "says"),
        [
            (lambda: web.Response(text='{"handle": "19'), "not valid JSON"),
            (lambda: web.Response(text="<html>Down for maintenance</html>"), "web page"),
            (lambda: web.Response(text=""), "empty"),
            (lambda: web.Response(text='["nothing"]'), "not an RDAP object"),
            (lambda: rdap_json({"errorCode": 501, "title": "Not Implemented"}), "501 Not Implemented"),
            (lambda: web.Response(status=501), "status 501"),
            (lambda: rdap_json(network("8.8.8.0-8.8.8.255")), "other addresses"),
            (lambda: web.Response(body=b" " * (MOST_BYTES + 1)), "too long"),
            (lambda: web.Response(body=b"no", headers={"Content-Encoding": "gzip"}), "could not be reached"),
        ],
    )  # fmt: skip
    def test_each_is_no_answer_with_its_reason(self, response, says):
        async def broken(request):
            return response()

        answer, _asked = ask(broken)
        assert says in untold(answer)

    def test_nobody_listening_is_no_answer(self):
        async def story():
            async with serving(Registry()) as server:
                file = bootstrap_of(("193.0.0.0/8", server.url))
            clock = Clock()
            return await rdap.registrations(
                blocks.parse(BLOCK),
                rdap_bootstrap.parse(file),
                now=clock.now,
                sleep=clock.sleep,
                allow_http=True,
            )

        assert "could not be reached" in untold(asyncio.run(story()))

    def test_one_that_never_answers_is_given_up(self, monkeypatch):
        from freehold.addresses import asking

        monkeypatch.setattr(asking, "TIMEOUT", asking.aiohttp.ClientTimeout(total=0.05))

        async def silent(request):
            await asyncio.Event().wait()

        clock = Clock()
        answer, _asked = ask(silent, clock=clock)
        assert "did not answer in time" in untold(answer)

    def test_a_connection_cut_half_way_is_tried_again(self):
        cut = []

        async def cutting(request):
            if not cut:
                cut.append(True)
                response = web.StreamResponse(headers={"Content-Length": "1000"})
                await response.prepare(request)
                await response.write(b'{"handle"')
                request.transport.abort()
                return response
            return await Registry(WHOLE)(request)

        answer, _asked = ask(cutting)
        assert holders(answer) == [("193.0.4.0-193.0.4.255", "Seller GmbH")]


class TestBootstrap:
    def test_the_bundled_one_knows_every_registry(self):
        bundled = rdap_bootstrap.bundled()
        wanted = {"41.0.0.0": "afrinic", "1.0.0.0": "apnic", "8.8.8.8": "arin", "200.0.0.0": "lacnic"}
        for address, name in wanted.items():
            number = blocks.number(address)
            assert name in bundled.servers((number, number))[0]
        assert bundled.published == "2019-06-07T19:00:02Z"

    def test_the_longest_match_counts_and_https_comes_first(self):
        file = {
            "version": "1.0",
            "publication": "2026-09-01T00:00:00Z",
            "services": [
                [["93.0.0.0/8"], ["http://wide.example/", "https://wide.example"]],
                [["93.184.0.0/15"], ["https://narrow.example/"]],
            ],
        }
        bootstrap = rdap_bootstrap.parse(json.dumps(file).encode())
        inside, outside = blocks.parse("93.184.0.0/24"), blocks.parse("93.0.0.0/24")
        across = blocks.parse("93.184.0.0/14")
        assert bootstrap.servers((inside.first, inside.last)) == ("https://narrow.example/",)
        assert bootstrap.servers((outside.first, outside.last))[0] == "https://wide.example/"
        assert bootstrap.servers((across.first, across.last))[0] == "https://wide.example/"

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"<html>",
            b"[]",
            b'{"version": "1.0", "publication": "x", "services": []}',
            b'{"version": "1.0", "publication": "x", "services": [[["1.0.0.1/8"], ["https://a/"]]]}',
            b'{"version": "1.0", "publication": "x", "services": [[["8"], ["https://a/"]]]}',
            b'{"version": "1.0", "publication": "x", "services": [[["2001::/16"], ["https://a/"]]]}',
        ],
    )
    def test_what_is_none_is_refused(self, raw):
        with pytest.raises(rdap_bootstrap.NotABootstrap):
            rdap_bootstrap.parse(raw)

    def test_a_fresher_one_in_the_folder_is_taken_and_a_broken_one_is_not(self, tmp_path):
        assert rdap_bootstrap.newest(tmp_path) == rdap_bootstrap.bundled()
        (tmp_path / "rdap-ipv4.json").write_bytes(b"<html>")
        assert rdap_bootstrap.newest(tmp_path) == rdap_bootstrap.bundled()
        (tmp_path / "rdap-ipv4.json").write_bytes(bootstrap_of(("1.0.0.0/8", "https://new.example/")))
        assert rdap_bootstrap.newest(tmp_path).published == "2026-09-01T00:00:00Z"
