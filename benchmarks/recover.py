"""How long a session is broken when a server process is killed with SIGKILL, and nobody reloads anything.

LiveKit: from the kill until both people see and hear each other again: decoded video frames and audio samples
that were received, not concealed, go on in both windows. Web: from the kill until both windows' signalling is
connected, their event streams are open, and a message typed by one is read by the other; the longest gap in
either's picture or sound meanwhile shows that media never stopped. Two kills of it: of the worker that serves
pages, which its parent replaces, and of that parent, which the supervisor starts again with a new worker.
Beside them, with nothing killed: the gaps while this machine does the same work of starting a web server.
Last, a person's page: until the other reads that the connection is interrupted.
"""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error
from tests import visit
from tests.browsers import chromium
from tests.product import ROOT, Product, demo, processes

from benchmarks.media import media_of
from benchmarks.report import Report, main

BACK_GOAL = 3.0  # seconds, whichever process it was
SAID_GOAL = 6.0  # seconds until a lost connection is said in words
GAP = 0.3  # seconds without a frame or a sample that count as broken
SETTLE = 3.0  # seconds of unbroken media between two rounds
GIVE_UP = 30.0

# Counts what arrived over every peer connection that the page ever opened, ten times a second.
COUNT_MEDIA = """
(() => {
    const connections = [], seen = new Map(), sockets = new Set();
    window.samples = [];
    window.signalling = () => [...sockets].some((socket) => socket.readyState === WebSocket.OPEN);
    window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(...given) { super(...given); connections.push(this); }
    };
    window.WebSocket = class extends WebSocket {
        constructor(...given) { super(...given); if (String(given[0]).includes("/rtc")) sockets.add(this); }
    };
    const count = async () => {
        for (const connection of connections) {
            if (connection.connectionState === "closed") continue;
            const stats = await connection.getStats().catch(() => null);
            stats?.forEach((row) => {
                if (row.type !== "inbound-rtp") return;
                const heard = (row.totalSamplesReceived ?? 0) - (row.concealedSamples ?? 0);
                seen.set(`${connections.indexOf(connection)} ${row.id}`,
                         { kind: row.kind, count: row.kind === "video" ? row.framesDecoded : heard });
            });
        }
        const sum = { video: 0, audio: 0 };
        for (const { kind, count } of seen.values()) sum[kind] += count;
        window.samples.push([performance.timeOrigin + performance.now(), sum.video, sum.audio]);
        setTimeout(count, 50);
    };
    count();
})();
"""


@dataclass(frozen=True)
class Gap:
    begun: float
    ended: float

    @property
    def seconds(self) -> float:
        return self.ended - self.begun


def gaps(samples: Sequence[Sequence[float]], column: int, since: float) -> list[Gap]:
    """Stretches of `GAP` seconds or more, after `since`, in which a count did not grow and then did.

    A stretch in which the page had no turn to look, on a busy machine, is none: what came meanwhile is in the
    next count.
    """
    found: list[Gap] = []
    last_growth, last_count, is_seen_still = since, None, False
    for at, *counts in samples:
        count = counts[column]
        if last_count is not None and at / 1000 >= since:
            if count > last_count:
                if is_seen_still and at / 1000 - last_growth >= GAP:
                    found.append(Gap(last_growth, at / 1000))
                last_growth, is_seen_still = at / 1000, False
            else:
                is_seen_still = True
        last_count = count
    return found


def measure(arguments: Namespace) -> Report:
    report = Report("recover")
    with demo() as product, chromium() as browser:
        report.conditions = {"rounds": arguments.rounds, "livekit": media_of(product).version}
        dana = visit.open_link(browser, product.link("Dana Reyes"))
        sam = visit.open_link(browser, product.link("Sam Brennan"))
        for window in (dana, sam):
            window.page.add_init_script(COUNT_MEDIA)
        visit.open_session(dana)
        visit.enter_as_lead(dana)
        visit.open_session(sam)
        visit.answer_the_door(sam)
        visit.let_in(dana, sam)
        windows = (dana, sam)
        media = [_kill_media(product, windows) for _ in range(arguments.rounds)]
        report.add("LiveKit killed: both see and hear again", "s", media, goal=BACK_GOAL)
        for killed, find in (("web worker", _web_worker), ("web process", _web_process)):
            rounds = [f"the {killed}, round {number}" for number in range(arguments.rounds)]
            web = [_kill_web(product, find, dana, sam, said) for said in rounds]
            back, *stillness = zip(*web, strict=True)
            report.add(f"{killed} killed: signalling, events and a message", "s", back, goal=BACK_GOAL)
            for what, longest in zip(("picture", "sound"), stillness, strict=True):
                report.add(f"{killed} killed: longest gap in anyone's {what}", "s", longest, goal=GAP)
        started = [_start_beside(product, windows) for _ in range(arguments.rounds)]
        for what, longest in zip(("picture", "sound"), zip(*started, strict=True), strict=True):
            report.add(
                f"another web server starts, nothing killed: longest gap in anyone's {what}", "s", longest
            )
        report.add(
            "a person's page crashed: the other reads it", "s", [_crash_page(dana, sam)], goal=SAID_GOAL
        )
    return report


