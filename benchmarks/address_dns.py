"""A /24 over 60 DNS lists, 15,360 questions, answered by Debian's rbldnsd on this machine.

Beside it Debian's dnsperf, which is written in C and does nothing but ask: the ceiling. Through unbound, a
real resolver, the same takes what that takes. The lists' entries are made up, with a fixed seed.
"""

import asyncio
import random
import re
import shutil
import subprocess
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import Report
from freehold.addresses import blocks, dnsbl
from freehold.addresses.blocks import dotted
from freehold.addresses.facts import Sweep, Told
from freehold.addresses.findings import Severity
from freehold.addresses.resolvers import Resolver
from freehold.addresses.tests.dns_servers import TEST_ENTRY, rbldnsd, unbound
from freehold.addresses.zones import COURTESY, Code, Zone

GOAL = 0.8
COURTEOUS_GOAL = 10.0
BLOCK = blocks.parse("85.10.20.0/24")
ZONES = 60
ENTRIES = 2000
LISTED = 8
"""Of the block, in each of the first three lists."""
CODES = {"127.0.0.2": Code("Listed", Severity.FIX_BEFORE)}
AT_ONCE = 96
"""Questions that dnsperf has under way; as many as the sweep."""


def options(parser: ArgumentParser) -> None:
    parser.add_argument("--dns-rounds", type=int, default=9, help="sweeps of 15,360 DNS questions (9)")


def measure(report: Report, arguments: Namespace) -> None:
    for program in ("rbldnsd", "unbound", "dnsperf"):
        if shutil.which(program, path="/usr/bin:/usr/sbin") is None:
            raise SystemExit(f"{program} is not installed: apt-get install --no-install-recommends {program}")
    names = [f"list{number:02}.dnsbl.test" for number in range(ZONES)]
    with rbldnsd({name: _entries(number) for number, name in enumerate(names)}) as server:
        _sweep(server, names)  # files into the cache, code into memory
        swept = [_sweep(server, names) for _round in range(arguments.dns_rounds)]
        questions = f"{BLOCK.size * ZONES:,} DNS list questions to rbldnsd"
        report.add(f"{questions}: the sweep", "s", [seconds for seconds, _lost in swept], goal=GOAL)
        report.add(f"{questions}: lost", "questions", [lost for _seconds, lost in swept], goal=0)
        _ask_dnsperf(report, questions, server, names, arguments.dns_rounds)
        with unbound(dict.fromkeys(names, server)) as resolver:
            for what in ("cold", "warm"):
                report.add(f"the same through unbound, {what}", "s", [_sweep(resolver, names)[0]])
        seconds, lost = _sweep(server, names, rate=COURTESY)
        what = f"the same with {COURTESY:.0f} questions a second to each list"
        report.add(what, "s", [seconds], goal=COURTEOUS_GOAL)
        report.add(f"{what}: lost", "questions", [lost], goal=0)


def _entries(number: int) -> list[str]:
    lots = random.Random(number)
    made_up = [dotted(lots.randrange(1 << 24, 223 << 24)) for _entry in range(ENTRIES)]
    of_the_block = [dotted(BLOCK.first + 7 + at) for at in range(LISTED if number < 3 else 0)]
    return ["127.0.0.2", TEST_ENTRY, "127.0.0.2", ":127.0.0.2:Listed $", *made_up, *of_the_block]


def _sweep(resolver: Resolver, names: Sequence[str], rate: float = 0) -> tuple[float, int]:
    """Seconds that a whole sweep takes, tests and explanations included, and how many were not answered."""
    zones = [Zone(name=name, title=name, codes=CODES, rate=rate) for name in names]
    begun = time.perf_counter()
    told = asyncio.run(dnsbl.sweep(BLOCK, zones, resolver))
    seconds = time.perf_counter() - begun
    assert isinstance(told, Told), told
    sweep: Sweep = told.value
    assert sum(len(zone.listings) for zone in sweep.zones) == 3 * LISTED
    asked = sum(zone.asked for zone in sweep.zones)
    return seconds, BLOCK.size * ZONES - asked + sum(zone.unanswered for zone in sweep.zones)


def _ask_dnsperf(report: Report, what: str, server: Resolver, names: Sequence[str], rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="freehold-dnsperf-") as folder:
        questions = Path(folder) / "questions"
        questions.write_text(
            "".join(
                f"{'.'.join(reversed(dotted(address).split('.')))}.{name} A\n"
                for address in range(BLOCK.first, BLOCK.last + 1)
                for name in names
            )
        )
        command = ["dnsperf", "-s", server.address, "-p", str(server.port), "-d", str(questions)]
        seconds, lost = [], []
        for _round in range(rounds):
            done = subprocess.run(
                [*command, "-q", str(AT_ONCE)], capture_output=True, text=True, check=True
            ).stdout
            seconds.append(_figure(done, r"Run time \(s\):\s+([\d.]+)"))
            lost.append(_figure(done, r"Queries lost:\s+(\d+)"))
    report.add(f"{what}: dnsperf, the ceiling", "s", seconds)
    report.add(f"{what}: dnsperf, lost", "questions", lost)


def _figure(said: str, pattern: str) -> float:
    found = re.search(pattern, said)
    assert found is not None, said
    return float(found[1])
