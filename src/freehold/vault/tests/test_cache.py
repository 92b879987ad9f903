"""The cache of opened keys is bounded in size and time."""

from hypothesis import given
from hypothesis import strategies as st

from freehold.vault.cache import BoundedCache


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


class TestBounds:
    @given(st.lists(st.integers(0, 20), max_size=60), st.integers(1, 6))
    def test_it_never_holds_more_than_its_size(self, keys, size):
        cache = BoundedCache(size=size, lifetime=10, clock=Clock())
        for key in keys:
            cache.put(key, str(key))
            assert len(cache) <= size
            assert cache.get(key) == str(key)

    def test_the_least_recently_used_goes_first(self):
        cache = BoundedCache(size=2, lifetime=10, clock=Clock())
        cache.put("a", 1)
        cache.put("b", 2)
        cache.get("a")
        cache.put("c", 3)
        assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)

    def test_a_value_ends_with_its_lifetime_however_often_it_is_used(self):
        clock = Clock()
        cache = BoundedCache(size=2, lifetime=10, clock=clock)
        cache.put("a", 1)
        clock.now = 9.9
        assert cache.get("a") == 1
        clock.now = 10
        assert cache.get("a") is None

    def test_clear_forgets_all(self):
        cache = BoundedCache(size=2, lifetime=10, clock=Clock())
        cache.put("a", 1)
        cache.clear()
        assert cache.get("a") is None
