"""What may be kept of an exception: its kind and its place. Its message may hold a patient's words."""

from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb

_ROOT = Path(__file__).resolve().parents[3]
_DEEPEST = 20  # frames kept, innermost last


@dataclass(frozen=True)
class Failure:
    """`kind` is the exception's dotted class, `where` one `file:line function` per frame."""

    kind: str
    where: str


def failure(error: BaseException) -> Failure:
    """The traceback holds code locations only: no message, no source line, no local variable."""
    frames = [
        f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    return Failure(kind_of(error), "\n".join(frames[-_DEEPEST:]))


def kind_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"[:200]


def _short(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(_ROOT):
        return str(path.relative_to(_ROOT))
    return "/".join(path.parts[-3:])
