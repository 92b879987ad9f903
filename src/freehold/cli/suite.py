"""`./freehold test`: every check there is, one after another, and one last line that says how it went."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from freehold.config.options import ROOT
from freehold.processes import die_with_parent

from . import debian, frontend, livekit_binary
from .failure import Stop
from .progress import say
from .tally import Tally, of_junit, of_vitest

BINARIES = Path(sys.executable).parent
PYTEST_FOUND_NOTHING = 5
NOT_RUN = 77
"""automake's word, which `tests/postgres.py` uses too."""

WHOLE = "browser or stack or netns"
"""Markers of tests that start the whole product or a browser: two files at a time, after the others."""
WHOLE_IN = ("tests",)
"""Where those are: the apps' own folders need not be read for them."""


@dataclass(frozen=True)
class Step:
    """One command; `tally` reads how its tests went from the file it was told to write."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT
    results: Path | None = None
    read: Callable[[Path], Tally | None] = of_junit


def run(*, fast: bool, soak: bool, paths: Sequence[str]) -> bool:
    """Runs and tells; True when nothing failed. `paths` narrows it to pytest on those files."""
    prepare(fast=fast)
    begun = time.monotonic()
    told: list[tuple[str, Tally, float]] = []
    with tempfile.TemporaryDirectory(prefix="freehold-tests-") as folder:
        for one in steps(Path(folder), fast=fast, soak=soak, paths=paths):
            started = time.monotonic()
            say(f"\n── {one.name}")
            told.append((one.name, perform(one), time.monotonic() - started))
    total = sum((tally for _, tally, _ in told), Tally())
    say("")
    for name, tally, took in told:
        say(f"{'✗' if tally.failed else '✓'} {name:<32} {took:6.1f} s   {tally}")
    say(f"{'':<34} {time.monotonic() - begun:6.1f} s")
    print(total, flush=True)
    return total.failed == 0


def prepare(*, fast: bool) -> None:
    """What the tests use. A Debian package that cannot be had is named, and its tests are skipped loudly."""
    lacking = debian.missing([] if fast else debian.FOR_TESTS)
    if lacking:
        try:
            debian.install(lacking)
        except Stop as stop:
            say(f"{stop}\nTheir tests are skipped.")
    frontend.refuse_without_node()
    frontend.install_modules()
    frontend.build_if_changed()
    try:
        livekit_binary.find_or_build()
    except livekit_binary.Missing as missing:
        say(f"{missing}\nTests of live rooms are skipped.")


def steps(folder: Path, *, fast: bool, soak: bool, paths: Sequence[str]) -> Iterator[Step]:
    """`folder` takes the runners' result files."""
    if soak:
        yield pytest("soak", folder, "-m", "soak", *paths)
        return
    if not paths:
        yield from static_checks()
        vitest = folder / "vitest.json"
        reporters = ("--reporter=default", "--reporter=json", f"--outputFile={vitest}")
        yield Step(
            "vitest", (front_end_tool("vitest"), "run", *reporters), frontend.FOLDER, vitest, of_vitest
        )
    server_side = f"not ({WHOLE} or soak)"
    parallel = ("-n", "2", "--dist", "worksteal")
    yield pytest("server side, SQLite", folder, *parallel, "-m", server_side, *paths)
    if fast:
        return
    yield postgresql(folder, *parallel, "-m", f"({server_side}) and not livekit", *paths)
    # A file's tests share what runs for it; `tests/conftest.py` says which files stay together.
    by_file = ("-n", "2", "--dist", "loadfile")
    whole = f"({WHOLE}) and not soak"
    yield pytest("browser, launcher, network", folder, *by_file, "-m", whole, *(paths or WHOLE_IN))


def static_checks() -> Iterator[Step]:
    yield Step("ruff check", (str(BINARIES / "ruff"), "check"))
    yield Step("ruff format", (str(BINARIES / "ruff"), "format", "--check"))
    yield Step("mypy", (sys.executable, "-I", "-m", "mypy"))
    yield Step(
        "imports", (sys.executable, "-I", "-c", "from importlinter.cli import lint_imports_command as c; c()")
    )
    migrations = (
        "import django.core.management as m; m.execute_from_command_line(['', 'makemigrations', '--check'])"
    )
    yield Step("migrations", (sys.executable, "-I", "-c", migrations))
    yield Step("biome", (front_end_tool("biome"), "check", "."), frontend.FOLDER)
    yield Step("tsc", (front_end_tool("tsc"), "--noEmit"), frontend.FOLDER)


def front_end_tool(name: str) -> str:
    """The one that the lock file brought; `npx` would look for another when it is missing."""
    return str(frontend.MODULES / ".bin" / name)


def pytest(name: str, folder: Path, *arguments: str) -> Step:
    results = folder / f"{name.replace(' ', '-')}.xml"
    quiet = ("-q", "--no-header", f"--junitxml={results}")
    return Step(name, (sys.executable, "-m", "pytest", *quiet, *arguments), results=results)


def postgresql(folder: Path, *arguments: str) -> Step:
    inner = pytest("server side, PostgreSQL", folder, *arguments)
    return Step(
        inner.name, (sys.executable, "-m", "tests.postgres", "--", *inner.command), results=inner.results
    )


def perform(one: Step) -> Tally:
    """Runs it with its output shown as it comes, all of it on standard error."""
    done = subprocess.run(
        one.command,
        cwd=one.folder,
        env=environment(),
        stdout=sys.stderr,
        check=False,
        preexec_fn=die_with_parent,
    )
    if done.returncode in (NOT_RUN, PYTEST_FOUND_NOTHING) and one.results:
        return Tally(skipped=1 if done.returncode == NOT_RUN else 0)
    counted = one.read(one.results) if one.results else None
    if counted is None:
        return Tally(passed=1) if done.returncode == 0 else Tally(failed=1)
    # A runner that fails without a failed test (a broken import, a crash) must not look like success.
    return counted + Tally(failed=1) if done.returncode and not counted.failed else counted


def environment() -> dict[str, str]:
    """Without options of a practice that may run here; our tools come before others of the same name.

    Compiled files are kept whatever the machine is set to: each step, and each of the hundreds of processes
    that tests start, would compile everything anew.
    """
    unwanted = ("FREEHOLD_", "PYTEST_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "freehold.config.testing",
        "PATH": f"{BINARIES}{os.pathsep}{kept.get('PATH', os.defpath)}",
        "PYTHONPATH": str(ROOT),
        "NO_UPDATE_NOTIFIER": "1",
    }
