"""Thousands of DNS questions to one resolver over UDP: paced, retried, matched, none lost.

Sockets are connected, so that the kernel drops what comes from elsewhere; each has a port of the kernel's
choice, each question a random id and a socket picked by it, and an answer counts only when it repeats the
question (RFC 5452). A truncated answer is asked for again over TCP.
"""

import asyncio
import os
import socket
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from heapq import heappop, heappush
from itertools import count

from . import dns_over_tcp
from .dns_questions import HEAD, HEADER_SIZE
from .resolvers import Resolver

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, of how much."""


class Outcome(Enum):
    """What came instead of records."""

    ABSENT = "absent"
    """There is no such name, or none with such a record: the one answer that is good news."""
    SILENT = "silent"
    REFUSED = "refused"
    FAILED = "failed"
    """Server failure, or another error code."""
    NOT_ASKED = "not_asked"
    """The lane was stopped first."""


Reply = bytes | Outcome
"""A message with records in its answer section, or what came instead."""


@dataclass(frozen=True, slots=True)
class Patience:
    timeouts: tuple[float, ...] = (1.5, 3.0, 5.0)
    """Seconds to wait for an answer at the first, second … attempt; there are no more attempts than these."""
    pause: float = 0.3
    """Seconds before a failed question is asked again."""
    silences: int = 10
    """A lane in which so many questions in a row stay without an answer is stopped."""


@dataclass(slots=True, eq=False)
class Lane:
    """Questions about one zone, which bears so many a second."""

    starts: Sequence[bytes]
    """First labels of each; see `dns_questions`."""
    suffix: bytes
    rate: float = 0
    """Questions a second; 0: as fast as they are answered."""
    head: bytes = HEAD
    stops_at: Callable[[bytes], bool] | None = None
    """Told each message with records; True ends the lane: no more is asked of this zone."""
    replies: list[Reply] = field(init=False)
    """One for each of `starts`."""
    _next: int = field(init=False, default=0)
    _again: deque[tuple[int, int]] = field(init=False, default_factory=deque)
    _not_before: float = field(init=False, default=0)
    _silent: int = field(init=False, default=0)
    _is_stopped: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.replies = [Outcome.NOT_ASKED] * len(self.starts)

    @property
    def _is_waiting(self) -> bool:
        return self._next < len(self.starts) or bool(self._again)


_Asked = tuple[Lane, int, bytes, int]
"""Lane, index, question, attempt (from 0)."""

SOCKETS = 4
WINDOW = 96
"""Most questions under way in lanes without a rate: rbldnsd's buffer held 100, and lost some of 160."""
BUFFER = 1 << 20
BATCH = 512
"""Most datagrams that are read before others on the event loop have their turn."""
MOST_OVER_TCP = 16
"""Connections at a time, whatever a resolver cuts off."""
TICK = 0.01
BURST = 0.1
"""Seconds of a lane's rate that it may catch up on after being held up."""


class _Line:
    """One connected socket and the questions under way on it."""

    def __init__(self, resolver: Resolver) -> None:
        family = socket.AF_INET6 if resolver.is_ipv6 else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.waiting: dict[bytes, _Asked] = {}
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
            self.socket.connect((resolver.address, resolver.port))
        except OSError:
            self.socket.close()
            raise


