"""The audit itself: the sources' answers gathered, judged, weighed.

`from_tables` needs nothing but files; `network.ask` puts more answers into the facts it returns.
"""

from dataclasses import replace
from datetime import date

from . import checks
from .blocks import Block
from .facts import Expectations, Facts, Untold
from .report import Report
from .tables import Tables, Unread
from .texts import Text
from .texts import gettext_noop as _
from .transfer_rules import TransferRules
from .verdict import verdict

NOT_ASKED = _("Nobody was asked over the network: this audit reads files only.")


def from_tables(
    block: Block,
    tables: Tables,
    expects: Expectations,
    *,
    at: date | None = None,
    unasked: Text = NOT_ASKED,
) -> Facts:
    """What the tables say.

    Args:
        at: the day to reckon from; without it the newest table's.
        unasked: why the sources that are no tables have not answered.
    """
    return Facts(
        block=block,
        as_of=at or tables.newest,
        expects=expects,
        delegation=tables.delegation(block),
        conflicts=tables.conflicts(block),
        registrations=tables.registrations(block),
        transfers=tables.transfers(block),
        authorisations=tables.authorisations(block),
        route_objects=tables.route_objects(block),
        routing=tables.routing(block),
        past_routing=tables.past_routing(block),
        drop=tables.drop(block),
        lists=tables.lists(block),
        sweep=Untold(unasked),
        reverse=Untold(unasked),
        locations=tables.locations(block),
        listed_networks=tables.listed_networks(),
    )


def since(facts: Facts, day: date | None) -> Facts:
    """With the routing tables that are older than `day` left aside; one that nothing dates is not."""
    if day is None:
        return facts
    old = tuple(told for told in facts.past_routing if told.value.day and told.value.day < day)
    kept = tuple(told for told in facts.past_routing if told not in old)
    return replace(facts, past_routing=kept, left_aside=old)


def judge(typed: str, facts: Facts, rules: TransferRules, unread: tuple[Unread, ...] = ()) -> Report:
    """The report on what the facts amount to. The same facts give the same report."""
    facts = since(facts, facts.expects.history_from)
    findings = checks.find(facts, rules)
    required = checks.required(facts.expects)
    return Report(
        typed=typed,
        facts=facts,
        findings=findings,
        verdict=verdict(findings, required),
        required=required,
        unread=unread,
    )
