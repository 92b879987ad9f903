"""`run.json` in the data folder: which of our processes run, for `doctor` and the next start."""

import json
import os
import signal
from dataclasses import asdict, dataclass
from pathlib import Path

from freehold.processes import pid_started

NAME = "run.json"
KEPT = tuple(
    f"FREEHOLD_{name}"
    for name in (
        *("ADDRESS", "PORT", "NAMES", "CERT", "KEY", "KEYS", "TURN_TLS_PORT", "LIVEKIT_MISSING"),
        *("MEDIA_ADDRESS", "TURN_ADDRESS", "TURN_NAME", "MAIL_ADDRESS", "HTTP_PORT", "FRONT"),
        *("ACME_DIRECTORY", "ACME_CONTACT", "ACME_PROFILE", "ACME_CA"),
    )
)


@dataclass(frozen=True)
class Run:
    """One running `up`. `pids` and `since` share their keys (supervisor, web, worker, livekit)."""

    url: str
    address: str
    port: int
    pids: dict[str, int]
    since: dict[str, int]
    """Start time of each process in clock ticks since boot: a pid may be given to somebody else later."""
    options: dict[str, str]
    """The `FREEHOLD_*` variables it runs with, so that `doctor` looks at the same address and certificate."""

    def alive(self) -> dict[str, int]:
        return {
            name: pid for name, pid in self.pids.items() if pid and pid_started(pid) == self.since.get(name)
        }


def write(data: Path, *, url: str, address: str, port: int, pids: dict[str, int]) -> None:
    since = {name: pid_started(pid) or 0 for name, pid in pids.items()}
    run = Run(
        url, address, port, pids, since, {name: os.environ[name] for name in KEPT if name in os.environ}
    )
    fresh = data / f".{NAME}"
    fresh.write_text(json.dumps(asdict(run), indent=2) + "\n")
    fresh.replace(data / NAME)


def read(data: Path) -> Run | None:
    try:
        return Run(**json.loads((data / NAME).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def adopt(run: Run) -> None:
    """Take over the options of what runs, where this command was not told otherwise."""
    for name, value in run.options.items():
        os.environ.setdefault(name, value)


def remove(data: Path) -> None:
    (data / NAME).unlink(missing_ok=True)


def end_leftovers(data: Path) -> list[str]:
    """End what a killed supervisor may have left, each known by pid and start time; returns their names."""
    run = read(data)
    if run is None:
        return []
    left = run.alive()
    left.pop("supervisor", None)
    for pid in left.values():
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return sorted(left)
