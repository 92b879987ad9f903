"""Tables of addresses: read from disk, loaded from the cache, looked up, validated, asked block by block.

With `--tables DIR` the files in it are measured; without, made-up ones of the same sizes. Route
authorisations are made up in either case: a million of them, in the form of rpki-client.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import made_up_tables
from benchmarks.read_tables import ask
from benchmarks.report import Report
from freehold.addresses.blocks import Block, dotted
from freehold.addresses.tables import Tables, read_folder
from freehold.addresses.tables.announcements import Announced
from freehold.addresses.tables.origin_validation import Validity, validate
from freehold.addresses.tables.segments import NONE, Segments

COLD_GOAL = 5.0
CACHED_GOAL = 1.0
MEMORY_GOAL = 300.0
LOOK_UP_GOAL = 50.0
"""Nanoseconds: 20 million a second."""
VALIDATION_GOAL = 0.6
BLOCK_GOAL = 1.0

VRPS = 1_000_000
ROUTES = 556_000
PAYLOADS = 600_000
LOOK_UPS = 4_000_000
BLOCKS = 1_500


def options(parser: ArgumentParser) -> None:
    parser.add_argument("--tables", type=Path, help="folder of real tables")
    parser.add_argument("--rounds", type=int, default=5, help="times that each thing is measured")


def measure(report: Report, tables: Path | None, rounds: int) -> None:
    random = np.random.default_rng(4)
    with tempfile.TemporaryDirectory(prefix="freehold-tables-") as where:
        folder, cache = Path(where) / "tables", Path(where) / "cache"
        folder.mkdir()
        if tables:
            for path in tables.iterdir():
                if path.is_file():
                    (folder / path.name).symlink_to(path.resolve())
        routes = made_up_tables.routes(random, ROUTES)
        if not tables:
            made_up_tables.write_tables(folder, routes)
        made_up_tables.write_vrps(folder / "vrps.json", random, routes, VRPS)
        report.conditions |= {
            "tables": "real, authorisations made up" if tables else "made up",
            "files": {path.name: path.stat().st_size for path in sorted(folder.iterdir())},
            "vrps": VRPS,
        }
        _time_reading(report, folder, cache, rounds)
        _time_blocks(report, read_folder(folder, cache=cache), random, rounds)
    _time_look_ups(report, routes, random, rounds)
    _time_validation(report, routes, random, rounds)


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _time_reading(report: Report, folder: Path, cache: Path, rounds: int) -> None:
    """Each in a process of its own, until every table has answered once."""
    cold = [_read_elsewhere(folder, None) for _ in range(rounds)]
    _read_elsewhere(folder, cache)
    cached = [_read_elsewhere(folder, cache) for _ in range(rounds)]
    report.add("tables on disk to ready, cold", "s", [one["seconds"] for one in cold], goal=COLD_GOAL)
    report.add("the same from the cache", "s", [one["seconds"] for one in cached], goal=CACHED_GOAL)
    report.add("most memory, cold", "MiB", [one["mebibytes"] for one in cold], goal=MEMORY_GOAL)
    report.add("most memory, from the cache", "MiB", [one["mebibytes"] for one in cached], goal=MEMORY_GOAL)


def _read_elsewhere(folder: Path, cache: Path | None) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.read_tables",
        str(folder),
        *([str(cache)] if cache else []),
    ]
    root = Path(__file__).parents[1]
    environment = os.environ | {"PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def _time_blocks(report: Report, tables: Tables, random: np.random.Generator, rounds: int) -> None:
    firsts = (random.integers(1 << 24, 224 << 24, BLOCKS) & ~0xFF).tolist()
    blocks = [Block(first, first + 255) for first in firsts]
    ask(tables, blocks[0])
    took = [_timed(lambda: [ask(tables, block) for block in blocks]) / BLOCKS * 1000 for _ in range(rounds)]
    report.add("all tables asked about one block", "ms", took, goal=BLOCK_GOAL)


def _time_look_ups(report: Report, routes: Announced, random: np.random.Generator, rounds: int) -> None:
    import netaddr
    import pytricia

    asked = random.integers(0, 1 << 32, LOOK_UPS, dtype=np.uint32)
    report.add(
        "longest-prefix table built",
        "s",
        [_timed(lambda: Segments(routes.first, routes.last)) for _ in range(3)],
    )
    segments = Segments(routes.first, routes.last)
    report.add("its index of /24s built", "s", [_timed(lambda: segments.rows(asked[:1]))])
    took = [_timed(lambda: segments.rows(asked)) / LOOK_UPS * 1e9 for _ in range(rounds)]
    report.add("longest-prefix look-up in batch (20 M/s is 50)", "ns", took, goal=LOOK_UP_GOAL)

    trie = pytricia.PyTricia(32)
    prefixes = made_up_tables.prefixes(routes)
    for row, prefix in enumerate(prefixes):
        trie[prefix] = row
    some = [dotted(address) for address in asked[:200_000].tolist()]
    found = [trie.get(address) for address in some]
    report.add(
        "the same by pytricia", "ns", [_timed(lambda: [trie.get(one) for one in some]) / len(some) * 1e9]
    )
    ours = segments.rows(asked[: len(some)]).tolist()
    spans = (routes.last - routes.first).tolist()
    if any(
        (row == NONE) != (theirs is None) or (theirs is not None and spans[row] != spans[theirs])
        for row, theirs in zip(ours, found, strict=True)
    ):
        raise SystemExit("pytricia finds other prefixes")

    whole = netaddr.IPSet(prefixes[:20_000])  # the whole table takes it minutes
    few = [netaddr.IPAddress(address) for address in some[:2_000]]
    report.add(
        "membership by netaddr (of 20,000 prefixes)",
        "ns",
        [_timed(lambda: [one in whole for one in few]) / len(few) * 1e9],
    )


def _time_validation(report: Report, routes: Announced, random: np.random.Generator, rounds: int) -> None:
    payloads = made_up_tables.payloads(routes, random, PAYLOADS)
    report.conditions["validity"] = {
        state.name.lower(): int((validate(routes, payloads) == state).sum()) for state in Validity
    }
    took = [_timed(lambda: validate(routes, payloads)) for _ in range(rounds)]
    report.add(
        f"origin validation of {ROUTES:,} routes against {PAYLOADS:,} payloads",
        "s",
        took,
        goal=VALIDATION_GOAL,
    )
