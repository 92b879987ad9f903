"""Tasks for these tests. What they do is a line in a file each time, as the world outside would see it."""

import os
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from freehold import jobs


def diary() -> Path:
    path: Path = settings.OPTIONS.data / "diary"
    return path


def note(line: str) -> None:
    with diary().open("a") as file:
        file.write(f"{line}\n")


@jobs.task()
def greet(number: int) -> None:
    note(f"greet {number}")


@jobs.task(retries=2)
def complain(number: int) -> None:
    note(f"complain {number}")
    words = f"Sam Okafor's note {number}"
    try:
        raise KeyError(words)
    except KeyError as cause:
        raise ValueError(words) from cause


@jobs.task(retries=2)
def dawdle(number: int) -> None:
    """Say so, then wait as long as a file named for it stands there."""
    note(f"begin {number} {os.getpid()}")
    while (settings.OPTIONS.data / f"hold-{number}").exists():
        time.sleep(0.02)
    note(f"end {number}")


@jobs.task(retries=2, is_long=True)
def toil(number: int) -> None:
    """`dawdle` among the long ones."""
    dawdle.func(number)


@jobs.task(retries=2)
def perish(number: int) -> None:
    """Take the worker along each time."""
    note(f"perish {number}")
    os.kill(os.getpid(), 9)


@jobs.every(timedelta(hours=1))
def hourly() -> None:
    note("hourly")
