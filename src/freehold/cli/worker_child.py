"""The worker as a child of the supervisor."""

import os
import sys
from dataclasses import dataclass

from freehold.config.options import Options

from .children import Child


def worker_child(given: Options) -> Child:
    """Its `answers` is true once the worker said that it is at work (`processes.say_ready`)."""
    return TellingChild(
        name="worker",
        command=[sys.executable, "-I", "-m", "freehold.jobs"],
        environment=os.environ,
        log=given.data / "logs" / "worker.log",
        answers=lambda: False,
    )


@dataclass
class TellingChild(Child):
    """A child without a port: it writes one byte into a pipe when it is at work."""

    def __post_init__(self) -> None:
        self._pipe = -1
        self.answers = self._has_told

    def start(self) -> None:
        if self._pipe >= 0:
            os.close(self._pipe)
        self._pipe, theirs = os.pipe()
        os.set_blocking(self._pipe, False)
        self.pass_on = (theirs,)
        self.environment = {**os.environ, "FREEHOLD_READY_FD": str(theirs)}
        self._told = False
        try:
            super().start()
        finally:
            os.close(theirs)

    def _has_told(self) -> bool:
        if not self._told:
            try:
                self._told = os.read(self._pipe, 1) == b"1"
            except BlockingIOError:
                return False
        return self._told
