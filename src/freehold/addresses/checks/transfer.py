"""Whether the block may be sold, since when it could, and where it may go."""

from collections.abc import Iterator, Sequence

from ..blocks import Range
from ..facts import Facts, Told, Transfer, TransferLog, Untold
from ..findings import AGAIN, Check, Finding, JsonValue, Severity, Source, State
from ..texts import Text, Value
from ..texts import gettext_noop as _
from ..transfer_rules import RegistryRules, TransferRules
from . import leaving
from .answers import buyer, cited, inside, named, not_answered, rows, spans
from .holders import is_lent, outermost
from .holding import Holder, Term, allocations, registries, terms

NEEDS = {
    "membership": (
        _("%(registry)s transfers only to its members, or to their customers."),
        _("Become its member, or a customer of one, before the transfer."),
    ),
    "agreement": (
        _("%(registry)s transfers only under its registration services agreement."),
        _("Read and sign its agreement before the transfer."),
    ),
    "need": (
        _("%(registry)s wants to know what the addresses are for."),
        _("Write down how many addresses you will use within two years, and for what."),
    ),
    "pre_approval": (
        _("%(registry)s approves of buyers in advance."),
        _("Ask for that approval first, so that nothing holds you up once you have paid."),
    ),
}
"""What a registry asks of a buyer, by the words of the rules' file."""


def find(facts: Facts, rules: TransferRules) -> Iterator[Finding]:
    if facts.expects.is_owned:
        yield Finding(
            Check.TRANSFER,
            State.NOT_APPLICABLE,
            Severity.INFO,
            _("You have it already; whether it may be sold was not asked."),
            _("Registries hold blocks back for a time after each sale. That matters once you sell."),
        )
        return
    holders = registries(facts)
    if not holders:
        yield _unknown(
            _("Which registry's rules apply is not known."),
            _(
                "Each of the five registries has rules of its own on selling. Who keeps this block was not "
                "found."
            ),
            buyer_asks=AGAIN.text,
        )
    if isinstance(facts.transfers, Untold):
        yield not_answered(
            Check.TRANSFER,
            Severity.DEAL_BREAKER,
            facts.transfers,
            _("Registries hold a block back for a time after each sale. Their logs of sales were not read."),
            AGAIN,
        )
    else:
        yield from _chain(facts, facts.transfers, holders)
    for holder in holders:
        registry = rules.of.get(holder.registry)
        if registry is None:
            yield _unknown(
                _("No rules are known for the registry named %(registry)s.", registry=holder.registry or "-"),
                _("Each registry has rules of its own on selling; these are not known here."),
                buyer_asks=_("Ask that registry whether the block may be sold."),
                where=holder.where,
            )
            continue
        yield from _held_back(facts, holder, registry)
        yield from _pools(facts, holder, registry)
        yield from leaving.find(facts, holder, registry, rules)
    yield from _lent(facts)
    target = facts.expects.to_registry
    for name in [target] if target else [one.registry for one in holders]:
        needed = rules.of.get(name)
        if needed:
            yield from _needs(needed)


def _held_back(facts: Facts, holder: Holder, registry: RegistryRules) -> Iterator[Finding]:
    """Whether a time for which it may not be sold still runs."""
    if isinstance(facts.transfers, Untold):
        return
    if holder.registry not in facts.transfers.value.loaded:
        yield _unknown(
            _("%(registry)s's log of transfers was not read.", registry=registry.title),
            _("Registries hold a block back for a time after each sale. Whether that runs is not known."),
            buyer_asks=AGAIN.text,
            where=holder.where,
            evidence=facts.transfers.sources,
        )
        return
    as_of = facts.as_of
    if as_of is None:
        yield _unknown(
            _("Times of waiting could not be reckoned: the tables carry no date."),
            _(
                "Registries hold a block back for a time after each sale, counted from a day that is not "
                "known."
            ),
            buyer_asks=_("Name the day with --at, and run this audit again."),
            where=holder.where,
        )
        return
    running = [one for one in terms(holder, registry, facts.transfers.value) if one.ends > as_of]
    sure = [one for one in running if one.hold.verified]
    if sure:
        yield _waiting(facts, registry, sure, State.BAD)
    elif running:
        yield _waiting(facts, registry, running, State.UNKNOWN)
    undated = allocations(holder, registry).undated
    if undated and not sure:
        yield _unknown(
            _(
                "%(registry)s's file has no date for %(ranges)s.",
                registry=registry.title,
                ranges=spans(undated),
            ),
            _("The registry holds newly given blocks back for a time. From when that counts is not known."),
            buyer_asks=_("Ask the registry since when the seller has it."),
            where=inside(facts.block, undated),
        )
    elif not running:
        yield Finding(
            Check.TRANSFER,
            State.OK,
            Severity.INFO,
            _("No time of waiting at %(registry)s runs for this block.", registry=registry.title),
            _(
                "Registries hold a block back for a time after each sale. Some also count what else the "
                "seller received lately, which only they can tell."
            ),
            buyer(_("Have the seller ask the registry whether this block may be transferred now.")),
            (*facts.transfers.sources, *(one.cited() for one in registry.hold)),
            holder.where,
        )


