"""When a child that died is started again."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from freehold.cli.restarts import LONGEST, PATIENT, delay, quick_deaths_after


class TestRestarts:
    @given(st.floats(min_value=0.3, max_value=1e6))
    def test_one_that_somebody_kills_is_always_back_at_once(self, lived):
        assert delay(quick_deaths_after(PATIENT + 5, lived, killed=True)) == 0

    def test_one_that_ends_by_itself_again_and_again_waits_longer_each_time(self):
        waits, deaths = [], 0
        for _ in range(20):
            deaths = quick_deaths_after(deaths, 0.5, killed=False)
            waits.append(delay(deaths))
        assert waits[:PATIENT] == [0.0] * PATIENT
        assert all(later >= earlier for earlier, later in pairwise(waits))
        assert waits[-1] == LONGEST

    def test_a_good_life_is_a_new_beginning(self):
        assert quick_deaths_after(7, 60.0, killed=False) == 0

    @given(st.integers(min_value=0, max_value=10**6))
    def test_the_wait_has_an_end(self, deaths):
        assert 0 <= delay(deaths) <= LONGEST
