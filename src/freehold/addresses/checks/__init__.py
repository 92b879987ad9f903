"""The judgement: from facts to findings, one module for each of a buyer's questions. Pure."""

from collections.abc import Callable, Iterator

from ..facts import Expectations, Facts
from ..findings import REQUIRED, Check, Finding
from ..transfer_rules import TransferRules
from . import (
    described,
    dnsbl,
    drop,
    geolocation,
    irr,
    leases,
    lists,
    outside,
    registry,
    reverse,
    routing,
    rpki,
    seller,
    size,
    transfer,
)

BEFORE_RULES: tuple[Callable[[Facts], Iterator[Finding]], ...] = (registry.find, described.find, seller.find)
AFTER_RULES: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    size.find,
    rpki.find,
    irr.find,
    routing.find,
    drop.find,
    dnsbl.find,
    lists.find,
    reverse.find,
    geolocation.find,
    leases.find,
    outside.find,
)


def find(facts: Facts, rules: TransferRules) -> tuple[Finding, ...]:
    """What the facts amount to, in the order of `Check`; the same facts give the same findings."""
    return (
        *(finding for check in BEFORE_RULES for finding in check(facts)),
        *transfer.find(facts, rules),
        *(finding for check in AFTER_RULES for finding in check(facts)),
    )


def required(expects: Expectations) -> frozenset[Check]:
    """The questions without whose answers a block is not proven clean."""
    return REQUIRED | {Check.SELLER} if expects.seller else REQUIRED
