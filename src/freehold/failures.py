"""What may be kept of an exception: its kind and its place. Its message may hold a patient's words."""

import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb
from types import TracebackType

_ROOT = Path(__file__).resolve().parents[2]
_DEEPEST = 20  # frames kept, innermost last


@dataclass(frozen=True)
class Failure:
    """`kind` is the exception's dotted class, `where` one `file:line function` per line."""

    kind: str
    where: str


def failure(error: BaseException) -> Failure:
    """The traceback as code locations only: no message, no source line, no local variable."""
    frames = [
        f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    return Failure(kind(error), "\n".join(frames[-_DEEPEST:]))


def kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"[:200]


def causes(error: BaseException) -> list[str]:
    """Kinds of what led to `error`, nearest first."""
    found: list[str] = []
    seen = {id(error)}
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        found.append(kind(cause))
        cause = cause.__cause__ or cause.__context__
    return found


def hide_messages() -> None:
    """Have Python itself print kind and place, never the message, of what nobody caught in this process."""

    def show(error: BaseException | None) -> None:
        if error is not None:
            what = failure(error)
            sys.stderr.write(f"{what.kind}\n  " + what.where.replace("\n", "\n  ") + "\n")

    def uncaught(sort: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        show(error)

    sys.excepthook = uncaught
    threading.excepthook = lambda args: show(args.exc_value)
    sys.unraisablehook = lambda args: show(args.exc_value)


def _short(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(_ROOT):
        return str(path.relative_to(_ROOT))
    return "/".join(path.parts[-3:])
