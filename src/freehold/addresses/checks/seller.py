"""Whether the one who sells is the one who holds."""

from collections.abc import Iterator

from ..facts import Facts, Registration, Registrations, Told, Untold
from ..findings import AGAIN, Check, Finding, Severity, State
from ..texts import gettext_noop as _
from .answers import buyer, cited, inside, named, not_answered, spans
from .holders import is_lent, outermost
from .names import Likeness, likeness


def find(facts: Facts) -> Iterator[Finding]:
    registrations = facts.registrations
    if isinstance(registrations, Untold):
        yield not_answered(
            Check.SELLER,
            Severity.DEAL_BREAKER,
            registrations,
            _(
                "The registry's public directory names the holder of a block. It was not asked, or did not "
                "answer."
            ),
            AGAIN,
        )
        return
    held = outermost(registrations.value.networks)
    if facts.expects.seller:
        yield from _named(facts, registrations, held, facts.expects.seller)
    elif not any(one.holder for one in held):
        yield Finding(
            Check.SELLER,
            State.NOT_APPLICABLE,
            Severity.INFO,
            _("The registry's directory names no holder."),
            _("Nobody was named as seller, so that there was nothing to compare it with."),
            None if facts.expects.is_owned else buyer(_("Ask the registry who holds it.")),
            cited(registrations),
        )
    else:
        yield Finding(
            Check.SELLER,
            State.OK if facts.expects.is_owned else State.NOT_APPLICABLE,
            Severity.INFO,
            _("The registry names a holder (%(holders)s).", holders=_holders(held)),
            _("Nobody was named as seller, so that there was nothing to compare it with."),
            None
            if facts.expects.is_owned
            else buyer(_("Compare it with the one who sells, and run this audit again with that name.")),
            cited(registrations, holders=[one.holder for one in held]),
        )


def _named(facts: Facts, told: Told[Registrations], held: list[Registration], name: str) -> Iterator[Finding]:
    evidence = cited(told, seller=name, holders=[one.holder for one in held])
    missing = told.value.uncovered
    nameless = [one for one in held if not one.holder]
    if not held or missing or nameless:
        where = (*missing, *inside(facts.block, [(one.first, one.last) for one in nameless]))
        yield Finding(
            Check.SELLER,
            State.UNKNOWN,
            Severity.DEAL_BREAKER,
            _("The registry's directory names no holder for %(ranges)s.", ranges=spans(where))
            if where
            else _("The registry's directory names no holder."),
            _("Without a name there is nothing to compare %(seller)s with.", seller=name),
            buyer(_("Ask the registry who holds it.")),
            evidence,
            where,
        )
    likenesses = [(one, likeness(name, one.holder)) for one in held if one.holder]
    others = [one for one, found in likenesses if found is Likeness.OTHER]
    near = [one for one, found in likenesses if found is Likeness.NEAR]
    same = [one for one, found in likenesses if found is Likeness.SAME]
    if others:
        yield Finding(
            Check.SELLER,
            State.BAD,
            Severity.DEAL_BREAKER,
            _(
                "%(seller)s is not the holder: the registry names another (%(holders)s).",
                seller=name,
                holders=_holders(others),
            ),
            _("Only the registered holder can sell. Somebody else may be a broker, or a thief."),
            buyer(_("Do not pay. A broker has to show you the holder's signed authority.")),
            evidence,
            _where(facts, others),
        )
    if near:
        yield Finding(
            Check.SELLER,
            State.UNKNOWN,
            Severity.DEAL_BREAKER,
            _(
                "%(seller)s nearly matches the holder (%(holders)s). Have them prove it is the same company.",
                seller=name,
                holders=_holders(near),
            ),
            _("A name that is almost right is how impostors work, and how honest people misspell."),
            buyer(
                _("Ask for the company's number, and compare it with the registry's record of the holder.")
            ),
            evidence,
            _where(facts, near),
        )
    lent = [one for one in same if is_lent(one)]
    if lent:
        yield Finding(
            Check.SELLER,
            State.BAD,
            Severity.DEAL_BREAKER,
            _("%(seller)s has it from a provider, on loan, and may not sell it.", seller=name),
            _(
                "The registry shows %(ranges)s as lent by a provider to its customer (%(types)s). Only the "
                "provider can sell it.",
                ranges=spans([(one.first, one.last) for one in lent]),
                types=named(one.type for one in lent),
            ),
            buyer(_("Do not pay. Speak with the provider that holds the larger block.")),
            evidence,
            _where(facts, lent),
        )
    elif same:
        yield Finding(
            Check.SELLER,
            State.OK,
            Severity.INFO,
            _("%(seller)s is the holder that the registry names.", seller=name),
            _(
                "The one who sells is the one who holds. That the person signs for that company is yours to "
                "check."
            ),
            buyer(_("Check that the person who signs may sign for the company.")),
            evidence,
            _where(facts, same),
        )


def _holders(registrations: list[Registration]) -> str:
    return named(one.holder or "-" for one in registrations)


def _where(facts: Facts, registrations: list[Registration]) -> tuple[tuple[int, int], ...]:
    return inside(facts.block, [(one.first, one.last) for one in registrations])
