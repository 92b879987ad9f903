"""Signalling passes the gate: who gets through, what is carried, and what ends it."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone
from livekit.protocol.rtc import LeaveRequest, SignalResponse

from freehold.people import actions as people
from freehold.people.models import SignIn
from freehold.people.scope import for_session
from freehold.rooms import actions, gate, line
from freehold.rooms.limits import LONGEST_FRAME, LONGEST_URL, Connects
from freehold.rooms.tests.calling import ORIGIN, Caller, StandIn, apart, scenario, validate
from freehold.rooms.tests.conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
POLICY, RESTARTING, TRY_AGAIN = 1008, 1012, 1013


@pytest.fixture
def stand_in(monkeypatch):
    """LiveKit's stand-in, not yet running, at the address the settings name."""
    found = StandIn()
    monkeypatch.setattr(settings.OPTIONS, "livekit_port", found.port)
    return found


class TestGettingThrough:
    def test_an_admitted_person_speaks_with_the_media_server(self, stand_in, sam, together):
        _, his = together

        async def story():
            async with stand_in:
                caller = await Caller(sam, his, auto_subscribe="1").connects()
                assert (await caller.hears_message()).join.server_version == "stand-in"
                caller.says(b"offer")
                caller.says(b"leave")
                await caller.is_closed()

        scenario(story())
        assert stand_in.heard == [b"offer", b"leave"]

    def test_the_token_is_ours_short_and_says_nothing_of_anybody(self, stand_in, sam, together):
        _, his = together

        async def story():
            async with stand_in:
                await (await Caller(sam, his).connects()).hangs_up()

        scenario(story())
        (request,) = stand_in.joined
        assert "access_token" not in request.query_string
        assert "placeholder" not in str(request.headers)
        claims = stand_in.token()
        assert (claims.identity, claims.name, claims.metadata) == (str(his), "", "")
        assert claims.video.room == sam.session.room
        assert not claims.video.can_publish_data
        assert not claims.video.can_update_own_metadata
        assert claims.video.can_publish_sources == [
            "camera",
            "microphone",
            "screen_share",
            "screen_share_audio",
        ]
        assert not any((claims.video.room_admin, claims.video.room_create, claims.video.room_record))

    def test_no_token_of_the_media_servers_reaches_the_browser(self, stand_in, sam, together):
        _, his = together

        async def story():
            async with stand_in:
                caller = await Caller(sam, his).connects()
                await caller.hears_message()
                await stand_in.says(SignalResponse(refresh_token="a fresh token"))
                await stand_in.says(SignalResponse(pong=7))
                assert (await caller.hears_message()).pong == 7
                await caller.hangs_up()

        scenario(story())

    def test_a_visit_link_opens_its_own_session_and_no_other(self, stand_in, sam, dana, people_of_it):
        other = actions.create_session(
            clinician=people_of_it["dana"],
            patient=people_of_it["sam"],
            starts_at=timezone.now(),
            minutes=50,
            by=people_of_it["dana"],
        )
        visit = sign_in(sam.person, sam.session, scope=for_session(sam.session.id))
        foreign = sign_in(sam.person, sam.session, scope=for_session(other.id))
        his = visit.at_door()
        dana.post("admit", connection=str(his))

        async def story():
            async with stand_in:
                await (await Caller(visit, his).connects()).hangs_up()
                assert await Caller(foreign, his).is_refused() == POLICY

        scenario(story())


