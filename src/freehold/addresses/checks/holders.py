"""Which registration of a block its holder may sell, and which are lent out to customers."""

import re
from collections.abc import Iterable, Sequence

from ..facts import Registration

LENT = (
    "assigned pa",
    "sub-allocated pa",
    "lir-partitioned",
    "aggregated-by-lir",
    "non-portable",
    "reassign",
    "reallocat",
    "sub-assigned",
)
"""In a registration's type: given by a provider to its customer, who holds nothing (ripe-733, 7.0; APNIC's
and AFRINIC's alike; ARIN's NRPM 2.5; LACNIC's manual 1.11)."""

_LEASED = re.compile(r"\b(?:lease|leased|leasing|rent|rental|rented)\b|(?:lease|rental)", re.IGNORECASE)


def is_lent(registration: Registration) -> bool:
    return any(word in registration.type.lower() for word in LENT)


def is_legacy(registration: Registration) -> bool:
    """Given out before the registries were (as RIPE NCC writes it; others do not)."""
    return "legacy" in registration.type.lower()


def speaks_of_lease(registration: Registration) -> bool:
    return bool(_LEASED.search(f"{registration.name} {registration.holder or ''}"))


def outermost(networks: Iterable[Registration]) -> list[Registration]:
    """Those that lie in no other, in order; of several over the same range the one that is not lent."""
    widest = sorted(networks, key=lambda one: (one.first, -one.last, is_lent(one), one.handle))
    kept: list[Registration] = []
    for one in widest:
        if not kept or one.last > kept[-1].last:
            kept.append(one)
    return kept


def nested(networks: Sequence[Registration]) -> list[Registration]:
    """Those that lie in another one, and those that are lent: what a buyer would find occupied."""
    outer = outermost(networks)
    return [one for one in networks if one not in outer or is_lent(one)]
