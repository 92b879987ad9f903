"""Dumps of routing registries: RPSL `route` objects, an empty line between them."""

from collections.abc import Iterator

import msgspec
import numpy as np

from ..blocks import Block
from ..facts import RouteObject
from ..rpsl import BadObject, objects, route_object
from ..texts import gettext_noop as _
from .lines import batches
from .parsed import Chunks, Kind, Parsed, pooled, taken
from .ranges import Ranges
from .unread import Broken


def parse(chunks: Chunks) -> Parsed:
    """Columns `first`, `last`, and the pool of objects; other classes are left out."""
    found: list[RouteObject] = []
    try:
        for attributes in objects(line for lines in batches(chunks) for line in lines):
            route = route_object(attributes)
            if route:
                found.append(route)
    except BadObject:
        raise Broken(_("%(file)s is damaged: it has routes without prefix or origin.")) from None
    ends = np.array([(route.first, route.last) for route in found], np.uint32).reshape(-1, 2)
    return Parsed(
        Kind.ROUTE_OBJECTS,
        {"date": None, "rows": len(found)},
        {
            "first": ends[:, 0].copy(),
            "last": ends[:, 1].copy(),
            **pooled([msgspec.json.encode(one) for one in found]),
        },
    )


class RouteObjectFile:
    def __init__(self, parsed: Parsed) -> None:
        self._columns = parsed.columns
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])

    def route_objects(self, block: Block) -> Iterator[RouteObject]:
        for row in self._ranges.overlapping(block).tolist():
            yield msgspec.json.decode(taken(self._columns, row), type=RouteObject)
