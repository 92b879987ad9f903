"""Files with a registry server's answer (RDAP): one network, or what a search found."""

from collections.abc import Sequence

import numpy as np

from .. import rdap_objects
from ..blocks import Block
from ..facts import Registration
from ..rdap_objects import NotANetwork
from .lines import whole
from .others import IPV6, not_used
from .parsed import Chunks, Kind, Parsed
from .ranges import Ranges
from .unread import Broken

_OTHERS = ("entity", "autnum", "domain", "nameserver")


def parse(chunks: Chunks) -> Parsed:
    """Columns `first`, `last`, and the document as it is in `bytes`."""
    content = whole(chunks)
    try:
        document = rdap_objects.read(content)
        if document.get("objectClassName") in _OTHERS:
            return not_used("rdap_other")
        if document.get("ipVersion") == "v6":
            return not_used(IPV6)
        networks = rdap_objects.registrations(document)
    except NotANetwork as other:
        raise Broken(other.message) from None
    ends = np.array([(network.first, network.last) for network in networks], np.uint32).reshape(-1, 2)
    return Parsed(
        Kind.REGISTRATION,
        {"date": None, "rows": len(networks)},
        {"first": ends[:, 0].copy(), "last": ends[:, 1].copy(), "bytes": np.frombuffer(content, np.uint8)},
    )


class RegistrationFile:
    def __init__(self, parsed: Parsed) -> None:
        self._ranges = Ranges(parsed.columns["first"], parsed.columns["last"])
        self._content = parsed.columns["bytes"]

    def registrations(self, block: Block) -> Sequence[Registration]:
        """Those that overlap the block, without the records that stand for "not ours"."""
        rows = self._ranges.overlapping(block).tolist()
        if not rows:
            return ()
        networks = rdap_objects.registrations(rdap_objects.read(self._content.tobytes()))
        return [networks[row] for row in rows if not rdap_objects.is_placeholder(networks[row])]
