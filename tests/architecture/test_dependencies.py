"""Each thing that is not ours has a line that says what it is here for."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from freehold.cli import debian

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "dependencies.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGE = json.loads((ROOT / "frontend" / "package.json").read_text())
FIRST_CELLS = "\n".join(line.split("|")[1] for line in TEXT.splitlines() if line.startswith("|"))

PYTHON = sorted(
    re.split(r"[\[<>=]", wanted)[0]
    for wanted in (*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"])
)
FRONT_END = sorted({**PACKAGE.get("dependencies", {}), **PACKAGE.get("devDependencies", {})})
FROM_DEBIAN = sorted({package.name for package in debian.FOR_TESTS})


@pytest.mark.parametrize("name", [*PYTHON, *FROM_DEBIAN])
def test_it_has_a_line(name: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", FIRST_CELLS), (
        f"say in docs/dependencies.md why {name}"
    )


@pytest.mark.parametrize("name", FRONT_END)
def test_what_the_browser_gets_has_one_too(name: str) -> None:
    short = name.rpartition("/")[2]
    assert name in FIRST_CELLS or short in FIRST_CELLS, f"say in docs/dependencies.md why {name}"
