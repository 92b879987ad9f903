"""What is known of a block, as the JSON of its row.

Pure: rows of text, no Django field.
"""

from collections.abc import Mapping
from typing import Any

from .changes import Seen
from .steadiness import Doubt, Memory


def written(memory: Memory) -> dict[str, Any]:
    return {
        "known": {
            aspect: {"items": sorted(seen.items), "is_whole": seen.is_whole}
            for aspect, seen in memory.known.items()
        },
        "doubts": {
            aspect: {"gone": sorted(doubt.gone), "come": sorted(doubt.come)}
            for aspect, doubt in memory.doubts.items()
        },
        "silent": dict(memory.silent),
    }


def read(row: Mapping[str, Any] | None) -> Memory:
    if row is None:
        return Memory()
    return Memory(
        known={
            aspect: Seen(frozenset(seen["items"]), seen["is_whole"]) for aspect, seen in row["known"].items()
        },
        doubts={
            aspect: Doubt(frozenset(doubt["gone"]), frozenset(doubt["come"]))
            for aspect, doubt in row["doubts"].items()
        },
        silent=row["silent"],
    )


def without_verdict(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """For when something else is expected of the block, so that another verdict is no change of it."""
    if row is None:
        return None
    memory = read(row)
    return written(
        Memory(
            known={aspect: seen for aspect, seen in memory.known.items() if aspect != "verdict"},
            doubts={aspect: doubt for aspect, doubt in memory.doubts.items() if aspect != "verdict"},
            silent=memory.silent,
        )
    )
