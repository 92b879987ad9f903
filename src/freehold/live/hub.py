"""One per process: a thread that reads the event log's tail and hands each event to whom it concerns."""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

import structlog
from django.db import close_old_connections, connections

from .audience import still_valid
from .frames import Scalar, frame

log = structlog.get_logger(__name__)

CONTROL = "control:live"  # topic of the hub's own events; no audience hears it
END = "streams.end"

POLL = 0.15  # seconds; other processes' events are at most this late (in-process ones wake the thread)
CHECK = 2.0  # seconds between two questions whether the sign-ins of open streams still hold
BATCH = 500  # events read at once


@dataclass(frozen=True)
class Told:
    """An event as it left the log."""

    position: int
    topic: str
    name: str
    data: dict[str, Scalar]

    def frame(self) -> bytes:
        return frame(self.name, {"topic": self.topic, **self.data}, at=self.position)


class Stream(Protocol):
    """What the hub needs to know of one open stream. Its methods are called from the hub's thread."""

    topics: frozenset[str]
    sign_in: str

    def offer(self, frames: list[tuple[int, bytes]]) -> None: ...
    def end(self) -> None: ...


class Hub:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: set[Stream] = set()
        self._listeners: list[tuple[str, Callable[[Told], None]]] = []
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._placed = threading.Event()
        self._thread: threading.Thread | None = None
        self._position = 0
        self._closing = False
        self._next_check = 0.0

    def wake(self) -> None:
        """Read the log now: something was committed in this process."""
        self._wake.set()

    def start(self) -> None:
        """Start reading, from the newest event on. Started already: nothing happens."""
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            self._stopping.clear()
            self._placed.clear()
            self._closing = False
            self._thread = threading.Thread(target=self._run, name="live-hub", daemon=True)
            self._thread.start()

    def end_all(self) -> None:
        """End every stream and take no more: the server is stopping. Safe in a signal handler, so no lock."""
        self._closing = True
        for stream in tuple(self._streams):
            stream.end()

    def stop(self) -> None:
        """End every stream and the thread; returns when its database connection is closed."""
        self.end_all()
        with self._lock:
            thread, self._thread = self._thread, None
        self._stopping.set()
        self._wake.set()
        if thread is not None:
            thread.join(timeout=5)

    def add(self, stream: Stream) -> int:
        """Hand events to `stream` from now on; returns the position after which it will hear everything.

        Raises:
            TimeoutError: the event log can't be read.
        """
        self.start()
        if not self._placed.wait(timeout=5):
            raise TimeoutError
        with self._lock:
            self._streams.add(stream)
            if self._closing:
                stream.end()
            return self._position

    def remove(self, stream: Stream) -> None:
        with self._lock:
            self._streams.discard(stream)

    def open_streams(self, sign_in: str) -> int:
        with self._lock:
            return sum(1 for stream in self._streams if stream.sign_in == sign_in)

    def listen(self, topic_prefix: str, callback: Callable[[Told], None]) -> Callable[[], None]:
        entry = (topic_prefix, callback)
        with self._lock:
            self._listeners.append(entry)

        def forget() -> None:
            with self._lock:
                if entry in self._listeners:
                    self._listeners.remove(entry)

        return forget

    def _run(self) -> None:
        from .events import last_event

        while not self._stopping.is_set():
            try:
                if not self._placed.is_set():
                    self._position = last_event()
                    self._placed.set()
                self._wake.wait(POLL)
                self._wake.clear()
                self._read()
                if monotonic() >= self._next_check:
                    self._check()
                    self._next_check = monotonic() + CHECK
                close_old_connections()
            except Exception:
                # The database is away or locked: streams stay, and what they miss is read when it is back.
                log.exception("live.tail_failed")
                connections.close_all()
                self._stopping.wait(1)
        connections.close_all()

    def _read(self) -> None:
        from .models import Event

        while not self._stopping.is_set():
            rows = Event.objects.filter(position__gt=self._position).order_by("position")[:BATCH]
            told = [
                Told(position, topic, name, data)
                for position, topic, name, data in rows.values_list("position", "topic", "name", "data")
                if position is not None
            ]
            if told:
                self._hand_out(told)
            if len(told) < BATCH:
                return

    def _hand_out(self, told: list[Told]) -> None:
        by_topic: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        for event in told:
            by_topic[event.topic].append((event.position, event.frame()))
        with self._lock:
            self._position = told[-1].position
            streams, listeners = list(self._streams), list(self._listeners)
        for stream in streams:
            frames = [pair for topic in stream.topics & by_topic.keys() for pair in by_topic[topic]]
            if frames:
                stream.offer(sorted(frames))
        for event in told:
            if event.topic == CONTROL and event.name == END:
                self._end_sign_ins({event.data["sign_in"]})
            for prefix, callback in listeners:
                if event.topic.startswith(prefix):
                    try:
                        callback(event)
                    except Exception:
                        log.exception("live.listener_failed", topic_prefix=prefix)

    def _check(self) -> None:
        with self._lock:
            sign_ins = {stream.sign_in for stream in self._streams}
        if sign_ins:
            valid = still_valid(sign_ins)
            self._end_sign_ins(sign_ins - valid)

    def _end_sign_ins(self, gone: Collection[Scalar]) -> None:
        with self._lock:
            ending = [stream for stream in self._streams if stream.sign_in in gone]
        for stream in ending:
            stream.end()


hub = Hub()
