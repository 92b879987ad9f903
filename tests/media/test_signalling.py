"""The gate in front of the real media server."""

from urllib.parse import urlsplit

import pytest
from livekit.protocol.rtc import LeaveRequest

from freehold.rooms import livekit
from freehold.rooms.tests.calling import Caller, apart, scenario
from tests.media.server import ADDRESS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.livekit]


def host_of(url):
    """Of "stun:host:port" and "turn:host:port?transport=udp"."""
    return urlsplit("//" + url.split(":", 1)[1]).hostname


class TestWhatABrowserIsHanded:
    @pytest.mark.parametrize("path", ["rtc", "rtc/v1"])
    def test_every_stun_and_turn_server_is_ours(self, media_server, sam, together, path):
        _, his = together

        async def story():
            async with media_server:
                caller = await Caller(sam, his, path=path, **asked(path)).connects()
                join = (await caller.hears_message()).join
                await caller.hangs_up()
                return join

        join = scenario(story())
        urls = [url for server in join.ice_servers for url in server.urls]
        assert any(url.startswith("turn:") for url in urls)
        assert any(url.startswith("stun:") for url in urls)
        assert {host_of(url) for url in urls} == {ADDRESS}

    def test_it_is_who_the_gate_says_and_may_do_what_the_gate_says(self, media_server, sam, together):
        _, his = together

        async def story():
            async with media_server:
                caller = await Caller(sam, his, path="rtc").connects()
                join = (await caller.hears_message()).join
                await caller.hangs_up()
                return join

        join = scenario(story())
        assert join.participant.identity == str(his)
        assert join.participant.name == ""
        assert join.room.name == sam.session.room
        may = join.participant.permission
        assert (may.can_subscribe, may.can_publish, may.can_publish_data) == (True, True, False)
        assert not may.can_update_metadata


class TestRemoval:
    def test_a_removed_person_is_out_and_no_token_lets_them_back(self, media_server, dana, sam, together):
        _, his = together

        async def story():
            async with media_server:
                caller = await Caller(sam, his, path="rtc").connects()
                assert (await caller.hears_message()).HasField("join")
                old = livekit.join_token(sam.session.room, his)
                assert await present(sam) == {str(his)}
                await apart(dana.post, "remove", connection=str(his))
                await caller.is_closed()
                await caller.is_done()
                assert await present(sam) == set()
                for token in ("placeholder", old):
                    again = Caller(sam, his, path="rtc", access_token=token)
                    assert await again.is_refused() == 1008
                assert await present(sam) == set()

        scenario(story())


class TestRecovery:
    def test_after_a_kill_the_browser_is_held_and_finds_its_room_again(self, media_server, sam, together):
        """Let through before the room exists again, it would be "connected" without media for ever."""
        _, his = together

        async def story():
            async with media_server:
                caller = await Caller(sam, his, path="rtc").connects()
                assert (await caller.hears_message()).HasField("join")
                media_server.kill()
                last = None
                while (answer := await caller.hears())["type"] != "websocket.close":
                    last = answer
                assert leave_of(last).action == LeaveRequest.Action.RECONNECT
                again = await Caller(sam, his, path="rtc").dials()
                media_server.spawn()
                assert (await again.hears(within=20))["type"] == "websocket.accept"
                assert (await again.hears_message()).join.room.name == sam.session.room
                await again.hangs_up()

        scenario(story())

    def test_a_resume_in_a_server_that_forgot_is_answered_with_join_afresh(self, media_server, sam, together):
        """When the web process dies as well, nobody is left to say it but the media server itself."""
        _, his = together

        async def story():
            async with media_server:
                resumed = Caller(sam, his, path="rtc", protocol="16", reconnect="1", sid="PA_gone")
                await resumed.connects()
                leave = (await resumed.hears_message()).leave
                assert leave.action == LeaveRequest.Action.RECONNECT
                await resumed.hangs_up()

        scenario(story())


def asked(path):
    """What livekit-client adds to its address; `/rtc/v1` wants a join request, here the shortest."""
    from base64 import urlsafe_b64encode

    from livekit.protocol.rtc import ConnectionSettings, JoinRequest, WrappedJoinRequest

    if path == "rtc":
        return {"auto_subscribe": "1", "protocol": "16"}
    join = JoinRequest(connection_settings=ConnectionSettings(auto_subscribe=True))
    wrapped = WrappedJoinRequest(join_request=join.SerializeToString())
    return {"join_request": urlsafe_b64encode(wrapped.SerializeToString()).decode()}


def leave_of(answer):
    from livekit.protocol.rtc import SignalResponse

    return SignalResponse.FromString(answer["bytes"]).leave


async def present(device):
    return {one.identity for one in await livekit.participants(device.session.room)}
