from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some

from freehold.jobs.backoff import FIRST, LONGEST, wait_before

attempts = some.integers(min_value=1, max_value=10**6)


class TestWaitBefore:
    def test_the_first_attempt_waits_for_nothing(self):
        assert wait_before(1) == timedelta(0)

    def test_it_doubles(self):
        assert [wait_before(attempt).total_seconds() for attempt in (2, 3, 4, 5)] == [5, 10, 20, 40]

    @given(attempts)
    def test_it_never_shrinks_nor_passes_the_longest(self, attempt):
        assert wait_before(attempt) <= wait_before(attempt + 1) <= LONGEST
        assert attempt < 2 or wait_before(attempt) >= FIRST
