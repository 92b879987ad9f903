"""The judgement: from facts to findings, one module for each of a buyer's questions. Pure."""

from ..facts import Expectations, Facts
from ..findings import REQUIRED, Check, Finding
from ..transfer_rules import TransferRules
from . import drop, registry, routing


def find(facts: Facts, rules: TransferRules) -> tuple[Finding, ...]:
    """What the facts amount to, in a fixed order; the same facts give the same findings."""
    return (*registry.find(facts), *routing.find(facts), *drop.find(facts))


def required(expects: Expectations) -> frozenset[Check]:
    """The questions without whose answers a block is not proven clean."""
    return REQUIRED | {Check.SELLER} if expects.seller else REQUIRED
