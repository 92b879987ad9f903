"""What the launcher says while it works: on standard error, with a spinner where somebody watches."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[int, int], None]
"""Called with (done, of how many)."""

TOLD_EVERY = 10.0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(what: str) -> Iterator[Report]:
    """One long step. The value reports how far it is; unwatched, every ten seconds in a plain line."""
    started = time.monotonic()
    if sys.stderr.isatty():
        with _bar(what) as report:
            yield report
    else:
        say(f"{what} …")
        yield _plain(what)
    took = time.monotonic() - started
    if took >= 2:
        say(f"{what}: done in {took:.0f} s")


def together(report: Report) -> Callable[[str, int, int | None], None]:
    """Several things that go on at once, told as one: called with (name of the thing, done, of how many)."""
    each: dict[str, tuple[int, int]] = {}

    def told(name: str, done: int, of: int | None) -> None:
        each[name] = done, max(done, of or 0)
        report(sum(one for one, _of in each.values()), sum(whole for _one, whole in each.values()))

    return told


def _plain(what: str) -> Report:
    told = time.monotonic()

    def report(done: int, of: int) -> None:
        nonlocal told
        if time.monotonic() - told >= TOLD_EVERY:
            told = time.monotonic()
            say(f"{what}: {done} of {of}")

    return report


@contextmanager
def _bar(what: str) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
