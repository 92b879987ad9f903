"""Keeps the children running: starts them, sees each death at once, starts again, and stops them all."""

import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Sequence
from types import FrameType

from . import restarts
from .children import Child
from .failure import Stop
from .progress import say

STOP_WITHIN = 8.0
"""Seconds given to all children together before they are killed."""
SECOND_SIGNAL_AFTER = 0.3
TICK = 5.0


class Asked(BaseException):
    """Somebody asked us to end (Ctrl-C, SIGTERM, or the terminal closed)."""


class Supervisor:
    """Used from the main thread only. `changed` is called after each start, `tick` every few seconds."""

    def __init__(self, changed: Callable[[], None], tick: Callable[[], None]) -> None:
        self.children: list[Child] = []
        self._changed = changed
        self._tick = tick
        self._selector = selectors.DefaultSelector()
        self._restart_at: dict[str, float] = {}
        self._asked = False
        wake, woken = socket.socketpair()
        for end in (wake, woken):
            end.setblocking(False)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self._wake, self._woken = wake, woken
        self._selector.register(woken, selectors.EVENT_READ)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            for child in self.children:
                child.sweep()
        self._asked = True

    def stop_if_asked(self) -> None:
        """Raises Asked once a signal has come; call it between steps that take long."""
        if self._asked:
            raise Asked

    def start(self, child: Child) -> None:
        self.children.append(child)
        self._start(child)

    def _start(self, child: Child) -> None:
        child.start()
        descriptor = os.pidfd_open(child.pid)
        self._selector.register(descriptor, selectors.EVENT_READ, child)
        self._changed()

    def wait_until_they_answer(self, within: float) -> None:
        """Until every child started so far answers; deaths on the way are met with new starts.

        Raises:
            Stop: one keeps dying, or they did not all answer in time.
            Asked: somebody asked us to end.
        """
        deadline = time.monotonic() + within
        waiting = list(self.children)
        while waiting:
            self._look_after(0.05)
            waiting = [child for child in waiting if child.has_ended() or not child.answers()]
            for child in waiting:
                if child.quick_deaths > restarts.PATIENT:
                    raise Stop(
                        f"{child.name} keeps ending. Its last words ({child.log}):\n{child.last_words()}"
                    )
            if waiting and time.monotonic() > deadline:
                names = ", ".join(child.name for child in waiting)
                last = waiting[0]
                raise Stop(f"{names}: no answer in {within:.0f} s. From {last.log}:\n{last.last_words()}")

    def run(self) -> None:
        """Look after the children until somebody asks us to end; raises Asked then."""
        last_tick = time.monotonic()
        while True:
            self._look_after(TICK)
            if time.monotonic() - last_tick >= TICK:
                last_tick = time.monotonic()
                self._tick()

    def _look_after(self, longest: float) -> None:
        """Wait for a death, a signal, a restart that is due, or `longest` seconds."""
        self.stop_if_asked()
        now = time.monotonic()
        due = min(self._restart_at.values(), default=now + longest)
        for key, _ in self._selector.select(max(0.0, min(longest, due - now))):
            if key.fileobj is self._woken:
                self._woken.recv(64)
            else:
                self._bury(key.fd, key.data)
        self.stop_if_asked()
        for child in self.children:
            if self._restart_at.get(child.name, float("inf")) <= time.monotonic():
                del self._restart_at[child.name]
                self._start(child)

    def _bury(self, descriptor: int, child: Child) -> None:
        self._selector.unregister(descriptor)
        os.close(descriptor)
        assert child.process
        code = child.process.wait()
        child.sweep()
        child.quick_deaths = restarts.quick_deaths_after(child.quick_deaths, child.lived, killed=code < 0)
        wait = restarts.delay(child.quick_deaths)
        self._restart_at[child.name] = time.monotonic() + wait
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        when = f"in {wait:.1f} s" if wait else "now"
        say(f"{child.name} {how} after {child.lived:.1f} s; it starts again {when}.")

    def stop(self) -> None:
        """End every child, kindly at first; nothing is left when this returns. A second signal hurries it."""
        begun = time.monotonic()
        for child in self.children:
            child.signal(signal.SIGTERM)
        twice = [child for child in self.children if child.stop_twice]
        while not all(child.has_ended() for child in self.children):
            time.sleep(0.02)
            passed = time.monotonic() - begun
            if passed > SECOND_SIGNAL_AFTER and twice:
                for child in twice:
                    child.signal(signal.SIGTERM)
                twice = []
            if passed > STOP_WITHIN:
                break
        for child in self.children:
            child.sweep()


def pids(children: Sequence[Child]) -> dict[str, int]:
    return {child.name: child.pid for child in children}