class TestRefusals:
    def refused(self, stand_in, *callers):
        async def story():
            async with stand_in:
                for caller in callers:
                    assert await caller.is_refused() == POLICY
                assert not stand_in.joined

        scenario(story())

    def test_whoever_waits(self, stand_in, dana, sam):
        his = sam.at_door()
        self.refused(stand_in, Caller(sam, his))

    def test_whoever_is_not_signed_in(self, stand_in, sam, together):
        _, his = together
        self.refused(stand_in, Caller(sam, his, cookies={}))

    def test_another_person_or_device(self, stand_in, dana, sam, together):
        _, his = together
        phone = sign_in(sam.person, sam.session)
        self.refused(stand_in, Caller(dana, his), Caller(phone, his), Caller(sam, uuid4()))

    def test_an_outsider(self, stand_in, outsider, together):
        hers, _ = together
        self.refused(stand_in, Caller(outsider, hers))

    @pytest.mark.parametrize(
        "origin", [None, "null", "https://evil.example", "http://testserver.evil.example"]
    )
    def test_a_page_of_another_origin(self, stand_in, sam, together, origin):
        _, his = together
        self.refused(stand_in, Caller(sam, his, origin=origin))

    def test_a_host_that_is_not_ours(self, stand_in, sam, together):
        _, his = together
        caller = Caller(sam, his, origin="http://evil.example")
        caller.scope["headers"] = [
            (name, b"evil.example" if name == b"host" else value) for name, value in caller.scope["headers"]
        ]
        self.refused(stand_in, caller)

    def test_an_address_longer_than_eight_kibibytes(self, stand_in, sam, together):
        _, his = together
        self.refused(stand_in, Caller(sam, his, join_request="a" * LONGEST_URL))

    def test_an_expired_sign_in(self, stand_in, sam, together):
        _, his = together
        SignIn.objects.filter(id=sam.sign_in.id).update(expires_at=timezone.now() - timedelta(seconds=1))
        self.refused(stand_in, Caller(sam, his))

    @pytest.mark.parametrize("verb", ["leave", "remove", "end"])
    def test_whoever_has_lost_the_place_whatever_token_they_bring(self, stand_in, dana, sam, together, verb):
        _, his = together
        by = sam if verb == "leave" else dana
        assert by.post(verb, connection=str(his), how="ended").status_code == 200
        self.refused(stand_in, Caller(sam, his), Caller(sam, his, access_token="an.old.token"))

    def test_the_client_is_told_whether_to_try_again(self, stand_in, dana, sam, together):
        """livekit-client gives up on 401, 403 and 404 and tries again after anything else."""
        _, his = together

        async def story():
            assert await validate(sam, his) == 503
            async with stand_in:
                assert await validate(sam, his) == 200
                assert await validate(sam, uuid4()) == 403
                assert await validate(sam, his, cookies={}) == 403
                assert await validate(sam, his, join_request="a" * LONGEST_URL) == 414
                await apart(dana.post, "remove", connection=str(his))
                assert await validate(sam, his) == 403

        scenario(story())


class TestBeingCut:
    @pytest.mark.parametrize("verb", ["leave", "remove", "end"])
    def test_at_once_and_out_of_the_media_too(self, stand_in, dana, sam, together, verb):
        _, his = together
        by = sam if verb == "leave" else dana

        async def story():
            async with stand_in:
                caller = await Caller(sam, his).connects()
                await caller.hears_message()
                await apart(by.post, verb, connection=str(his), how="ended")
                said = await caller.hears_message()
                assert said.leave.action == LeaveRequest.Action.DISCONNECT
                assert await caller.is_closed() == POLICY
                await caller.is_done()
                assert (sam.session.room, str(his)) in stand_in.removed
                assert await Caller(sam, his).is_refused() == POLICY

        scenario(story())

    def test_a_second_device_takes_the_place_of_the_first(self, stand_in, dana, sam, together):
        _, his = together

        async def story():
            async with stand_in:
                caller = await Caller(sam, his).connects()
                phone = await apart(sign_in, sam.person, sam.session)
                await apart(phone.at_door)
                assert await caller.is_closed() == POLICY
                await caller.is_done()

        scenario(story())
        assert stand_in.removed == [(sam.session.room, str(his))]

    def test_signing_out_ends_it(self, stand_in, sam, together):
        _, his = together

        async def story():
            async with stand_in:
                caller = await Caller(sam, his).connects()
                await apart(people.end_sign_in, sam.sign_in, by=sam.person, why="signed out")
                assert await caller.is_closed() == POLICY
                await caller.is_done()

        scenario(story())
        assert (sam.session.room, str(his)) in stand_in.removed

    def test_an_expired_sign_in_ends_it_without_anybody_saying_so(self, stand_in, sam, together):
        _, his = together

        def expire():
            SignIn.objects.filter(id=sam.sign_in.id).update(expires_at=timezone.now())

        async def story():
            async with stand_in:
                caller = await Caller(sam, his).connects()
                await apart(expire)
                assert await caller.is_closed() == POLICY
                await caller.is_done()

        scenario(story())
        assert (sam.session.room, str(his)) in stand_in.removed

    def test_a_cut_reaches_the_media_when_the_line_is_nowhere(self, stand_in, dana, sam, together):
        """The browser is between two attempts, so no gate holds its line."""
        hers, his = together

        async def story():
            async with stand_in:
                await Caller(dana, hers).connects()
                await apart(dana.post, "remove", connection=str(his))
                async with asyncio.timeout(5):
                    while not stand_in.removed:
                        await asyncio.sleep(0.01)

        scenario(story())
        assert stand_in.removed == [(sam.session.room, str(his))]

    def test_a_newer_line_of_the_same_connection_takes_over(self, stand_in, sam, together):
        _, his = together

        async def story():
            async with stand_in:
                older = await Caller(sam, his).connects()
                newer = await Caller(sam, his).connects()
                await older.is_closed()
                await older.is_done()
                await newer.hears_message()
                newer.says(b"still here")
                await newer.hangs_up()

        scenario(story())
        assert stand_in.removed == []

    def test_a_stopping_server_takes_nobody_out(self, stand_in, sam, together):
        """Media go on without us; the browser's client comes back to the next process."""
        _, his = together

        async def story():
            async with stand_in:
                caller = await Caller(sam, his).connects()
                gate.hub.end_all()
                assert await caller.is_closed() == RESTARTING
                await caller.is_done()

        scenario(story())
        assert stand_in.removed == []