def _kill_media(product: Product, windows: Sequence[visit.Window]) -> float:
    _settle(windows)
    killed = time.time()
    os.kill(product.child("livekit-server"), signal.SIGKILL)
    until = killed + GIVE_UP
    while time.time() < until:
        time.sleep(0.5)
        ends = [_mended(window, killed) for window in windows]
        whole = [end for end in ends if end is not None]
        if len(whole) == len(windows):
            return max(whole) - killed
    raise AssertionError(f"still broken {GIVE_UP:.0f} s after LiveKit was killed")


def _mended(window: visit.Window, killed: float) -> float | None:
    """When the last gap after the kill ended, once both have run for a second since; else None."""
    samples = window.page.evaluate("window.samples")
    now = samples[-1][0] / 1000
    ends = []
    for column in (0, 1):
        broken = gaps(samples, column, killed)
        if not broken or now - broken[-1].ended < 1 or _is_still(samples, column):
            return None
        ends.append(broken[-1].ended)
    return max(ends)


def _is_still(samples: Sequence[Sequence[float]], column: int) -> bool:
    recent = [sample for sample in samples if sample[0] >= samples[-1][0] - GAP * 1000]
    return recent[0][column + 1] == recent[-1][column + 1]


def _kill_web(
    product: Product, find: Callable[[Product], int], dana: visit.Window, sam: visit.Window, said: str
) -> tuple[float, float, float]:
    """Seconds until `said` was sent and read, and of the longest gap in picture and in sound meanwhile.

    `find` names the process to kill.
    """
    windows = (dana, sam)
    _settle(windows)
    victim = find(product)
    killed = time.time()
    os.kill(victim, signal.SIGKILL)
    for window in windows:
        window.page.wait_for_function("() => !window.signalling()", timeout=5000, polling=20)
    for window in windows:
        window.page.wait_for_function("() => window.signalling()", timeout=GIVE_UP * 1000, polling=20)
        window.await_state(stream="open")
    visit.say(dana, said)
    visit.read(sam, said)
    back = time.time() - killed
    return back, *_longest(windows, killed)


def _start_beside(product: Product, windows: Sequence[visit.Window]) -> tuple[float, float]:
    """Seconds of the longest gap in picture and in sound while a second server's code is loaded."""
    _settle(windows)
    begun = time.time()
    variables = Path(f"/proc/{product.child('granian')}/environ").read_bytes().decode().split("\0")
    environment = dict(variable.split("=", 1) for variable in variables if "=" in variable)
    subprocess.run(
        [sys.executable, "-c", "import freehold.config.asgi"],
        env=environment | {"PYTHONPATH": str(ROOT / "src")},
        check=True,
    )
    time.sleep(1)
    return _longest(windows, begun)


def _crash_page(dana: visit.Window, sam: visit.Window) -> float:
    """Seconds until Dana reads that Sam's connection is interrupted."""
    _settle((dana, sam))
    begun = time.time()
    # The page is gone without a goodbye, as when a phone's battery dies.
    with suppress(Error):
        sam.page.goto("chrome://crash", timeout=5000)
    dana.page.get_by_text("connection is interrupted").first.wait_for(timeout=GIVE_UP * 1000)
    return time.time() - begun


def _longest(windows: Sequence[visit.Window], since: float) -> tuple[float, float]:
    picture, sound = (
        max((gap.seconds for window in windows for gap in _gaps_now(window, column, since)), default=0.0)
        for column in (0, 1)
    )
    return picture, sound


def _gaps_now(window: visit.Window, column: int, since: float) -> list[Gap]:
    return gaps(window.page.evaluate("window.samples"), column, since)


def _settle(windows: Sequence[visit.Window]) -> None:
    """Wait for a stretch of unbroken media in every window, and forget what was counted before."""
    until = time.time() + GIVE_UP
    while time.time() < until:
        time.sleep(SETTLE)
        since = time.time() - SETTLE + 0.5
        if not any(_gaps_now(window, column, since) for window in windows for column in (0, 1)):
            for window in windows:
                window.page.evaluate("window.samples.splice(0)")
            time.sleep(0.3)
            return
    raise AssertionError("media never ran unbroken")


def _web_process(product: Product) -> int:
    """Granian's main process, which starts the one that serves pages and replaces it."""
    return product.child("granian")


def _web_worker(product: Product) -> int:
    """The process that serves pages: Granian's worker, a child of its main process."""
    web = _web_process(product)
    return next(pid for pid, parent, _ in processes() if parent == web)


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=10, help="kills of each process (10)")


if __name__ == "__main__":
    main(measure, describe=__doc__, options=_options)
