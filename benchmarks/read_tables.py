"""Reads a folder of tables, asks each once, and prints seconds and MiB as JSON: `FOLDER [CACHE]`."""

import json
import re
import sys
import time
from pathlib import Path

from freehold.addresses.blocks import Block
from freehold.addresses.tables import Tables, read_folder


def ask(tables: Tables, block: Block) -> None:
    """Every question that tables answer."""
    for question in (
        tables.delegation,
        tables.conflicts,
        tables.registrations,
        tables.transfers,
        tables.authorisations,
        tables.route_objects,
        tables.routing,
        tables.past_routing,
        tables.drop,
        tables.lists,
        tables.locations,
    ):
        question(block)


def main(folder: Path, cache: Path | None) -> None:
    begun = time.perf_counter()
    tables = read_folder(folder, cache=cache)
    ask(tables, Block(41 << 24, (41 << 24) + 255))
    seconds = time.perf_counter() - begun
    if tables.problems:
        raise SystemExit(f"not read: {[str(one.reason) for one in tables.problems]}")
    # Not getrusage: its figure lives on from the process that started this one.
    most = int(re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[0]) / 1024
    print(json.dumps({"seconds": seconds, "mebibytes": most}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
