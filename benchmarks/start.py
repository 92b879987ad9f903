"""How long a second `./freehold up` takes: from the command to its line of JSON, and to the first page.

The first start of the folder, which builds and migrates, is not counted.
"""

import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tests.product import start

from benchmarks.report import Report, main
from benchmarks.visitor import Visitor

GOAL = 5.0


def measure(arguments: Namespace) -> Report:
    report = Report("start", {"rounds": arguments.rounds})
    ready: list[float] = []
    first_page: list[float] = []
    with tempfile.TemporaryDirectory(prefix="freehold-start-") as folder:
        data = Path(folder) / "data"
        start("--demo", "--port", "0", data=data).stop()
        for _ in range(arguments.rounds):
            begun = time.monotonic()
            product = start("--demo", "--port", "0", data=data)
            try:
                Visitor(product.url).get("/sign-in")
                first_page.append(time.monotonic() - begun)
                ready.append(product.ready_after)
            finally:
                product.stop()
    report.add("second start: everything answers", "s", ready, goal=GOAL)
    report.add("second start: first page read", "s", first_page, goal=GOAL)
    return report


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=10, help="second starts (10)")


if __name__ == "__main__":
    main(measure, describe=__doc__, options=_options)
