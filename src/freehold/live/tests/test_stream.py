"""`GET /live` as a browser meets it."""

import asyncio

import pytest
from django.utils import timezone

from freehold import live
from freehold.live import events, replay, stream
from freehold.live.hub import CHECK, POLL, hub
from freehold.live.models import Event
from freehold.live.tests.reader import reading

pytestmark = pytest.mark.usefixtures("listening")


def told(topic="person:dana", name="counted", **data):
    """Publish from a thread, as a view would."""
    return asyncio.to_thread(_publish, topic, name, data)


def _publish(topic, name, data):
    from django.db import connections

    live.publish(topic, name, **data)
    connections.close_all()


def last_event():
    from django.db import connections

    try:
        return live.last_event()
    finally:
        connections.close_all()


class TestListening:
    def test_it_greets_with_the_place_it_starts_from(self):
        async def story():
            await told()
            async with reading() as dana:
                (hello,) = await dana.until("hello")
                assert hello.at == hello.data["last"] == await asyncio.to_thread(last_event)
                assert not [frame for frame in dana.frames if frame.name == "counted"]

        asyncio.run(story())

    def test_it_tells_what_happens_and_to_whom_only(self):
        async def story():
            async with reading("dana") as dana, reading("sam") as sam:
                await told("person:dana", number=1)
                await told("person:sam", number=2)
                await told("practice:staff", number=3)
                await dana.until("counted", 2)
                await sam.until("counted", 2)
                assert [frame.data["number"] for frame in dana.frames if frame.name == "counted"] == [1, 3]
                assert [frame.data["number"] for frame in sam.frames if frame.name == "counted"] == [2, 3]
                assert dana.frames[-1].data["topic"] == "practice:staff"

        asyncio.run(story())

    def test_nobody_hears_the_hubs_own_topic(self):
        async def story():
            async with reading("dana") as dana:
                await asyncio.to_thread(live.end_streams, "sam")
                await told(name="marker")
                await dana.until("marker")
                assert "sam" not in dana.text

        asyncio.run(story())

    def test_the_answer_is_cached_by_nobody(self):
        async def story():
            async with reading() as dana:
                assert dana.status == 200
                assert dana.headers["content-type"] == "text/event-stream; charset=utf-8"
                assert dana.headers["cache-control"] == "no-store"
                assert dana.headers["x-accel-buffering"] == "no"
                assert dana.headers["x-content-type-options"] == "nosniff"
                assert dana.text.startswith(f"retry: {stream.RETRY}\n")

        asyncio.run(story())

    def test_silence_is_broken_so_that_nobody_thinks_it_dead(self, monkeypatch):
        monkeypatch.setattr(stream, "HEARTBEAT_EVERY", 0.05)

        async def story():
            async with reading() as dana:
                await dana.until_text(": still here\n\n: still here\n\n")

        asyncio.run(story())


class TestRefusals:
    @pytest.mark.parametrize(
        ("asked", "status", "says"),
        [
            ({"who": None}, 401, "sign in"),
            ({"method": "POST"}, 405, "GET"),
            ({"method": "HEAD"}, 405, "GET"),
            ({"host": "evil.example"}, 400, "host"),
            ({"host": ""}, 400, "host"),
            ({"sec_fetch_site": "cross-site"}, 403, "another site"),
            ({"sec_fetch_site": "same-site"}, 403, "another site"),
            ({"query": "after=yesterday"}, 400, "whole number"),
            ({"last_event_id": "0x1"}, 400, "whole number"),
        ],
    )
    def test_each_says_what_is_wrong(self, asked, status, says):
        async def story():
            async with reading(**asked) as stranger:
                assert stranger.status == status
                assert says in stranger.text
                assert stranger.closed
                assert stranger.headers["cache-control"] == "no-store"

        asyncio.run(story())

    def test_pages_of_our_own_may(self):
        async def story():
            async with reading(sec_fetch_site="same-origin") as dana:
                assert dana.status == 200

        asyncio.run(story())

    def test_one_sign_in_opens_only_so_many(self, monkeypatch):
        monkeypatch.setattr(stream, "STREAMS_PER_SIGN_IN", 1)

        async def story():
            async with reading("dana"), reading("sam") as sam:
                assert sam.status == 200
                async with reading("dana") as second:
                    assert second.status == 429

        asyncio.run(story())


