"""Who was there, and for how long: told by the real media server's webhooks, and by asking it."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from livekit import rtc

from freehold.rooms import access, actions, livekit, places, reconcile
from freehold.rooms.models import Presence, WebhookReceipt
from freehold.rooms.tests.calling import apart, scenario
from freehold.rooms.tests.conftest import audited
from tests.media.doorway import Doorway
from tests.media.server import read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.livekit]


@asynccontextmanager
async def in_the_room(device, connection):
    """A real client of LiveKit's, through the gate, connected with media."""
    async with Doorway(device, connection) as doorway:
        room = rtc.Room()
        room.gone = asyncio.Event()
        room.on("disconnected", lambda *_: room.gone.set())
        await room.connect(doorway.url, "placeholder")
        try:
            yield room
        finally:
            await room.disconnect()


async def take_in_all(server):
    for delivery in server.deliveries:
        await apart(actions.take_in, read(*delivery))


def open_stays():
    return list(Presence.objects.filter(until=None).values_list("connection", flat=True))


class TestWebhooks:
    def test_coming_and_going_are_recorded_from_what_the_server_tells(self, media_server, sam, together):
        _, his = together

        async def story():
            async with media_server:
                async with in_the_room(sam, his):
                    joined = await media_server.until_told("participant_joined")
                    assert (joined.connection, joined.room) == (his, sam.session.room)
                    await take_in_all(media_server)
                    assert await apart(open_stays) == [his]
                await media_server.until_told("participant_left")
                await take_in_all(media_server)

        scenario(story())
        stay = Presence.objects.get()
        assert stay.connection_id == his
        assert stay.until >= stay.since
        assert abs(timezone.now() - stay.since) < timedelta(minutes=1)
        assert len(audited("session.join")) == len(audited("session.part")) == 1

    def test_a_changed_body_or_an_old_delivery_is_refused(self, media_server, sam, together):
        _, his = together

        async def story():
            async with media_server, in_the_room(sam, his):
                await media_server.until_told("participant_joined")
                return media_server.deliveries[0]

        body, kind, authorization = scenario(story())
        now = timezone.now()
        livekit.read_webhook(body, kind, authorization, now=now)
        for changed in (
            (body + b" ", kind, authorization, now),
            (body, "application/json", authorization, now),
            (body, kind, authorization[:-2], now),
            (body, kind, "", now),
            (body, kind, authorization, now + timedelta(minutes=6)),
        ):
            with pytest.raises(livekit.Forged):
                livekit.read_webhook(*changed[:3], now=changed[3])


class TestReconciling:
    def test_lost_webhooks_are_made_good_by_asking(self, media_server, sam, together):
        _, his = together

        async def story():
            async with media_server:
                async with in_the_room(sam, his):
                    await apart(reconcile.reconcile)
                    assert await apart(open_stays) == [his]
                await until(lambda: apart(reconcile.reconcile), lambda: apart(open_stays), [])

        scenario(story())
        assert places.minutes_present(access.stays_in(sam.session, sam.person), timezone.now()) == 0
        assert not WebhookReceipt.objects.exists()

    def test_whoever_is_in_the_room_without_a_place_is_taken_out(self, media_server, dana, sam, together):
        """With a token of the server's own and past the gate: nothing we ever hand out."""
        assert together

        async def story():
            async with media_server:
                await livekit.create_room(sam.session.room)
                stranger = rtc.Room()
                gone = asyncio.Event()
                stranger.on("disconnected", lambda *_: gone.set())
                token = livekit.join_token(sam.session.room, sam.session.id)
                await stranger.connect(f"ws://127.0.0.1:{media_server.port}", token)
                assert await apart(reconcile.reconcile) == 1
                async with asyncio.timeout(10):
                    await gone.wait()
                await stranger.disconnect()

        scenario(story())

    def test_an_ended_session_leaves_no_room(self, media_server, dana, sam, together):
        hers, _ = together

        async def story():
            async with media_server, in_the_room(dana, hers) as room:
                assert await livekit.rooms() == {sam.session.room}
                await apart(dana.post, "end", how="ended")
                async with asyncio.timeout(10):
                    await room.gone.wait()
                await apart(reconcile.reconcile)
                assert await livekit.rooms() == set()

        scenario(story())
        assert not Presence.objects.filter(until=None).exists()

    def test_a_dead_media_server_leaves_nobody_there_for_ever(self, media_server, sam, together):
        _, his = together

        async def story():
            async with media_server:
                async with in_the_room(sam, his):
                    await apart(reconcile.reconcile)
                    media_server.kill()
                    with pytest.raises(livekit.Unavailable):
                        await apart(reconcile.reconcile)
                    assert await apart(open_stays) == [his]
                await media_server.start()
                await apart(reconcile.reconcile)
                assert await apart(open_stays) == []

        scenario(story())


class TestMedia:
    def test_two_people_hear_each_other_through_the_gate_and_after_a_kill(
        self, media_server, dana, sam, together
    ):
        hers, his = together

        async def story():
            async with media_server, in_the_room(dana, hers) as one, in_the_room(sam, his) as other:
                heard = asyncio.Event()
                again = asyncio.Event()
                watched: list[asyncio.Task[None]] = []

                def hear(track, *_):
                    watched.append(asyncio.create_task(listen(track, again if heard.is_set() else heard)))

                other.on("track_subscribed", hear)
                source = rtc.AudioSource(48000, 1)
                sounding = asyncio.create_task(sound(source))
                track = rtc.LocalAudioTrack.create_audio_track("voice", source)
                options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
                await one.local_participant.publish_track(track, options)
                async with asyncio.timeout(20):
                    await heard.wait()
                media_server.kill()
                media_server.spawn()
                async with asyncio.timeout(40):
                    await again.wait()
                for task in (sounding, *watched):
                    task.cancel()

        scenario(story())


async def sound(source):
    """A tone for as long as anybody listens."""
    samples = 480
    tone = b"".join(
        (12000 if i // 60 % 2 else -12000).to_bytes(2, "little", signed=True) for i in range(samples)
    )
    while True:
        await source.capture_frame(rtc.AudioFrame(tone, 48000, 1, samples))


async def listen(track, heard):
    async for event in rtc.AudioStream(track):
        if any(bytes(event.frame.data)):
            heard.set()


async def until(act, ask, wanted):
    async with asyncio.timeout(30):
        while True:
            await act()
            if await ask() == wanted:
                return
            await asyncio.sleep(0.1)