class TestLimits:
    @pytest.mark.parametrize(
        ("frames", "code"),
        [
            ([b"a" * (LONGEST_FRAME + 1)], 1009),
            ([b"a"] * 301, 1008),
            (['{"ping": 1}'], 1003),
        ],
    )
    def test_too_much_ends_the_line(self, stand_in, sam, together, frames, code):
        _, his = together

        async def story():
            async with stand_in:
                caller = await Caller(sam, his).connects()
                for frame in frames:
                    caller.says(frame)
                assert await caller.is_closed() == code
                await caller.is_done()

        scenario(story())
        assert stand_in.removed == []

    def test_the_longest_frame_passes(self, stand_in, sam, together):
        _, his = together

        async def story():
            async with stand_in:
                caller = await Caller(sam, his).connects()
                caller.says(b"a" * LONGEST_FRAME)
                caller.says(b"leave")
                await caller.is_closed()

        scenario(story())
        assert len(stand_in.heard[0]) == LONGEST_FRAME


class TestConnectingTooOften:
    @pytest.fixture
    def clock(self, monkeypatch):
        """The gate's allowances, at a time the test sets."""

        class AtATime(Connects):
            now = 0.0

            def may_knock(self, cookie, now):
                return super().may_knock(cookie, self.now)

        found = AtATime()
        monkeypatch.setattr(gate, "_connects", found)
        return found

    def knocks(self, clock, device, often):
        cookie = device.cookies()[settings.SESSION_COOKIE_NAME]
        return [clock.may_knock(cookie, 0.0) for _ in range(often)]

    def test_it_is_refused_before_the_database_is_asked(self, stand_in, sam, together, clock, monkeypatch):
        _, his = together
        assert all(self.knocks(clock, sam, Connects.BURST))
        monkeypatch.setattr(gate.seats, "claim", None)
        monkeypatch.setattr(gate.seats, "take", None)

        async def story():
            async with stand_in:
                assert await Caller(sam, his).is_refused() == TRY_AGAIN
                assert await validate(sam, his) == 429

        scenario(story())
        assert his not in gate._lines

    def test_a_line_that_is_open_stays_and_a_moment_later_all_is_well(self, stand_in, sam, together, clock):
        _, his = together

        async def story():
            async with stand_in:
                open_line = await Caller(sam, his).connects()
                self.knocks(clock, sam, Connects.BURST)
                assert await Caller(sam, his).is_refused() == TRY_AGAIN
                await open_line.hears_message()
                open_line.says(b"still here")
                await open_line.hangs_up()
                clock.now += 1
                await (await Caller(sam, his).connects()).hangs_up()

        scenario(story())
        assert stand_in.heard == [b"still here"]

    def test_another_sign_in_is_not_held_back(self, stand_in, sam, dana, together, clock):
        hers, _ = together
        self.knocks(clock, sam, Connects.BURST + 1)

        async def story():
            async with stand_in:
                await (await Caller(dana, hers).connects()).hangs_up()

        scenario(story())

    def test_two_windows_that_try_five_times_a_second_for_ten_minutes_never_meet_it(self, sam, clock):
        for fifth in range(5 * 600):
            clock.now = fifth / 5
            assert all(self.knocks(clock, sam, 4))  # two windows: a WebSocket, and why it was refused

    def test_it_remembers_no_more_than_it_should(self):
        connects = Connects()
        for number in range(Connects.MOST + 10):
            connects.may_knock(f"cookie {number}", 0.0)
        assert len(connects._allowances) == Connects.MOST