def _waiting(facts: Facts, registry: RegistryRules, running: Sequence[Term], state: State) -> Finding:
    last = max(running, key=lambda one: (one.ends, one.begun, one.hold.rule))
    values: dict[str, Value] = {
        "registry": registry.title,
        "date": last.ends.isoformat(),
        "begun": last.begun.isoformat(),
        "months": last.hold.months,
    }
    if state is State.BAD:
        summary = _(
            "%(registry)s does not let it be sold before %(date)s: months to wait from %(begun)s: "
            "%(months)d.",
            **values,
        )
    else:
        summary = _(
            "%(registry)s may not let it be sold before %(date)s: months to wait from %(begun)s, as far as "
            "is known: %(months)d.",
            **values,
        )
    return Finding(
        Check.TRANSFER,
        state,
        Severity.DEAL_BREAKER,
        summary,
        _("The registry would refuse to write the block over to you until that day, whatever you paid."),
        buyer(_("Do not pay before that day; ask the registry to confirm it.")),
        _cited(facts, running),
        inside(facts.block, [one.range for one in running]),
    )


def _cited(facts: Facts, running: Sequence[Term]) -> tuple[Source, ...]:
    sources = facts.transfers.sources if isinstance(facts.transfers, Told) else ()
    rules: dict[str, Source] = {one.hold.rule: one.hold.cited() for one in running}
    return (*sources, *rules.values())


def _pools(facts: Facts, holder: Holder, registry: RegistryRules) -> Iterator[Finding]:
    for pool in registry.pool:
        parts = tuple(part for part in pool.parts(facts.block) if _meets(part, holder.where))
        if parts:
            yield Finding(
                Check.TRANSFER,
                State.BAD if pool.verified else State.UNKNOWN,
                Severity.DEAL_BREAKER,
                _(
                    "It lies where %(registry)s keeps addresses that are never sold: %(ranges)s (%(pool)s).",
                    registry=registry.title,
                    ranges=spans(parts),
                    pool=pool.title,
                ),
                _("The registry gave these addresses for one purpose only and takes them back afterwards."),
                buyer(_("Do not pay unless the registry confirms in writing that they may be transferred.")),
                (pool.cited(),),
                parts,
            )


def _lent(facts: Facts) -> Iterator[Finding]:
    """Only a customer's registration is known: who may sell is somebody else."""
    if not isinstance(facts.registrations, Told):
        return
    lent = [one for one in outermost(facts.registrations.value.networks) if is_lent(one)]
    if lent:
        yield Finding(
            Check.TRANSFER,
            State.UNKNOWN,
            Severity.DEAL_BREAKER,
            _(
                "Registered as lent by a provider to %(holders)s (%(types)s): only the provider may sell it.",
                holders=named(one.holder or one.handle or "-" for one in lent),
                types=named(one.type for one in lent),
            ),
            _("Who holds the larger block, and so may sell this part of it, was not found."),
            buyer(_("Ask who holds the larger block, and deal with nobody else.")),
            facts.registrations.sources,
            inside(facts.block, [(one.first, one.last) for one in lent]),
        )


def _chain(facts: Facts, told: Told[TransferLog], holders: Sequence[Holder]) -> Iterator[Finding]:
    """Since when its holder has it."""
    transfers = told.value.transfers
    if transfers:
        last = transfers[-1]
        yield Finding(
            Check.TRANSFER,
            State.OK,
            Severity.INFO,
            _(
                "Last moved on %(date)s, to %(recipient)s. Transfers on record: %(number)d.",
                date=last.transferred_on.isoformat(),
                recipient=last.recipient_organisation or "-",
                number=len(transfers),
            ),
            _("So much is known of how the block came to its holder. The date tells since when."),
            None,
            cited(told, transfers=rows([_row(one) for one in transfers])),
            inside(facts.block, [(last.first, last.last)]),
        )
    elif holders and all(one.registry in told.value.loaded for one in holders):
        yield Finding(
            Check.TRANSFER,
            State.OK,
            Severity.INFO,
            _("The registry's log has no transfer of it."),
            _("Its holder has had it since it was given out, or since before the log begins (about 2010)."),
            None,
            told.sources,
        )


def _needs(registry: RegistryRules) -> Iterator[Finding]:
    for need in registry.recipient:
        if need in NEEDS:
            summary, to_do = NEEDS[need]
            yield Finding(
                Check.TRANSFER,
                State.NOT_APPLICABLE,
                Severity.INFO,
                Text(summary.message, {"registry": registry.title}),
                _("A registry writes a block over only to somebody who meets its conditions."),
                buyer(to_do),
                (registry.cited(),),
            )


def _unknown(
    summary: Text,
    meaning: Text,
    *,
    buyer_asks: Text,
    where: tuple[Range, ...] = (),
    evidence: tuple[Source, ...] = (),
) -> Finding:
    return Finding(
        Check.TRANSFER,
        State.UNKNOWN,
        Severity.DEAL_BREAKER,
        summary,
        meaning,
        buyer(buyer_asks),
        evidence,
        where,
    )


def _meets(part: Range, where: Sequence[Range]) -> bool:
    return any(first <= part[1] and part[0] <= last for first, last in where)


def _row(transfer: Transfer) -> JsonValue:
    return {
        "date": transfer.transferred_on.isoformat(),
        "type": transfer.type,
        "source": transfer.source_organisation,
        "recipient": transfer.recipient_organisation,
        "source_registry": transfer.source_registry,
        "recipient_registry": transfer.recipient_registry,
    }
