"""How a command ends early: words on standard error, and an exit code."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

from .failure import INTERRUPTED, Stop
from .progress import say

P = ParamSpec("P")


def stopping(command: Callable[P, None]) -> Callable[P, None]:
    """Turns Stop into words on standard error and an exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Stop as stop:
            if str(stop):
                say(str(stop))
            raise typer.Exit(stop.code) from None
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None

    return run
