"""A small cache with a bounded size and lifetime: pure, the clock comes in."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """Keeps at most `size` values, each for at most `lifetime` seconds; the least recently used goes."""

    def __init__(self, *, size: int, lifetime: float, clock: Callable[[], float]) -> None:
        self._size, self._lifetime, self._clock = size, lifetime, clock
        self._held: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            if self._clock() - found[0] >= self._lifetime:
                del self._held[key]
                return None
            self._held.move_to_end(key)
            return found[1]

    def put(self, key: K, value: V) -> None:
        with self._lock:
            self._held[key] = (self._clock(), value)
            self._held.move_to_end(key)
            while len(self._held) > self._size:
                self._held.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._held.clear()

    def __len__(self) -> int:
        return len(self._held)
