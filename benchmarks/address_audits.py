"""Whole audits, through the command as a person types it: process start, reading, judging, writing.

With `--tables DIR` it also counts, on those files, how many blocks of each kind are refused.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

import numpy as np

from benchmarks import made_up_tables
from benchmarks.report import Report
from freehold.addresses.blocks import Block, dotted, number
from freehold.addresses.facts import Told
from freehold.addresses.tables import Tables, read_folder
from freehold.config.options import ROOT

COLD_GOAL = 5.0
WARM_GOAL = 1.0
LIST_GOAL = 5.0
PRINT_GOAL = 2.0
LISTED = 1_500

# In a process of its own: what printing the first report costs, the library's import and all.
PRINT = """
import sys, time
from pathlib import Path
from freehold.addresses import audit, blocks, transfer_rules
from freehold.addresses.facts import Expectations
from freehold.addresses.tables import read_folder
tables = read_folder(Path(sys.argv[2]), cache=Path(sys.argv[3]))
facts = audit.from_tables(blocks.parse(sys.argv[1]), tables, Expectations())
report = audit.judge(sys.argv[1], facts, transfer_rules.read())
begun = time.perf_counter()
from freehold.addresses.report.pdf import pdf
page = pdf(report)
print(time.perf_counter() - begun)
"""


def measure(report: Report, tables: Path | None, rounds: int) -> None:
    with _folder(tables) as folder, tempfile.TemporaryDirectory(prefix="freehold-cache-") as kept:
        warm = Path(kept)
        blocks = _routed(read_folder(folder, cache=warm), LISTED)
        one = blocks[0]
        audit = ("--offline", str(folder), "--json")
        report.add("audit of a /24, no cache", "s", _times(rounds, one, *audit), goal=COLD_GOAL)
        report.add(
            "audit of a /24, from the cache", "s", _times(rounds, one, *audit, cache=warm), goal=WARM_GOAL
        )
        listed = folder.parent / "blocks.txt"
        listed.write_text("\n".join(blocks) + "\n")
        many = ("--list", str(listed), "--offline", str(folder))
        report.add(f"{LISTED} blocks, no cache", "s", _times(rounds, *many), goal=LIST_GOAL)
        report.add(f"{LISTED} blocks, from the cache", "s", _times(rounds, *many, cache=warm), goal=LIST_GOAL)
        printing = [float(_python(PRINT, one, str(folder), kept)) for _ in range(rounds)]
        report.add("report of a /24 as PDF", "s", printing, goal=PRINT_GOAL)
        if tables:
            report.conditions["refused"] = _rates(folder, warm, blocks)


@contextmanager
def _folder(tables: Path | None) -> Iterator[Path]:
    """The given tables, or made-up ones, with a million made-up route authorisations beside them."""
    random = np.random.default_rng(4)
    with tempfile.TemporaryDirectory(prefix="freehold-tables-") as where:
        folder = Path(where) / "tables"
        folder.mkdir()
        routes = made_up_tables.routes(random, 556_000)
        if tables:
            for path in tables.iterdir():
                if path.is_file():
                    (folder / path.name).symlink_to(path.resolve())
        else:
            made_up_tables.write_tables(folder, routes)
        made_up_tables.write_vrps(folder / "vrps.json", random, routes, 1_000_000)
        yield folder


def _routed(tables: Tables, wanted: int) -> list[str]:
    """/24s that somebody announces, drawn at random, the same each time."""
    random, found = Random(7), []
    while len(found) < wanted:
        first = random.randrange(1 << 16, 224 << 16) << 8
        if _is_routed(tables, first, first + 255):
            found.append(f"{dotted(first)}/24")
    return found


def _is_routed(tables: Tables, first: int, last: int) -> bool:
    routing = tables.routing(Block(first, last))
    return isinstance(routing, Told) and any(one.origins for one in routing.value.announcements)


def _times(rounds: int, *arguments: str, cache: Path | None = None) -> list[float]:
    """Seconds of whole runs; without `cache` each begins with an empty one."""
    taken = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="freehold-cache-") as empty:
            begun = time.perf_counter()
            _audit(*arguments, "--cache", str(cache or empty))
            taken.append(time.perf_counter() - begun)
    return taken


def _audit(*arguments: str) -> str:
    done = subprocess.run(
        [ROOT / "freehold", "addresses", "audit", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(done.stderr)
    return done.stdout


def _python(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _rates(folder: Path, cache: Path, routed: Sequence[str]) -> dict[str, str]:
    """Of each kind: refused, and how many there are."""
    tables = read_folder(folder, cache=cache)
    kinds = {
        "reserved or available, and routed": _nobodys_but_routed(folder, tables),
        "on DROP": _dropped(folder),
        "routed, drawn at random": list(routed),
    }
    return {kind: _refused(blocks, folder, cache) for kind, blocks in kinds.items()}


def _refused(blocks: Sequence[str], folder: Path, cache: Path) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(blocks) + "\n")
        listed.flush()
        said = _audit("--list", listed.name, "--offline", str(folder), "--cache", str(cache))
    verdicts = [json.loads(line)["verdict"] for line in said.splitlines()]
    return f"{verdicts.count('refuse')} of {len(verdicts)}"


def _nobodys_but_routed(folder: Path, tables: Tables) -> list[str]:
    found = []
    for path in sorted(folder.glob("delegated-*")):
        for row in path.read_text().splitlines():
            parts = row.split("|")
            if len(parts) < 7 or parts[2] != "ipv4" or parts[6] not in ("reserved", "available"):
                continue
            first = number(parts[3])
            last = first + int(parts[4]) - 1
            if _is_routed(tables, first, last):
                found.append(f"{dotted(first)}-{dotted(last)}")
    return found


def _dropped(folder: Path) -> list[str]:
    rows = [line for path in sorted(folder.glob("*drop*.json")) for line in path.read_text().splitlines()]
    return [entry["cidr"] for entry in map(json.loads, rows) if "cidr" in entry]
