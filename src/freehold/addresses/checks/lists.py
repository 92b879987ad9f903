"""What published lists of addresses hold of the block, each address counted once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .. import blocks
from ..blocks import Block, Range
from ..facts import Facts, ListHits, Told, Untold, Weight
from ..findings import AGAIN, Check, Finding, JsonValue, Severity, Source, State, ToDo
from ..texts import Text
from ..texts import gettext_noop as _
from .answers import before_payment, buyer, inside, named, not_answered, prefix, seller

DROP = ("drop", "spamhaus_drop", "spamhaus-drop")
"""Labels under which a list says that it repeats Spamhaus DROP, which has a question of its own."""


def find(facts: Facts) -> Iterator[Finding]:
    told = facts.lists
    if isinstance(told, Untold):
        yield not_answered(
            Check.LISTS,
            before_payment(facts),
            told,
            _("Many lists of attackers, anonymous relays and data centres are published. None was read."),
            AGAIN,
        )
        return
    if not told.value:
        yield Finding(
            Check.LISTS,
            State.UNKNOWN,
            before_payment(facts),
            _("No published list of addresses was given."),
            _("Many lists of attackers, anonymous relays and data centres are published. None was read."),
            AGAIN,
            told.sources,
        )
        return
    counted = _counted(facts, told.value)
    for weight in Weight:
        hits = [(one, parts) for one, parts in counted if one.weight is weight and parts]
        if hits:
            yield _on(facts, weight, hits)
    silent = [one for one, _parts in counted if not one.ranges]
    if silent:
        yield Finding(
            Check.LISTS,
            State.OK,
            Severity.INFO,
            _(
                "Lists read: %(lists)d. Without any of its addresses: %(silent)d.",
                lists=len(told.value),
                silent=len(silent),
            ),
            _("Those lists would not make anybody turn your addresses away."),
            None,
            tuple(_cited(one, facts.block, ()) for one in silent),
        )


def _counted(facts: Facts, lists: Sequence[ListHits]) -> list[tuple[ListHits, Sequence[Range]]]:
    """Each list with what no list that it repeats has already."""
    held: defaultdict[str, list[Range]] = defaultdict(list)
    for one in lists:
        held[one.label].extend(one.ranges)
    if isinstance(facts.drop, Told):
        dropped = [span for entry in facts.drop.value.entries if (span := prefix(entry.get("cidr")))]
        for label in DROP:
            held[label].extend(dropped)
    counted: list[tuple[ListHits, Sequence[Range]]] = []
    for one in lists:
        repeated = [range_ for label in one.contains if label != one.label for range_ in held.get(label, ())]
        counted.append((one, _without(one.ranges, repeated)))
    return counted


def _on(facts: Facts, weight: Weight, hits: Sequence[tuple[ListHits, Sequence[Range]]]) -> Finding:
    where = blocks.union(range_ for _one, parts in hits for range_ in parts)
    severity, summary, meaning, to_do = _judged(facts, weight)
    return Finding(
        Check.LISTS,
        State.BAD,
        severity,
        Text(
            summary.message,
            {
                "number": blocks.covered(facts.block, where),
                "size": facts.block.size,
                "lists": named(one.label for one, _parts in hits),
            },
        ),
        meaning,
        to_do,
        tuple(_cited(one, facts.block, parts) for one, parts in hits),
        inside(facts.block, where),
    )


def _judged(facts: Facts, weight: Weight) -> tuple[Severity, Text, Text, ToDo]:
    if weight is Weight.ABUSE_NOW:
        return (
            before_payment(facts),
            _("On lists of attackers and spammers: %(number)d of %(size)d addresses (%(lists)s)."),
            _("Attacks or spam came from these addresses not long ago. Some networks turn them away."),
            buyer(_("Find and stop the cause, then ask the lists to take your addresses off."))
            if facts.expects.is_owned
            else seller(_("Stop the cause, and have the addresses taken off, before payment.")),
        )
    if weight is Weight.POLICY:
        return (
            Severity.FIX_AFTER,
            _(
                "On lists of what should not send mail, or has bad neighbours: %(number)d of %(size)d "
                "addresses (%(lists)s)."
            ),
            _("Nothing was done wrong from these addresses themselves. Mail from them may be turned away."),
            buyer(
                _("Ask the lists to take your addresses off.")
                if facts.expects.is_owned
                else _("Ask the lists to take your addresses off, once they are yours.")
            ),
        )
    return (
        Severity.FIX_AFTER,
        _("Labelled as relay, VPN or data centre: %(number)d of %(size)d addresses (%(lists)s)."),
        _("Such a label lingers after its user is gone. Some sites ask visitors from there more questions."),
        buyer(_("Ask the lists to correct the label, once the addresses are yours.")),
    )


def _cited(hits: ListHits, block: Block, counted: Sequence[Range]) -> Source:
    detail: dict[str, JsonValue] = {
        **hits.source.detail,
        "label": hits.label,
        "addresses": blocks.covered(block, hits.ranges),
        "counted": blocks.covered(block, counted),
        "licence": hits.licence,
    }
    return replace(hits.source, detail=detail)


def _without(ranges: Sequence[Range], repeated: Sequence[Range]) -> list[Range]:
    if not repeated:
        return list(ranges)
    return [
        part
        for first, last in ranges
        if first <= last
        for part in blocks.uncovered(Block(first, last), repeated)
    ]
