"""Flags become `FREEHOLD_*` variables, so that every child reads the same options as the supervisor."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from .failure import UNUSABLE, WRONG_USE, Stop

if TYPE_CHECKING:
    from freehold.config.options import Options


def set_flags(**flags: object) -> None:
    """Each flag that was given; paths are made absolute, since children run elsewhere."""
    for name, value in flags.items():
        if value is None or value == []:
            continue
        if isinstance(value, Path):
            value = value.expanduser().absolute()
        text = json.dumps(value) if isinstance(value, list) else str(value)
        os.environ[f"FREEHOLD_{name.upper()}"] = text


def read_as_running() -> "Options":
    """Like `read`, with the options of the `up` that runs in the data folder, if one does."""
    from freehold.config.options import options

    from . import run_file

    run = run_file.read(read().data)
    if run and "supervisor" in run.alive():
        run_file.adopt(run)
        options.cache_clear()
    return read()


def of_a_practice() -> "Options":
    """Like `read_as_running`, for a command that makes no practice: a mistyped folder stays untouched.

    Raises:
        Stop: the data folder holds none.
    """
    given = read_as_running()
    if not holds_a_practice(given):
        raise Stop(f"{given.data} holds no practice. Start one: ./freehold up", UNUSABLE)
    return given


def holds_a_practice(given: "Options") -> bool:
    return bool(given.database_url) or (given.data / "freehold.sqlite3").exists()


def read() -> "Options":
    """Options from flags, environment and `freehold.toml`.

    Raises:
        Stop: one of them cannot be what it says; the text names it.
    """
    from pydantic import ValidationError

    from freehold.config.options import options

    try:
        return options()
    except ValidationError as error:
        told = [f"FREEHOLD_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()]
        raise Stop("These options cannot be used:\n    " + "\n    ".join(told), WRONG_USE) from error
    except ValueError as error:
        raise Stop(f"freehold.toml in the data folder cannot be read: {error}", WRONG_USE) from error
