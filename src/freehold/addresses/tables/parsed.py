"""A table once read, as it is cached: columns of numbers and bytes, and what the file says of itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..findings import JsonValue

Numbers = NDArray[np.uint32]
Column = NDArray[Any]
Chunks = Iterator[bytes]
"""A file's content, unpacked, in pieces of any size."""


class Kind(StrEnum):
    DELEGATED = "delegated"
    CONFLICTS = "conflicts"
    DROP = "drop"
    NETWORK_DROP = "asn_drop"
    AUTHORISATIONS = "vrps"
    TRANSFERS = "transfers"
    ANNOUNCEMENTS = "announcements"
    """A routing table of prefixes."""
    ORIGINS = "origins"
    """A flattened routing table: one origin per address."""
    ADDRESS_LIST = "list"
    REGISTRATION = "rdap"
    ROUTE_OBJECTS = "irr"
    LOCATIONS = "locations"
    LOCATION_DATABASE = "mmdb"
    NOT_USED = "not_used"
    """Recognised, and nothing to go by."""


@dataclass(frozen=True, slots=True)
class Parsed:
    kind: Kind
    says: Mapping[str, JsonValue]
    """Of itself; `date` (ISO 8601) is the day the table is of, where it tells."""
    columns: Mapping[str, Column]


Parser = Callable[[Chunks], Parsed]
"""Raises Broken, and nothing else, whatever the bytes are."""


def pooled(texts: list[bytes]) -> dict[str, Column]:
    """Bytes of many lengths as two columns, `blob` and `ends`; see `taken`."""
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    return {"blob": np.frombuffer(b"".join(texts), np.uint8), "ends": ends}


def taken(columns: Mapping[str, Column], row: int) -> bytes:
    """The bytes of one row of what `pooled` put together."""
    begin = int(columns["ends"][row - 1]) if row else 0
    return columns["blob"][begin : int(columns["ends"][row])].tobytes()
