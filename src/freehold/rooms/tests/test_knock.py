"""What the gate reads from an address, and what it never passes on."""

from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.rooms.knock import TooLong, Unreadable, read
from freehold.rooms.limits import LONGEST_FRAME, LONGEST_URL, Allowance, TooMuch

SESSION, CONNECTION = UUID(int=7), UUID(int=8)
PATH = f"/rtc/{SESSION}/rtc/v1"


class TestReading:
    @pytest.mark.parametrize(
        ("path", "upstream", "only_asks"),
        [
            (PATH, "rtc/v1", False),
            (f"/rtc/{SESSION}/rtc", "rtc", False),
            (f"{PATH}/validate", "rtc/v1", True),
            (f"/rtc/{SESSION}/rtc/validate", "rtc", True),
        ],
    )
    def test_it_knows_the_four_addresses(self, path, upstream, only_asks):
        knock = read(path, f"connection={CONNECTION}".encode())
        assert (knock.session, knock.connection) == (SESSION, CONNECTION)
        assert (knock.upstream, knock.only_asks) == (upstream, only_asks)

    @pytest.mark.parametrize(
        "path",
        [
            "/rtc",
            f"/rtc/{SESSION}",
            f"/rtc/{SESSION}/rtc/v2",
            f"/rtc/{SESSION}/rtc/v1/",
            f"/rtc/{SESSION}/twirp/livekit.RoomService/CreateRoom",
            f"/rtc/{SESSION}/rtc/../twirp",
            f"/rtc/{str(SESSION)[:-1]}/rtc",
        ],
    )
    def test_it_knows_no_others(self, path):
        with pytest.raises(Unreadable):
            read(path, f"connection={CONNECTION}".encode())

    @pytest.mark.parametrize(
        "query", ["", "connection=", "connection=me", f"connection={CONNECTION}&connection={SESSION}"]
    )
    def test_one_connection_must_be_named(self, query):
        with pytest.raises(Unreadable):
            read(PATH, query.encode())

    def test_a_token_of_the_browsers_is_dropped(self):
        query = urlencode({"connection": CONNECTION, "access_token": "stolen", "auto_subscribe": "1"})
        assert read(PATH, query.encode()).query == (("auto_subscribe", "1"),)

    def test_eight_kibibytes_pass_and_one_more_byte_does_not(self):
        start = f"connection={CONNECTION}&join_request="
        rest = LONGEST_URL - len(PATH) - len(start)
        assert read(PATH, (start + "a" * rest).encode()).query[0][1] == "a" * rest
        with pytest.raises(TooLong):
            read(PATH, (start + "a" * (rest + 1)).encode())

    @given(st.text(), st.binary(max_size=300))
    def test_whatever_comes_it_reads_or_refuses(self, path, query):
        try:
            knock = read(path, query)
        except (Unreadable, TooLong):
            return
        assert quote(f"/rtc/{knock.session}") in path

    @given(st.lists(st.tuples(st.text(max_size=10), st.text(max_size=10))))
    def test_no_query_smuggles_a_token_through(self, pairs):
        query = urlencode([*pairs, ("connection", str(CONNECTION)), ("access_token", "x")])
        try:
            knock = read(PATH, query.encode())
        except Unreadable:
            return
        assert "access_token" not in dict(knock.query)


class TestAllowance:
    def test_a_join_fits_a_flood_does_not(self):
        allowance = Allowance(at=0.0)
        for _ in range(300):
            allowance.take(100, 0.0)
        with pytest.raises(TooMuch) as refused:
            allowance.take(100, 0.0)
        assert refused.value.code == 1008

    def test_it_refills_with_time(self):
        allowance = Allowance(at=0.0, left=0)
        allowance.take(100, 1.0)
        assert allowance.left == allowance.per_second - 1

    def test_a_frame_of_more_than_64_kib_is_refused(self):
        allowance = Allowance(at=0.0)
        allowance.take(LONGEST_FRAME, 0.0)
        with pytest.raises(TooMuch) as refused:
            allowance.take(LONGEST_FRAME + 1, 0.0)
        assert refused.value.code == 1009

    @given(st.lists(st.floats(0, 1000), min_size=1))
    def test_a_clock_that_jumps_back_gives_nothing(self, times):
        allowance = Allowance(at=0.0, left=10)
        for now in times:
            try:
                allowance.take(1, now)
            except TooMuch:
                continue
        assert allowance.left <= allowance.burst
