"""Small files in the forms that registries, routers and list keepers publish, to put into folders."""

import gzip
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from freehold.addresses.blocks import Block, parse
from freehold.addresses.tables import Tables, read_folder

AFRINIC_ROWS = (
    "afrinic|ZA|ipv4|41.76.216.0|2048|20100827|allocated|F36E8561",
    "afrinic|ZZ|ipv4|41.76.224.0|768||reserved|",
    "afrinic||ipv4|41.76.228.0|256|00000000|available|",
)
DROP_ROWS = (
    {"cidr": "2.57.232.0/23", "sblid": "SBL538946", "rir": "ripencc"},
    {"cidr": "2.57.232.0/24", "sblid": "SBL538999", "rir": None},
    {"cidr": "2.57.234.0/23", "sblid": "SBL538947", "rir": "ripencc"},
)
ROA = {"prefix": "1.0.0.0/24", "asn": 13335, "maxLength": 24, "ta": "apnic", "expires": 1789600000}


def delegated(
    rows: Sequence[str] = AFRINIC_ROWS,
    *,
    registry: str = "afrinic",
    day: str = "20260418",
    version: str = "2",
    promised: int | None = None,
) -> str:
    said = len(rows) if promised is None else promised
    return "\n".join(
        (
            f"{version}|{registry}|{day}|{said + 1}|00000000|{day}|00000",
            f"{registry}|*|asn|*|1|summary",
            f"{registry}|*|ipv4|*|{said}|summary",
            f"{registry}|*|ipv6|*|0|summary",
            f"{registry}|ZA|asn|1228|1|19910301|allocated|F36B9F4B",
            *rows,
            "",
        )
    )


def drop(rows: Sequence[Mapping[str, Any]] = DROP_ROWS, *, records: int | None = None) -> str:
    said = len(rows) if records is None else records
    metadata = {"type": "metadata", "timestamp": 1744682874, "size": 85741, "records": said}
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in (*rows, metadata))


def rpki_client(roas: Iterable[Mapping[str, Any]] = (ROA,)) -> str:
    metadata = {"buildmachine": "host.example", "buildtime": "2026-09-16T08:07:06Z", "vrps": 1}
    return json.dumps({"metadata": metadata, "roas": list(roas), "aspas": []}, indent=1)


def routinator(roas: Iterable[Mapping[str, Any]] = (ROA,)) -> str:
    written = [{**roa, "asn": f"AS{roa['asn']}"} for roa in roas]
    for roa in written:
        roa.pop("expires", None)
    return json.dumps({"metadata": {"generated": 1789546026, "generatedTime": "x"}, "roas": written})


def transfers(*entries: Mapping[str, Any], producer: str = "RIPE NCC", day: str = "2026-09-01") -> str:
    version = {"stats_version": "4.0", "producer": producer, "production_date": f"{day}T05:15:46Z"}
    return json.dumps({"version": version, "transfers": list(entries)})


def transfer(first: str, last: str, **more: Any) -> dict[str, Any]:
    return {
        "ip4nets": {"transfer_set": [{"start_address": first, "end_address": last}]},
        "type": "RESOURCE_TRANSFER",
        "source_organization": {"name": "Old Mill Hosting", "country_code": "DE"},
        "recipient_organization": {"name": "Meadow Networks Ltd", "country_code": "IE"},
        "source_rir": "RIPE NCC",
        "recipient_rir": "RIPE NCC",
        "transfer_date": "2019-03-04T00:00:00Z",
    } | more


def dump(*prefixes: tuple[str, Sequence[Sequence[tuple[int, Sequence[int]]]]]) -> bytes:
    """An MRT TABLE_DUMP_V2 of 2014-04-01: for each prefix the paths, each of segments (type, numbers)."""
    peers = struct.pack(">IHH", 1, 0, 1) + b"\x02" + struct.pack(">III", 1, 2, 64500)
    records = [_record(1, peers)]
    for number, (prefix, paths) in enumerate(prefixes):
        block = parse(prefix)
        length = block.length or 0
        body = struct.pack(">IB", number, length) + struct.pack(">I", block.first)[: (length + 7) // 8]
        records.append(_record(2, body + struct.pack(">H", len(paths)) + b"".join(map(_entry, paths))))
    return b"".join(records)


def _record(subtype: int, body: bytes) -> bytes:
    return struct.pack(">IHHI", 1396310400, 13, subtype, len(body)) + body


def _entry(path: Sequence[tuple[int, Sequence[int]]]) -> bytes:
    segments = b"".join(
        struct.pack(">BB", kind, len(numbers)) + b"".join(struct.pack(">I", number) for number in numbers)
        for kind, numbers in path
    )
    attribute = struct.pack(">BBB", 0x40, 2, len(segments)) + segments
    return struct.pack(">HIH", 0, 1396310000, len(attribute)) + attribute


def block(text: str) -> Block:
    return parse(text)


def put(folder: Path, **files: str | bytes) -> Path:
    """Write each file; a `__` in its name stands for the dot."""
    for name, content in files.items():
        content = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("__", ".")).write_bytes(content)
    return folder


def packed(content: str | bytes) -> bytes:
    return gzip.compress(content if isinstance(content, bytes) else content.encode(), mtime=0)


def tables(folder: Path, **files: str | bytes) -> Tables:
    return read_folder(put(folder, **files))
