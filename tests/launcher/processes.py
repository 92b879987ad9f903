"""Looking at real processes: which ones live, and waiting for what they do."""

import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

WITHIN = 30.0


def await_until(holds: Callable[[], object], what: str, *, within: float = WITHIN) -> None:
    """Return as soon as it holds; fail, saying what did not happen, when it does not in time."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, f"{what}: not within {within:.0f} s"
        time.sleep(0.02)


def clean_environment() -> dict[str, str]:
    """Ours without what the test run itself set: commands run as in an owner's shell."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("FREEHOLD_", "DJANGO_"))
    }


def of_installation(data: Path) -> set[int]:
    """Every process that runs for this data folder, known by its environment or command line."""
    marks = (f"FREEHOLD_DATA={data}".encode(), f"{data}/livekit.yaml".encode(), f"{data}/front".encode())
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z" and any(mark in said for mark in marks):
            found.add(int(process.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def await_ended(pids: Iterable[int], *, within: float = WITHIN) -> None:
    left = set(pids)
    await_until(lambda: not any(is_alive(pid) for pid in left), f"the end of {left}", within=within)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