class TestHolding:
    def test_a_browser_waits_until_the_media_server_is_there(self, stand_in, sam, together):
        _, his = together

        async def story():
            caller = await Caller(sam, his).dials()
            await asyncio.sleep(0.15)
            assert caller.hears_nothing()
            async with stand_in:
                assert (await caller.hears())["type"] == "websocket.accept"
                await caller.hangs_up()

        scenario(story())
        assert stand_in.joined[0].match_info is not None

    def test_it_waits_no_longer_than_it_should(self, stand_in, sam, together, monkeypatch):
        _, his = together
        monkeypatch.setattr(line, "HOLD", 0.1)

        async def story():
            assert await Caller(sam, his).is_refused() == 1013

        scenario(story())

    def test_where_there_is_no_media_server_nobody_waits_for_one(self, sam, together, monkeypatch):
        _, his = together
        monkeypatch.setattr(settings.OPTIONS, "livekit_missing", "not built")

        async def story():
            assert await Caller(sam, his).is_refused() == 1013

        scenario(story())

    def test_whoever_is_removed_while_waiting_is_not_let_through(self, stand_in, dana, sam, together):
        _, his = together

        async def story():
            caller = await Caller(sam, his).dials()
            await apart(dana.post, "remove", connection=str(his))
            assert await caller.is_closed() == POLICY
            async with stand_in:
                await caller.is_done()
            assert not stand_in.joined

        scenario(story())

    def test_a_browser_that_goes_while_waiting_leaves_nothing(self, stand_in, sam, together):
        _, his = together

        async def story():
            caller = await Caller(sam, his).dials()
            await caller.hangs_up()
            async with stand_in:
                assert not stand_in.joined

        scenario(story())
        assert his not in gate._lines

    def test_when_the_media_server_dies_the_browser_is_told_to_join_afresh(self, stand_in, sam, together):
        """A resume cannot work in a server that has forgotten everything; asking for it costs a round."""
        _, his = together

        async def story():
            async with stand_in:
                caller = await Caller(sam, his).connects()
                await caller.hears_message()
            assert (await caller.hears_message()).leave.action == LeaveRequest.Action.RECONNECT
            assert await caller.is_closed() == RESTARTING
            await caller.is_done()
            again = await Caller(sam, his).dials()
            await asyncio.sleep(0.1)
            async with stand_in:
                assert (await again.hears())["type"] == "websocket.accept"
                assert sam.session.room in stand_in.rooms
                await again.hangs_up()

        scenario(story())


class TestSignOfLife:
    def test_a_live_session_keeps_the_sign_in_awake(self, stand_in, dana, together, monkeypatch):
        hers, _ = together
        monkeypatch.setattr(line, "CHECK_EVERY", 0.05)
        long_ago = timezone.now() - timedelta(minutes=14)
        SignIn.objects.filter(id=dana.sign_in.id).update(last_active_at=long_ago)

        def is_awake():
            return SignIn.objects.get(id=dana.sign_in.id).last_active_at > long_ago

        async def story():
            async with stand_in:
                caller = await Caller(dana, hers).connects()
                async with asyncio.timeout(5):
                    while not await apart(is_awake):
                        await asyncio.sleep(0.02)
                await caller.hangs_up()

        scenario(story())


def test_our_own_origin_is_the_only_one():
    def scope(origin, host="practice.example"):
        return {"headers": [(b"host", host.encode()), (b"origin", origin.encode())]}

    assert gate.is_own_origin(scope("https://practice.example"))
    assert gate.is_own_origin(scope(ORIGIN, "testserver"))
    assert not gate.is_own_origin(scope("https://practice.example:444"))
    assert not gate.is_own_origin({"headers": [(b"host", b"practice.example")]})
