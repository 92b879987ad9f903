from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.web import times

NEW_YORK, PORTLAND, LONDON = (
    ZoneInfo("America/New_York"),
    ZoneInfo("America/Los_Angeles"),
    ZoneInfo("Europe/London"),
)
ZONES = sorted(name for name in available_timezones() if "/" in name)
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(*parts: int, zone: ZoneInfo = NEW_YORK, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=zone, fold=fold)


class TestAnAppointment:
    start, end = at(2026, 11, 24, 15), at(2026, 11, 24, 15, 50)

    def test_is_said_as_people_say_it(self):
        assert times.spoken(self.start, self.end, zone=NEW_YORK, now=self.start) == "Tue 24 Nov, 3:00-3:50 pm"

    def test_names_the_readers_zone_when_it_is_not_the_practices(self):
        said = times.spoken(self.start, self.end, zone=PORTLAND, home=NEW_YORK, now=self.start)
        assert said == "Tue 24 Nov, 12:00-12:50 pm (Los Angeles)"
        assert "(" not in times.spoken(self.start, self.end, zone=NEW_YORK, home=NEW_YORK, now=self.start)

    def test_moves_to_the_next_day_where_it_is_already_that(self):
        late = at(2026, 11, 24, 22)
        assert times.spoken(late, zone=LONDON, home=NEW_YORK, now=late) == "Wed 25 Nov, 3:00 am (London)"

    def test_says_the_year_when_it_is_another(self):
        assert times.spoken(at(2027, 1, 4, 9), zone=NEW_YORK, now=self.start) == "Mon 4 Jan 2027, 9:00 am"

    def test_says_both_halves_of_the_day_across_noon(self):
        assert times.span(at(2026, 11, 24, 11, 30), at(2026, 11, 24, 12, 20)) == "11:30 am-12:20 pm"

    @pytest.mark.parametrize(
        ("hour", "said"), [(0, "12:00 am"), (1, "1:00 am"), (12, "12:00 pm"), (23, "11:00 pm")]
    )
    def test_midnight_and_noon_are_twelve(self, hour, said):
        assert times.clock(at(2026, 11, 24, hour)) == said

    def test_may_leave_the_day_out(self):
        assert times.spoken(self.start, zone=NEW_YORK, now=self.start, with_day=False) == "3:00 pm"


class TestNearDays:
    today = date(2026, 11, 24)

    @pytest.mark.parametrize(
        ("day", "said"),
        [(23, "Yesterday"), (24, "Today"), (25, "Tomorrow"), (26, "Thu 26 Nov"), (22, "Sun 22 Nov")],
    )
    def test_are_said_by_name(self, day, said):
        assert times.day(date(2026, 11, day), self.today, is_near=True) == said

    def test_are_those_of_the_reader_not_of_the_practice(self):
        """In Auckland it is tomorrow already."""
        now = at(2026, 11, 24, 15)
        said = times.spoken(
            at(2026, 11, 24, 20), zone=ZoneInfo("Pacific/Auckland"), home=NEW_YORK, now=now, is_near=True
        )
        assert said == "Today, 2:00 pm (Auckland)"


class TestWhenSummerTimeEnds:
    """1 November 2026 in New York: 1:00 to 2:00 happens twice."""

    def test_the_hour_that_comes_twice_is_told_apart(self):
        first, second = at(2026, 11, 1, 1, 30), at(2026, 11, 1, 1, 30, fold=1)
        assert [times.clock(first), times.clock(second)] == ["1:30 am EDT", "1:30 am EST"]

    def test_a_span_into_it_says_which(self):
        start = at(2026, 11, 1, 0, 40)
        assert times.span(start, at(2026, 11, 1, 1, 30)) == "12:40 am-1:30 am EDT"

    def test_a_day_with_25_hours_is_one_day(self):
        start = at(2026, 11, 1, 0, 0).astimezone(UTC)
        assert (
            times.spoken(start + timedelta(hours=24), zone=NEW_YORK, now=start, is_near=True)
            == "Today, 11:00 pm"
        )


@given(moments, zones, zones)
def test_an_hour_apart_is_never_said_alike(moment, zone, home):
    """Two different appointments of a day cannot be read as the same."""
    later = moment + timedelta(hours=1)
    said = [times.spoken(each, zone=zone, home=home, now=moment) for each in (moment, later)]
    assert said[0] != said[1]


@given(moments, zones)
def test_the_wall_clock_said_is_the_zones(moment, zone):
    said = times.clock(moment.astimezone(zone))
    here = moment.astimezone(zone)
    hands, half = said.split(" ")[:2]
    hour, minute = (int(part) for part in hands.split(":"))
    assert (hour % 12 + (12 if half == "pm" else 0), minute) == (here.hour, here.minute)


@given(moments, zones)
def test_the_zone_is_named_exactly_when_it_is_another(moment, zone):
    said = times.spoken(moment, zone=zone, home=NEW_YORK, now=moment)
    assert (f"({times.place(zone)})" in said) == (zone.key != NEW_YORK.key)