class TestComingBack:
    def test_it_is_told_what_it_missed_and_then_what_comes(self):
        async def story():
            await told(number=1)
            seen = await asyncio.to_thread(last_event)
            await told(number=2)
            await told("person:sam", number=3)
            await told(number=4)
            async with reading(last_event_id=str(seen)) as dana:
                await told(number=5)
                found = await dana.until("counted", 3)
                assert [frame.data["number"] for frame in found] == [2, 4, 5]
                assert [frame.at for frame in found] == sorted(frame.at for frame in found)
                # Were the greeting to carry an id, a break before the frames would lose them.
                assert (await dana.until("hello"))[0].at is None

        asyncio.run(story())

    def test_a_page_says_in_its_address_where_it_stands(self):
        async def story():
            await told(number=1)
            seen = await asyncio.to_thread(last_event)
            await told(number=2)
            async with reading(query=f"after={seen}") as dana:
                assert [frame.data["number"] for frame in await dana.until("counted")] == [2]

        asyncio.run(story())

    def test_a_place_the_hub_has_not_read_yet_is_no_future(self, monkeypatch):
        """The page was rendered by a process that had committed more than this one has read."""

        async def story():
            async with reading("sam"):
                monkeypatch.setattr(hub, "_read", lambda: None)
                await told(number=1)
                seen = await asyncio.to_thread(last_event)
                async with reading(query=f"after={seen}") as dana:
                    monkeypatch.undo()
                    await told(number=2)
                    assert [frame.data["number"] for frame in await dana.until("counted")] == [2]
                    assert "reset" not in dana.text

        asyncio.run(story())

    def test_what_is_pruned_is_a_reset(self):
        async def story():
            for number in range(4):
                await told(number=number)
            await asyncio.to_thread(_prune_all)
            async with reading(last_event_id="0") as dana:
                (reset,) = await dana.until("reset")
                assert reset.at == reset.data["last"] == await asyncio.to_thread(last_event)
                await told(number=9)
                assert [frame.data["number"] for frame in await dana.until("counted")] == [9]

        asyncio.run(story())

    def test_too_much_is_a_reset(self, monkeypatch):
        monkeypatch.setattr(replay, "LIMIT", 3)

        async def story():
            start = await asyncio.to_thread(last_event)
            for number in range(4):
                await told(number=number)
            async with reading(last_event_id=str(start)) as dana:
                await dana.until("reset")
                assert "counted" not in dana.text

        asyncio.run(story())

    def test_a_place_in_the_future_is_a_reset(self):
        """The database was restored from a backup."""

        async def story():
            await told()
            async with reading(last_event_id=str(await asyncio.to_thread(last_event) + 1000)) as dana:
                await dana.until("reset")

        asyncio.run(story())


def _prune_all():
    from datetime import timedelta

    from django.db import connections

    Event.objects.update(at=timezone.now() - timedelta(days=2))
    events.prune()
    connections.close_all()


class TestBeingEnded:
    def test_a_revoked_sign_in_is_heard_no_more(self, settings):
        async def story():
            async with reading("dana") as dana, reading("sam") as sam:
                (settings.OPTIONS.data / "revoked").write_text("dana")
                hub._next_check = 0  # the question comes every two seconds; don't wait for it
                hub.wake()
                await dana.until_closed()
                await told("practice:staff", number=1)
                await sam.until("counted")
                assert not sam.closed
                assert "counted" not in dana.text

        asyncio.run(story())

    def test_the_question_is_asked_often_enough_for_five_seconds(self):
        assert 2 * CHECK + POLL <= 5

    def test_signing_out_ends_it_at_once(self, monkeypatch):
        monkeypatch.setattr(hub, "_check", lambda: None)

        async def story():
            async with reading("dana") as here, reading("dana") as there, reading("sam") as sam:
                await asyncio.to_thread(live.end_streams, "dana")
                await here.until_closed()
                await there.until_closed()
                assert not sam.closed

        asyncio.run(story())

    def test_the_server_stopping_ends_it(self):
        async def story():
            async with reading("dana") as dana:
                hub.end_all()
                await dana.until_closed()

        asyncio.run(story())

    def test_a_reader_that_leaves_is_forgotten(self):
        async def story():
            async with reading("dana"):
                assert hub.open_streams("dana") == 1
            assert hub.open_streams("dana") == 0

        asyncio.run(story())

    def test_one_that_leaves_while_we_ask_who_it_is_is_forgotten_too(self):
        async def story():
            from freehold.live.tests.reader import Reader, scope

            reader = Reader()
            reader.leave()
            asked = scope(headers={"host": "localhost", "cookie": "who=dana"})
            await asyncio.wait_for(stream.application(asked, reader.receive, reader.send), 10)
            assert hub.open_streams("dana") == 0

        asyncio.run(story())


class TestSlowReader:
    def test_it_is_told_to_start_over_and_holds_up_nobody(self, monkeypatch):
        monkeypatch.setattr(stream, "QUEUE", 5)

        async def story():
            async with reading("dana") as tunnel, reading("sam") as sam:
                tunnel.stuck.set()
                for number in range(20):
                    await told("practice:staff", number=number)
                    await sam.until("counted", number + 1)
                tunnel.stuck.clear()
                (reset,) = await tunnel.until("reset")
                assert reset.at == await asyncio.to_thread(last_event)
                await tunnel.until_closed()

        asyncio.run(story())

    def test_one_that_never_reads_again_is_let_go(self, monkeypatch):
        monkeypatch.setattr(stream, "SEND_WITHIN", 0.05)

        async def story():
            async with reading("dana") as tunnel:
                tunnel.stuck.set()
                await told(number=1)
                async with asyncio.timeout(10):
                    while hub.open_streams("dana"):
                        await asyncio.sleep(0.01)

        asyncio.run(story())


class TestDatabaseAway:
    def test_streams_stay_and_miss_nothing(self, monkeypatch):
        from django.db import OperationalError

        read = hub._read
        failures = iter([True])

        def failing():
            if next(failures, False):
                raise OperationalError("the database system is shutting down")
            read()

        async def story():
            async with reading("dana") as dana:
                monkeypatch.setattr(hub, "_read", failing)
                await told(number=1)
                assert [frame.data["number"] for frame in await dana.until("counted")] == [1]
                assert not dana.closed

        asyncio.run(story())
