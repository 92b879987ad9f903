"""What every benchmark prints: one JSON object, or the same as a small table."""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.browsers import CHROMIUM


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value with at least `share` (0-1) of all values at or below it (nearest rank).

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values were measured")
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -(-int(share * 1000) * len(ranked) // 1000) - 1))]


@dataclass
class Result:
    what: str
    unit: str
    n: int
    p50: float
    p95: float
    max: float
    goal: float | None
    met: bool | None


@dataclass
class Report:
    name: str
    conditions: dict[str, Any] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)

    def add(self, what: str, unit: str, values: Sequence[float], *, goal: float | None = None) -> None:
        """Add one measured thing; the goal, where there is one, is held against p95."""
        p95 = percentile(values, 0.95)
        met = None if goal is None else p95 <= goal
        rounded = [round(value, 4) for value in (percentile(values, 0.5), p95, max(values))]
        self.results.append(Result(what, unit, len(values), *rounded, goal, met))


def _version(*command: str) -> str:
    program = shutil.which(command[0])
    if program is None:
        return "absent"
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().splitlines()[0]


def machine() -> dict[str, Any]:
    """Cores, memory in GiB, and versions of what is measured with."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(pages * size / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "browser": _version(str(CHROMIUM), "--version"),
    }


def _line(row: Result) -> str:
    figures = f"n={row.n:<4} p50 {row.p50:<9} p95 {row.p95:<9} max {row.max:<9} {row.unit}"
    goal = "" if row.goal is None else f"  goal {row.goal}: {'met' if row.met else 'MISSED'}"
    return f"  {row.what:<60} {figures}{goal}"


def main(
    measure: Callable[[argparse.Namespace], Report],
    *,
    describe: str,
    options: Callable[[argparse.ArgumentParser], None] | None = None,
) -> None:
    """Run one benchmark from the command line; exit code 1 when a goal is missed."""
    program = f"./freehold bench {Path(sys.argv[0]).stem}"
    parser = argparse.ArgumentParser(prog=program, description=describe)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    if options is not None:
        options(parser)
    arguments = parser.parse_args()
    report = measure(arguments)
    report.conditions = machine() | report.conditions
    if arguments.json:
        print(json.dumps(asdict(report)))
    else:
        print(f"{report.name}: {report.conditions}")
        for row in report.results:
            print(_line(row))
    raise SystemExit(0 if all(row.met is not False for row in report.results) else 1)
