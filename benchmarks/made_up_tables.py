"""Made-up tables of addresses, of the sizes and with the prefix lengths of real ones."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from freehold.addresses.blocks import dotted
from freehold.addresses.tables.announcements import Announced
from freehold.addresses.tables.lines import masks
from freehold.addresses.tables.origin_validation import Payloads

REGISTRIES = {"afrinic": 5_946, "apnic": 50_000, "arin": 75_000, "lacnic": 20_000, "ripencc": 98_000}
"""IPv4 rows of each registry's file."""


def routes(random: np.random.Generator, number: int) -> Announced:
    """A third of the space, lengths mostly /24 and /22 as in today's tables, some inside others."""
    length = random.choice(
        np.array([8, 12, 16, 18, 19, 20, 21, 22, 23, 24], np.uint32),
        number,
        p=[0.0001, 0.0009, 0.014, 0.015, 0.03, 0.05, 0.05, 0.13, 0.11, 0.60],
    )
    span = masks(length)
    first = random.integers(1 << 24, 224 << 24, number, dtype=np.uint32) & ~span
    order = np.lexsort((span, first))
    first, span = first[order], span[order]
    kept = np.ones(number, np.bool_)
    kept[1:] = (first[1:] != first[:-1]) | (span[1:] != span[:-1])
    first, span = first[kept], span[kept]
    origin = random.zipf(1.3, len(first)).clip(1, 70_000).astype(np.uint32)
    missing = number - len(first)  # those drawn twice: announced once more by somebody else
    return Announced(
        np.concatenate([first, first[:missing]]),
        np.concatenate([first + span, (first + span)[:missing]]),
        np.concatenate([origin, origin[:missing] + 1]),
        np.zeros(number, np.bool_),
    )


def payloads(routes: Announced, random: np.random.Generator, number: int) -> Payloads:
    """For routes drawn at random: most of their origin, some wider, some that allow longer ones."""
    rows = random.integers(0, len(routes.first), number)
    length = 32 - np.frexp((routes.last - routes.first)[rows].astype(np.float64))[1]
    length = np.maximum(length - random.integers(0, 3, number), 8).astype(np.uint32)
    span = masks(length)
    first = routes.first[rows] & ~span
    wrong = random.random(number) < 0.02
    asn = np.where(wrong, routes.origin[rows] + 1, routes.origin[rows]).astype(np.uint32)
    longest = np.minimum(length + random.integers(0, 5, number), 32).astype(np.uint8)
    return Payloads(first, first + span, longest, asn)


def prefixes(routes: Announced) -> list[str]:
    return [
        f"{dotted(first)}/{32 - (last - first).bit_length()}"
        for first, last in zip(routes.first.tolist(), routes.last.tolist(), strict=True)
    ]


def write_vrps(path: Path, random: np.random.Generator, table: Announced, number: int) -> None:
    """As rpki-client writes them, one of five about IPv6."""
    with path.open("w") as file:
        file.write('{\n\t"metadata": {\n\t\t"buildtime": "2026-09-16T08:07:06Z"\n\t},\n\n\t"roas": [\n')
        file.write(",\n".join(_written(payloads(table, random, number * 4 // 5), number // 5)))
        file.write('\n\t],\n\n\t"aspas": [\n\t]\n}\n')


def _written(four: Payloads, six: int) -> Iterator[str]:
    row = '\t\t{{ "asn": {}, "prefix": "{}", "maxLength": {}, "ta": "ripe", "expires": 1789600000 }}'
    columns = (four.first, four.last, four.max_length, four.asn)
    for first, last, longest, asn in zip(*(column.tolist() for column in columns), strict=True):
        yield row.format(asn, f"{dotted(first)}/{32 - (last - first).bit_length()}", longest)
    for number in range(six):
        yield row.format(number % 70_000, f"2001:{number >> 16:x}:{number & 0xFFFF:x}::/48", 48)


def write_tables(folder: Path, table: Announced) -> None:
    """Everything but route authorisations."""
    _write_origins(folder / "iptoasn_2026-09-16.csv.gz", 403_585)
    with gzip.open(folder / "routes_2014-04-01.csv.gz", "wt", compresslevel=1) as file:
        file.write("prefix,origin\n")
        rows = zip(prefixes(table)[:489_262], table.origin.tolist(), strict=False)
        file.writelines(f"{prefix},{origin}\n" for prefix, origin in rows)
    for registry, number in REGISTRIES.items():
        _write_delegated(folder / f"delegated-{registry}-extended-latest", registry, number)
    entries = [
        json.dumps({"cidr": f"{dotted((5 << 24) + (number << 12))}/22", "sblid": f"SBL{number}", "rir": None})
        for number in range(1_406)
    ]
    metadata = json.dumps({"type": "metadata", "timestamp": 1744682874, "records": len(entries)})
    (folder / "drop_v4.json").write_text("\n".join([*entries, metadata, ""]))
    listed = (dotted((1 << 24) + number * 100_003 % (200 << 24)) for number in range(120_430))
    (folder / "ipsum_2026-08-22.txt").write_text("".join(f"{address}\t2\n" for address in listed))


def _write_origins(path: Path, rows: int) -> None:
    step = (223 << 24) // rows
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write("start_ip,end_ip,asn,as_name\n")
        for row in range(rows):
            first = (1 << 24) + row * step
            file.write(
                f'{dotted(first)},{dotted(first + step - 2)},{row % 70_000 + 1},"NAME-{row} Networks, Inc."\n'
            )


def _write_delegated(path: Path, registry: str, rows: int) -> None:
    step = (223 << 24) // rows
    with path.open("w") as file:
        file.write(f"2|{registry}|20260418|{rows}|19830705|20260418|+0000\n")
        file.write(f"{registry}|*|ipv4|*|{rows}|summary\n")
        for row in range(rows):
            begin, day = dotted((1 << 24) + row * step), f"2010{row % 12 + 1:02}01"
            holder = f"{row % (rows * 2 // 3):08x}-{registry}"
            file.write(f"{registry}|DE|ipv4|{begin}|{step}|{day}|allocated|{holder}\n")
