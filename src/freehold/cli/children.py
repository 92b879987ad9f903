"""One child process of the supervisor: in a process group of its own, bound to our life, logged to a file."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from freehold.processes import die_with_parent

LARGEST_LOG = 10_000_000
"""Bytes; an older half is dropped beyond it."""


@dataclass
class Child:
    """What to run and how to see that it answers. Start it from the main thread only (see `processes.py`)."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    answers: Callable[[], bool]
    stop_twice: bool = False
    """LiveKit drains its rooms at the first signal and ends at the second."""
    pass_on: tuple[int, ...] = ()
    """Descriptors that it inherits."""
    makes: tuple[Path, ...] = ()
    """Socket files it listens on: one that was killed leaves them, and they stand in the next one's way."""

    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    quick_deaths: int = field(default=0, init=False)

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    @property
    def lived(self) -> float:
        """Seconds since it was last started."""
        return time.monotonic() - self.started_at

    def start(self) -> None:
        os.environ["FREEHOLD_PARENT"] = str(os.getpid())
        for left in self.makes:
            left.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env={name: value for name, value in self.environment.items() if name != "FREEHOLD_PARENT"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.pass_on,
                process_group=0,
                preexec_fn=die_with_parent,
            )
        self.started_at = time.monotonic()

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def signal(self, number: signal.Signals) -> None:
        if not self.has_ended():
            assert self.process
            self.process.send_signal(number)

    def sweep(self) -> None:
        """End whatever it leaves in its process group."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.poll()

    def last_words(self, lines: int = 30) -> str:
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - 8000))
                return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    def trim_log(self) -> None:
        """Keep the newer half of a log grown too long; its writer appends, so it goes on at the new end."""
        try:
            if self.log.stat().st_size <= LARGEST_LOG:
                return
            kept = self.log.read_bytes()[-LARGEST_LOG // 2 :]
            with self.log.open("r+b") as log:
                log.truncate(0)
                log.write(kept[kept.find(b"\n") + 1 :])
        except OSError:
            return
