"""When a certificate is renewed, how long to wait after failures, and when that is an alarm."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses.renewal import Standing, Tries, chance, may_try, renew_from, retry_after, standing
from freehold.certificates import Certificate

BEGINS = datetime(2026, 11, 1, tzinfo=UTC)


def lasting(**life: float) -> Certificate:
    return Certificate(frozenset({"203.0.113.7"}), BEGINS, BEGINS + timedelta(**life))


class TestDue:
    def test_six_days_with_two_left_and_ninety_with_a_month_left(self):
        assert renew_from(lasting(hours=160), 0.0) == BEGINS + timedelta(hours=160) * 2 / 3
        assert renew_from(lasting(days=90), 0.0) == BEGINS + timedelta(days=60)

    @given(st.floats(0, 1), st.integers(1, 400))
    def test_chance_makes_it_earlier_by_a_thirtieth_at_most(self, drawn, days):
        held = lasting(days=days)
        latest = renew_from(held, 0.0)
        assert latest - held.life / 30 - timedelta(seconds=1) <= renew_from(held, drawn) <= latest

    @given(st.binary())
    def test_chance_is_the_same_whenever_it_is_asked(self, pem):
        assert 0.0 <= chance(pem) < 1.0
        assert chance(pem) == chance(pem)


class TestTryingAgain:
    @pytest.mark.parametrize(
        ("failures", "minutes"), [(0, 0), (1, 10), (2, 20), (3, 40), (4, 80), (5, 160), (6, 240), (99, 240)]
    )
    def test_the_pause_doubles_up_to_four_hours(self, failures, minutes):
        assert retry_after(failures) == timedelta(minutes=minutes)

    @given(st.integers(1, 1000))
    def test_never_more_than_five_times_an_hour(self, failures):
        assert retry_after(failures) >= timedelta(minutes=10)

    def test_the_pause_is_kept(self):
        tries = Tries(2, BEGINS)
        assert not may_try(tries, BEGINS + timedelta(minutes=19))
        assert may_try(tries, BEGINS + timedelta(minutes=20))

    def test_a_clock_that_was_set_back_does_not_stop_it(self):
        assert may_try(Tries(9, BEGINS), BEGINS - timedelta(days=400))


class TestStanding:
    @pytest.mark.parametrize(
        ("left", "failures", "stands"),
        [
            (timedelta(days=40), 0, Standing.WELL),
            (timedelta(days=40), 1, Standing.FAILING),
            (timedelta(days=15), 1, Standing.FAILING),
            (timedelta(days=14), 0, Standing.PRESSING),
            (timedelta(days=14), 5, Standing.PRESSING),
            (timedelta(0), 0, Standing.ENDED),
            (timedelta(days=-3), 7, Standing.ENDED),
        ],
    )
    def test_by_what_is_left_and_what_failed(self, left, failures, stands):
        held = lasting(days=90)
        assert standing(held, Tries(failures, BEGINS), held.not_after - left) is stands

    def test_none(self):
        assert standing(None, Tries(), BEGINS) is Standing.MISSING
