"""Who holds the block, by the registries' own files."""

from collections.abc import Iterable, Iterator, Sequence

from .. import blocks
from ..blocks import Range
from ..facts import Conflict, Delegation, Facts, Record, Registry, Told, Untold
from ..findings import AGAIN, Check, Finding, JsonValue, Severity, Source, State
from ..texts import Text
from ..texts import gettext_noop as _
from .answers import (
    NOBODYS_BY_STANDARD,
    before_payment,
    buyer,
    cited,
    inside,
    named,
    not_answered,
    rows,
    seller,
    spans,
    titled,
)

HELD = frozenset({"allocated", "assigned", "legacy"})
NOBODYS = frozenset({"reserved", "available"})
ALL_FIVE = frozenset(Registry)


def find(facts: Facts) -> Iterator[Finding]:
    yield from _special_purpose(facts)
    if isinstance(facts.delegation, Untold):
        yield not_answered(
            Check.REGISTRY,
            Severity.DEAL_BREAKER,
            facts.delegation,
            _(
                "The five regional registries keep the books of who holds which addresses. Their files were "
                "not read, so nothing is known of who holds these."
            ),
            AGAIN,
        )
    else:
        yield from _delegated(facts, facts.delegation)
    yield from _claimed_twice(facts)


def _special_purpose(facts: Facts) -> Iterator[Finding]:
    where = inside(facts.block, NOBODYS_BY_STANDARD)
    if where:
        yield _refused(
            _("Addresses that belong to nobody by standard lie inside: %(ranges)s.", ranges=spans(where)),
            _("Some addresses are set aside for tests, private networks and the like. Nobody can sell them."),
            where,
        )


def _delegated(facts: Facts, told: Told[Delegation]) -> Iterator[Finding]:
    block, records = facts.block, told.value.records
    held = [one for one in records if one.status in HELD]
    free = [one for one in records if one.status in NOBODYS]
    odd = [one for one in records if one.status not in HELD | NOBODYS]
    evidence = cited(told, records=rows(_row(one) for one in records), count=len(records))
    if free:
        where = _where(facts, free)
        yield _refused(
            _(
                "The registry lists addresses inside as %(statuses)s: %(number)d of %(size)d.",
                statuses=named(sorted({one.status for one in free})),
                number=blocks.covered(block, _ranges(free)),
                size=block.size,
            ),
            _(
                "These addresses are not given to anybody: the registry keeps them. Whoever offers them for "
                "sale does not hold them."
            ),
            where,
            evidence,
        )
    if odd:
        yield Finding(
            Check.REGISTRY,
            State.UNKNOWN,
            Severity.DEAL_BREAKER,
            _(
                "The registry's file uses words for these addresses that are not known here: %(statuses)s.",
                statuses=named(sorted({one.status or "-" for one in odd})),
            ),
            _("What such an entry means for a sale has to be asked of the registry."),
            buyer(_("Ask the registry what it means.")),
            evidence,
            _where(facts, odd),
        )
    yield from _uncovered(facts, told)
    twice = _by_two_registries(held)
    if twice:
        yield _refused(
            _("Two registries' files both give these addresses away: %(ranges)s.", ranges=spans(twice)),
            _("As long as two registries claim the same addresses, nobody can be sure of buying them."),
            inside(block, twice),
            evidence,
        )
    if held:
        yield from _holders(facts, told, held)


def _uncovered(facts: Facts, told: Told[Delegation]) -> Iterator[Finding]:
    block = facts.block
    missing = tuple(blocks.uncovered(block, _ranges(told.value.records)))
    if not missing:
        return
    count = sum(last - first + 1 for first, last in missing)
    absent = ALL_FIVE - told.value.loaded
    if absent:
        yield Finding(
            Check.REGISTRY,
            State.UNKNOWN,
            Severity.DEAL_BREAKER,
            _(
                "Addresses under no record of the files read: %(number)d of %(size)d. Not read: "
                "%(registries)s.",
                number=count,
                size=block.size,
                registries=titled(absent),
            ),
            _("They may be held under a registry whose file was not read. That is not known."),
            AGAIN,
            told.sources,
            missing,
        )
        return
    yield _refused(
        _(
            "Addresses under no record of any registry: %(number)d of %(size)d.",
            number=count,
            size=block.size,
        ),
        _("All five registries' files were read and none has these addresses. Nobody can sell them."),
        missing,
        told.sources,
    )


