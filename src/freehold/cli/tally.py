"""How many tests passed, failed and were skipped, read from what the test runners write."""

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def of_junit(path: Path) -> Tally | None:
    """From pytest's `--junitxml`; errors count as failures. None when there is no such file."""
    try:
        suites = ElementTree.parse(path).getroot().iter("testsuite")  # noqa: S314 - pytest, which we ran, wrote it
    except (OSError, ElementTree.ParseError):
        return None
    total = Tally()
    for suite in suites:
        tests, failures, errors, skipped = (
            int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
        )
        total += Tally(tests - failures - errors - skipped, failures + errors, skipped)
    return total


def of_vitest(path: Path) -> Tally | None:
    """From vitest's JSON reporter. None when there is no such file."""
    try:
        told = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    skipped = told["numPendingTests"] + told.get("numTodoTests", 0)
    return Tally(told["numPassedTests"], told["numFailedTests"], skipped)
