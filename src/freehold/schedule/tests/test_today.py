"""What a day looks like at a moment."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.schedule.states import OPEN, State
from freehold.schedule.today import (
    LATE_AFTER,
    Phase,
    Slot,
    next_change,
    now_stands_before,
    part_of_day,
    phase,
    seconds_between,
)

TWO = datetime(2026, 11, 23, 19, tzinfo=UTC)
FIFTY = timedelta(minutes=50)
A_DAY = timedelta(days=1)


def slot(starts_at=TWO, state=State.BOOKED):
    return Slot(state, starts_at, starts_at + FIFTY)


SLOTS = st.lists(
    st.builds(
        slot,
        st.integers(-600, 600).map(lambda minutes: TWO + timedelta(minutes=minutes)),
        st.sampled_from(list(State)),
    ),
    max_size=8,
).map(lambda slots: sorted(slots, key=lambda one: one.starts_at))


class TestWhatAnAppointmentIsDoing:
    @pytest.mark.parametrize(
        ("after", "expected"),
        [(-10, Phase.UPCOMING), (1, Phase.UPCOMING), (2, Phase.LATE), (49, Phase.LATE), (50, Phase.UNTOLD)],
    )
    def test_one_nobody_came_to(self, after, expected):
        assert phase(slot(), TWO + timedelta(minutes=after)) == expected

    def test_somebody_who_waits_waits_however_late_it_is(self):
        assert phase(slot(state=State.ARRIVED), TWO + timedelta(hours=3)) == Phase.WAITING

    @given(st.sampled_from(list(State)), st.integers(-600, 600))
    def test_only_what_is_booked_changes_with_time(self, state, minutes):
        here = phase(slot(state=state), TWO + timedelta(minutes=minutes))
        assert state == State.BOOKED or here == phase(slot(state=state), TWO)


class TestTheNowLine:
    def test_it_stands_below_somebody_who_is_early(self):
        day = [slot(state=State.ARRIVED), slot(TWO + timedelta(hours=1))]
        assert now_stands_before(day, TWO - timedelta(minutes=1)) == 1

    def test_it_stands_below_everything_when_nothing_is_to_come(self):
        assert now_stands_before([slot()], TWO + timedelta(hours=4)) == 1

    @given(SLOTS, st.integers(-700, 700))
    def test_whatever_is_below_it_has_not_begun(self, day, minutes):
        now = TWO + timedelta(minutes=minutes)
        index = now_stands_before(day, now)
        assert all(one.starts_at > now for one in day[index:])


class TestTheNextChange:
    @given(SLOTS, st.integers(-700, 700))
    def test_nothing_changes_by_time_alone_before_it(self, day, minutes):
        now = TWO + timedelta(minutes=minutes)
        just_before = next_change(day, now, now + A_DAY) - timedelta(seconds=1)
        if just_before > now:
            assert [phase(one, now) for one in day] == [phase(one, just_before) for one in day]

    def test_it_is_when_the_doors_open(self):
        now = TWO - timedelta(hours=1)
        assert next_change([slot()], now, TWO, doors_open=timedelta(minutes=15)) == TWO - timedelta(
            minutes=15
        )

    def test_it_is_the_end_of_the_day_when_all_is_over(self):
        over = [slot(state=state) for state in State if state not in OPEN]
        assert next_change(over, TWO, TWO + A_DAY) == TWO + A_DAY

    @given(st.floats(0.001, 1e6))
    def test_the_page_never_asks_too_early(self, seconds):
        whole = seconds_between(TWO, TWO + timedelta(seconds=seconds))
        assert whole >= 1
        assert timedelta(seconds=seconds) <= timedelta(seconds=whole) < timedelta(seconds=seconds + 1)

    def test_nobody_is_late_at_once(self):
        assert next_change([slot()], TWO, TWO + A_DAY) == TWO + LATE_AFTER


class TestGreetings:
    @pytest.mark.parametrize(
        ("hour", "part"),
        [
            (4, "evening"),
            (5, "morning"),
            (11, "morning"),
            (12, "afternoon"),
            (17, "afternoon"),
            (18, "evening"),
        ],
    )
    def test_each_hour_has_one(self, hour, part):
        assert part_of_day(time(hour)) == part