def _holders(facts: Facts, told: Told[Delegation], held: Sequence[Record]) -> Iterator[Finding]:
    """Whole or part, one holder or several."""
    block = facts.block
    holders = {(one.registry, one.opaque_id or f"{one.first}") for one in held}
    evidence = cited(told, records=rows(_row(one) for one in held), count=len(held))
    registries = titled(one.registry for one in held)
    if len(holders) > 1:
        is_owned = facts.expects.is_owned
        yield Finding(
            Check.REGISTRY,
            State.OK if is_owned else State.BAD,
            Severity.INFO if is_owned else before_payment(facts),
            _(
                "The block is made up of several registrations (%(records)d), of different holders as far "
                "as the registry tells (%(holders)d; %(registries)s).",
                records=len(held),
                holders=len(holders),
                registries=registries,
            ),
            _(
                "One seller can only sell what is registered to that seller. A registry gives one "
                "organisation more than one number at times, so that several may still be one."
            ),
            None
            if is_owned
            else seller(_("Prove for each part that it is yours, or have each holder sign.")),
            evidence,
            _where(facts, held),
        )
        return
    dates = sorted(one.date for one in held if one.date)
    first, last = held[0].first, held[-1].last
    if len(held) == 1 and (first, last) == (block.first, block.last):
        summary = _(
            "%(registry)s gives all of it to one holder. First given out: %(date)s.",
            registry=registries,
            date=_day(dates[0]) if dates else "-",
        )
    elif block.contains((first, last)):
        summary = _(
            "%(registry)s gives it to one holder, under registrations of its own (%(records)d). First given "
            "out: %(date)s.",
            registry=registries,
            records=len(held),
            date=_day(dates[0]) if dates else "-",
        )
    else:
        summary = _(
            "%(registry)s gives it to one holder, as a part of %(whole)s. First given out: %(date)s.",
            registry=registries,
            whole=spans([(one.first, one.last) for one in held]),
            date=_day(dates[0]) if dates else "-",
        )
    yield Finding(
        Check.REGISTRY,
        State.OK,
        Severity.INFO,
        summary,
        _(
            "The registry's books name somebody for these addresses. The date is when they were first given "
            "out, not since when today's holder has them."
        ),
        None,
        evidence,
        _where(facts, held),
    )


def _claimed_twice(facts: Facts) -> Iterator[Finding]:
    if isinstance(facts.conflicts, Told):
        against = [one for one in facts.conflicts.value if facts.block.overlaps((one.first, one.last))]
        if against:
            yield _refused(
                _(
                    "The registries' common list of conflicts has it: %(kinds)s, %(registries)s.",
                    kinds=named(sorted({one.kind for one in against})),
                    registries=titled(name for one in against for name in one.registries),
                ),
                _("As long as the registries do not agree whose addresses these are, nobody can sell them."),
                inside(facts.block, [(one.first, one.last) for one in against]),
                cited(facts.conflicts, conflicts=rows([_conflict(one) for one in against])),
            )
        return
    if isinstance(facts.delegation, Told) and facts.delegation.value.loaded >= ALL_FIVE:
        return  # All five files were compared with each other above.
    yield not_answered(
        Check.REGISTRY,
        Severity.DEAL_BREAKER,
        facts.conflicts,
        _(
            "Whether two registries claim the same addresses can only be told from their list of conflicts, "
            "or from the files of all five."
        ),
        AGAIN,
    )


def _by_two_registries(held: Iterable[Record]) -> list[Range]:
    """Where records of two registries overlap."""
    twice: list[Range] = []
    widest: Record | None = None
    for one in sorted(held):
        if widest and one.first <= widest.last and one.registry != widest.registry:
            twice.append((one.first, min(one.last, widest.last)))
        if widest is None or one.last > widest.last:
            widest = one
    return blocks.union(twice)


def _refused(
    summary: Text, meaning: Text, where: tuple[Range, ...], evidence: tuple[Source, ...] = ()
) -> Finding:
    return Finding(
        Check.REGISTRY,
        State.BAD,
        Severity.DEAL_BREAKER,
        summary,
        meaning,
        buyer(_("Do not pay for it.")),
        evidence,
        where,
    )


def _ranges(records: Iterable[Record]) -> list[Range]:
    return [(one.first, one.last) for one in records]


def _where(facts: Facts, records: Iterable[Record]) -> tuple[Range, ...]:
    return inside(facts.block, _ranges(records))


def _row(record: Record) -> JsonValue:
    return {
        "start": blocks.dotted(record.first),
        "end": blocks.dotted(record.last),
        "status": record.status,
        "registry": record.registry,
        "opaque_id": record.opaque_id,
        "date": record.date,
    }


def _conflict(conflict: Conflict) -> JsonValue:
    return {
        "start": blocks.dotted(conflict.first),
        "end": blocks.dotted(conflict.last),
        "registries": list(conflict.registries),
        "kind": conflict.kind,
    }


def _day(date: str) -> str:
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 else date
