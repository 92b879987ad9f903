"""`./freehold bench NAME`: runs one file of `benchmarks/` in this Python."""

import ast
import os
import sys

from freehold.config.options import ROOT

from .failure import WRONG_USE, Stop

FOLDER = ROOT / "benchmarks"


def names() -> dict[str, str]:
    """Each benchmark's name and what it measures: a module there that reports."""
    found = {}
    for path in sorted(FOLDER.glob("*.py")):
        text = path.read_text()
        if "__main__" in text and "benchmarks.report" in text:
            found[path.stem] = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    return found


def run(name: str, arguments: list[str]) -> None:
    """Becomes the benchmark; its exit code is the command's.

    Raises:
        Stop: there is none of that name; the text lists what there is.
    """
    known = names()
    if name not in known:
        width = max(map(len, known), default=0)
        listed = "\n".join(f"    {one:<{width}}  {what}" for one, what in known.items())
        raise Stop(f"There is no benchmark {name!r}. There are:\n{listed}", WRONG_USE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    os.chdir(ROOT)
    os.execve(sys.executable, command, environment)  # noqa: S606