class Questioner:
    """Asks one resolver; `strays` counts datagrams that answered nothing that was under way."""

    def __init__(self, resolver: Resolver, patience: Patience | None = None) -> None:
        self.resolver = resolver
        self.patience = patience or Patience()
        self.strays = 0
        self._lines: list[_Line] = []
        self._readable: set[_Line] = set()
        self._refused: set[_Line] = set()
        self._wake = asyncio.Event()
        self._paced: list[Lane] = []
        self._unpaced: deque[Lane] = deque()
        self._under_way = 0
        self._open = 0
        self._ids = b""
        self._position = 0
        self._deadlines: list[deque[tuple[float, _Line, bytes, _Asked]]] = []
        self._later: list[tuple[float, int, _Asked, Outcome]] = []
        self._order = count()
        self._over_tcp: dict[asyncio.Task[bytes | None], _Asked] = {}
        self._tcp_gate = asyncio.Semaphore(MOST_OVER_TCP)

    async def ask(self, lanes: Sequence[Lane], progress: Callable[[int, int], None] | None = None) -> None:
        """Ask everything in `lanes`; on return each question has its reply. Not twice at a time.

        `progress` is told how many questions are settled, of how many.

        Raises:
            OSError: there is no way to the resolver at all.
        """
        loop = asyncio.get_running_loop()
        every = self._open = sum(len(lane.starts) for lane in lanes)
        self._paced = [lane for lane in lanes if lane.rate]
        for lane in self._paced:
            lane._not_before = loop.time()
        self._unpaced = deque(lane for lane in lanes if not lane.rate and lane.starts)
        self._deadlines = [deque() for _attempt in self.patience.timeouts]
        try:
            for _number in range(SOCKETS):
                line = _Line(self.resolver)
                self._lines.append(line)
                loop.add_reader(line.socket, self._note_readable, line)
            told = loop.time()
            while self._open:
                self._work(loop.time())
                if progress is not None and loop.time() - told >= BURST:
                    told = loop.time()
                    progress(every - self._open, every)
                if self._open:
                    await self._wait(loop)
            if progress is not None:
                progress(every, every)
        finally:
            for line in self._lines:
                loop.remove_reader(line.socket)
                line.socket.close()
            for task in self._over_tcp:
                task.cancel()
            self._lines, self._under_way = [], 0
            self._readable.clear()
            self._refused.clear()
            self._later.clear()
            self._over_tcp.clear()

    def _note_readable(self, line: _Line) -> None:
        self._readable.add(line)
        self._wake.set()

    async def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        timer = loop.call_later(TICK, self._wake.set)
        try:
            await self._wake.wait()
        finally:
            timer.cancel()
        self._wake.clear()

    def _work(self, now: float) -> None:
        readable, self._readable = self._readable, set()
        for line in readable:
            self._read(line)
        for task in [task for task in self._over_tcp if task.done()]:
            self._take_from_tcp(self._over_tcp.pop(task), task.result())
        while self._refused:
            self._nobody_there(self._refused.pop())
        self._give_up_waiting(now)
        while self._later and self._later[0][0] <= now:
            self._ask_again(*heappop(self._later)[2:])
        for lane in self._paced:
            self._send_paced(lane, now)
        self._send_unpaced(now)

    # Asking

    def _send_paced(self, lane: Lane, now: float) -> None:
        lane._not_before = max(lane._not_before, now - BURST)
        while lane._not_before <= now and lane._is_waiting:
            if not self._send(lane, now):
                return
            lane._not_before += 1 / lane.rate

    def _send_unpaced(self, now: float) -> None:
        lanes = self._unpaced
        while lanes and self._under_way < WINDOW:
            lane = lanes[0]
            if not lane._is_waiting:
                lanes.popleft()
                continue
            if not self._send(lane, now):
                return
            self._under_way += 1
            lanes.rotate(-1)

    def _send(self, lane: Lane, now: float) -> bool:
        """Put the lane's next question on the wire; False when the kernel takes no more just now."""
        if lane._again:
            index, attempt = lane._again[0]
        else:
            index, attempt = lane._next, 0
        id_ = self._id()
        line = self._lines[id_[0] % SOCKETS]
        while id_ in line.waiting:
            id_ = self._id()
            line = self._lines[id_[0] % SOCKETS]
        question = lane.starts[index] + lane.suffix
        asked = (lane, index, question, attempt)
        try:
            line.socket.send(id_ + lane.head + question)
        except BlockingIOError:
            return False
        except ConnectionRefusedError:
            # About an earlier question; this one did not leave.
            self._refused.add(line)
        except OSError:
            # No route, say: this one runs into its time-out.
            pass
        if lane._again:
            lane._again.popleft()
        else:
            lane._next += 1
        line.waiting[id_] = asked
        self._deadlines[attempt].append((now + self.patience.timeouts[attempt], line, id_, asked))
        return True

    def _id(self) -> bytes:
        position = self._position
        if position >= len(self._ids):
            self._ids, position = os.urandom(8192), 0
        self._position = position + 2
        return self._ids[position : position + 2]

    # Hearing

    def _read(self, line: _Line) -> None:
        receive, waiting = line.socket.recv, line.waiting
        absent = Outcome.ABSENT
        for _datagram in range(BATCH):
            try:
                message = receive(65535)
            except BlockingIOError:
                return
            except OSError:
                self._nobody_there(line)
                return
            asked = waiting.get(message[:2])
            if asked is None or not message.startswith(asked[2], HEADER_SIZE) or not self._is_answer(message):
                self.strays += 1
                continue
            del waiting[message[:2]]
            lane = asked[0]
            if not lane.rate:
                self._under_way -= 1
            code = message[3] & 15
            if message[2] & 2:
                self._ask_over_tcp(asked)
            elif message[6:8] == b"\0\0" and code in (0, 3):
                lane.replies[asked[1]] = absent
                lane._silent = 0
                self._open -= 1
            else:
                self._take(asked, message)
        self._note_readable(line)

    @staticmethod
    def _is_answer(message: bytes) -> bool:
        """A response to a standard query, with one question."""
        return message[2] & 0xF8 == 0x80 and message[4:6] == b"\0\1"

    def _take(self, asked: _Asked, message: bytes) -> None:
        """An answer with records, or an error code."""
        lane, index, _question, _attempt = asked
        code = message[3] & 15
        if code in (0, 3):
            # An alias that leads to no name is an answer with a record and the code for "no such name".
            self._settle(lane, index, message)
            if lane.stops_at is not None and lane.stops_at(message):
                self._stop(lane)
        elif code == 5:
            self._settle(lane, index, Outcome.REFUSED)
        else:
            self._try_later(asked, Outcome.FAILED)

    def _settle(self, lane: Lane, index: int, reply: Reply) -> None:
        lane.replies[index] = reply
        self._open -= 1
        lane._silent = lane._silent + 1 if reply is Outcome.SILENT else 0
        if lane._silent >= self.patience.silences:
            self._stop(lane)

    def _stop(self, lane: Lane) -> None:
        """Ask no more in it; what is under way may still be answered."""
        self._open -= len(lane.starts) - lane._next + len(lane._again)
        lane._next = len(lane.starts)
        lane._again.clear()
        lane._is_stopped = True

    # Not hearing

    def _give_up_waiting(self, now: float) -> None:
        for deadlines in self._deadlines:
            while deadlines and deadlines[0][0] <= now:
                _deadline, line, id_, asked = deadlines.popleft()
                if line.waiting.get(id_) is asked:
                    self._lose(line, id_, asked)

    def _nobody_there(self, line: _Line) -> None:
        """The resolver's machine says that nobody listens there (ICMP): what is under way is lost."""
        for id_, asked in list(line.waiting.items()):
            self._lose(line, id_, asked)

    def _lose(self, line: _Line, id_: bytes, asked: _Asked) -> None:
        del line.waiting[id_]
        if not asked[0].rate:
            self._under_way -= 1
        self._try_later(asked, Outcome.SILENT)

    def _try_later(self, asked: _Asked, outcome: Outcome) -> None:
        """Ask once more after a pause; `outcome` is the reply where there is no more attempt."""
        lane, index, _question, attempt = asked
        if lane._is_stopped or attempt + 1 >= len(self.patience.timeouts):
            self._settle(lane, index, outcome)
        else:
            when = asyncio.get_running_loop().time() + self.patience.pause
            heappush(self._later, (when, next(self._order), asked, outcome))

    def _ask_again(self, asked: _Asked, outcome: Outcome) -> None:
        lane, index, _question, attempt = asked
        if lane._is_stopped:
            self._settle(lane, index, outcome)
            return
        lane._again.append((index, attempt + 1))
        if not lane.rate and lane not in self._unpaced:
            self._unpaced.append(lane)

    def _ask_over_tcp(self, asked: _Asked) -> None:
        task = asyncio.ensure_future(self._exchange(self._id() + asked[0].head + asked[2]))
        task.add_done_callback(lambda _task: self._wake.set())
        self._over_tcp[task] = asked

    async def _exchange(self, message: bytes) -> bytes | None:
        async with self._tcp_gate:
            return await dns_over_tcp.ask(self.resolver, message, self.patience.timeouts[-1])

    def _take_from_tcp(self, asked: _Asked, message: bytes | None) -> None:
        if message is None:
            self._settle(asked[0], asked[1], Outcome.SILENT)
        elif not self._is_answer(message):
            self._settle(asked[0], asked[1], Outcome.FAILED)
        elif message[6:8] == b"\0\0" and message[3] & 15 in (0, 3):
            self._settle(asked[0], asked[1], Outcome.ABSENT)
        else:
            self._take(asked, message)
