"""Wall time and instants: clocks that skip an hour, clocks that repeat one, and everything between."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.schedule.wall_time import (
    NeverOnTheWall,
    WallTime,
    day_bounds,
    day_of,
    happens_twice,
    instant,
    on_the_wall,
)

NEW_YORK = "America/New_York"
ZONES = st.sampled_from(
    [
        NEW_YORK,
        "America/Los_Angeles",
        "America/St_Johns",
        "America/Santiago",
        "Europe/Lisbon",
        "Asia/Beirut",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "UTC",
    ]
)
MOMENTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001  hypothesis wants naive bounds
    max_value=datetime(2037, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))
WALLS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001
    max_value=datetime(2037, 12, 31),  # noqa: DTZ001
).map(lambda wall: wall.replace(second=0, microsecond=0))


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


class TestTheTwoOddNights:
    def test_a_skipped_hour_is_refused_and_the_first_real_time_after_it_is_named(self):
        with pytest.raises(NeverOnTheWall) as refused:
            instant(WallTime(wall("2027-03-14T02:30"), NEW_YORK))
        assert refused.value.instead == wall("2027-03-14T03:00")

    def test_the_minute_before_and_the_minute_after_the_gap_are_neighbours(self):
        before = instant(WallTime(wall("2027-03-14T01:59"), NEW_YORK))
        after = instant(WallTime(wall("2027-03-14T03:00"), NEW_YORK))
        assert after - before == timedelta(minutes=1)

    def test_a_repeated_hour_means_the_first_one(self):
        first = instant(WallTime(wall("2026-11-01T01:30"), NEW_YORK))
        assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

    def test_the_second_pass_can_be_asked_for(self):
        second = instant(WallTime(wall("2026-11-01T01:30"), NEW_YORK, second_pass=True))
        assert second == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)

    def test_only_the_repeated_hour_happens_twice(self):
        assert happens_twice(wall("2026-11-01T01:30"), NEW_YORK)
        assert not happens_twice(wall("2026-11-01T02:00"), NEW_YORK)
        assert not happens_twice(wall("2027-03-14T02:30"), NEW_YORK)

    def test_three_in_the_afternoon_stays_three_when_the_clocks_change(self):
        before = instant(WallTime(wall("2026-10-27T15:00"), NEW_YORK))
        after = instant(WallTime(wall("2026-11-03T15:00"), NEW_YORK))
        assert after - before == timedelta(days=7, hours=1)


class TestDays:
    @pytest.mark.parametrize(("day", "hours"), [("2027-03-14", 23), ("2026-11-01", 25), ("2026-11-23", 24)])
    def test_a_day_is_as_long_as_its_clocks_make_it(self, day, hours):
        begins, ends = day_bounds(date.fromisoformat(day), NEW_YORK)
        assert ends - begins == timedelta(hours=hours)

    def test_a_day_whose_midnight_is_skipped_begins_after_the_gap(self):
        begins, _ = day_bounds(date(2026, 3, 29), "Asia/Beirut")
        assert begins.astimezone(ZoneInfo("Asia/Beirut")).hour == 1

    @given(MOMENTS, ZONES)
    def test_every_moment_lies_in_its_own_day(self, moment, zone):
        begins, ends = day_bounds(day_of(moment, zone), zone)
        assert begins <= moment < ends


class TestThereAndBack:
    @given(MOMENTS, ZONES)
    def test_a_moment_read_off_the_wall_is_the_same_moment(self, moment, zone):
        assert instant(on_the_wall(moment, zone)) == moment

    @given(WALLS, ZONES)
    def test_a_wall_time_either_comes_back_or_is_refused_for_a_later_one(self, local, zone):
        try:
            found = instant(WallTime(local, zone))
        except NeverOnTheWall as refused:
            assert refused.instead > local
            assert on_the_wall(instant(WallTime(refused.instead, zone)), zone).local == refused.instead
        else:
            assert on_the_wall(found, zone).local == local

    @given(WALLS, ZONES)
    def test_the_second_pass_is_later_exactly_where_an_hour_repeats(self, local, zone):
        try:
            first = instant(WallTime(local, zone))
        except NeverOnTheWall:
            return
        second = instant(WallTime(local, zone, second_pass=True))
        assert (second > first) == happens_twice(local, zone)


class TestWhatIsRefused:
    def test_a_wall_time_with_an_offset(self):
        with pytest.raises(TypeError):
            instant(WallTime(datetime(2026, 11, 23, 14, tzinfo=UTC), NEW_YORK))

    def test_an_instant_without_one(self):
        with pytest.raises(TypeError):
            on_the_wall(wall("2026-11-23T14:00"), NEW_YORK)
