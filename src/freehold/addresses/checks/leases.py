"""Whether somebody uses parts of the block under a contract with the seller."""

from collections.abc import Iterator, Sequence

from .. import blocks
from ..facts import Announcement, Facts, Registration, Registrations, Routing, Told, Untold
from ..findings import Check, Finding, JsonValue, Severity, State
from ..texts import gettext_noop as _
from .answers import cited, inside, named, networks, not_answered, rows, seller, spans
from .holders import nested, speaks_of_lease
from .routing import live, origins


def find(facts: Facts) -> Iterator[Finding]:
    if facts.expects.is_owned:
        yield Finding(
            Check.LEASES,
            State.NOT_APPLICABLE,
            Severity.INFO,
            _("You have it already; whom you let use it you know."),
            _("Contracts of a seller's with others matter before a sale."),
        )
        return
    found = 0
    if isinstance(facts.registrations, Told):
        for finding in _registered(facts, facts.registrations):
            found += 1
            yield finding
    if isinstance(facts.routing, Told):
        for finding in _used_by_several(facts, facts.routing):
            found += 1
            yield finding
    if isinstance(facts.registrations, Untold):
        yield not_answered(
            Check.LEASES,
            Severity.FIX_BEFORE,
            facts.registrations,
            _(
                "A seller may have let others use parts of the block. The directory that shows it was not "
                "asked."
            ),
            seller(_("State in writing that nobody else has a contract for these addresses.")),
        )
    elif not found:
        yield Finding(
            Check.LEASES,
            State.OK,
            Severity.INFO,
            _("Nothing shows that parts of it are let to others."),
            _("Not every contract can be seen from outside. The seller has to state that there is none."),
            seller(_("State in writing that nobody else has a contract for these addresses.")),
            facts.registrations.sources,
        )


def _registered(facts: Facts, told: Told[Registrations]) -> Iterator[Finding]:
    given = [one for one in nested(told.value.networks) if facts.block.overlaps((one.first, one.last))]
    if given:
        yield Finding(
            Check.LEASES,
            State.BAD,
            Severity.FIX_BEFORE,
            _(
                "Parts are registered to others: %(ranges)s (%(holders)s).",
                ranges=spans([(one.first, one.last) for one in given]),
                holders=named(one.holder or one.name or one.handle or "-" for one in given),
            ),
            _(
                "The seller has let customers use parts of the block. They would still be there after the "
                "sale."
            ),
            seller(_("End these contracts and remove the registrations before payment.")),
            cited(told, registrations=rows([_row(one) for one in given]), count=len(given)),
            inside(facts.block, [(one.first, one.last) for one in given]),
        )
    if told.value.unanswered:
        yield Finding(
            Check.LEASES,
            State.UNKNOWN,
            Severity.FIX_BEFORE,
            _(
                "Whether these were given on to others is not known: %(ranges)s.",
                ranges=spans(told.value.unanswered),
            ),
            _("The registry's directory stopped answering before it had told all."),
            seller(_("State in writing that nobody else has a contract for these addresses.")),
            told.sources,
            inside(facts.block, told.value.unanswered),
        )
    leased = [one for one in told.value.networks if one not in given and speaks_of_lease(one)]
    if leased:
        yield Finding(
            Check.LEASES,
            State.UNKNOWN,
            Severity.FIX_BEFORE,
            _(
                "Its name speaks of a lease: %(names)s.",
                names=named(one.name or one.holder or "-" for one in leased),
            ),
            _("The block may be let to somebody whose contract outlasts the sale."),
            seller(_("Show that no lease runs any more.")),
            cited(told, registrations=rows([_row(one) for one in leased])),
            inside(facts.block, [(one.first, one.last) for one in leased]),
        )


def _used_by_several(facts: Facts, told: Told[Routing]) -> Iterator[Finding]:
    """Different networks for different parts."""
    parts: Sequence[Announcement] = [
        one for one in live(told.value) if facts.block.overlaps((one.first, one.last))
    ]
    everybody = origins(parts)
    all_of_them = set(everybody)
    alone = [one for one in parts if set(one.origins) != all_of_them]
    if len(everybody) > 1 and alone:
        yield Finding(
            Check.LEASES,
            State.UNKNOWN,
            Severity.FIX_BEFORE,
            _("Several networks use parts of it: %(origins)s.", origins=networks(everybody)),
            _("That is how leased blocks look, or a firm with several networks. Only the seller can say."),
            seller(_("Say who uses which part, and show that it ends with the sale.")),
            told.sources,
            inside(facts.block, [(one.first, one.last) for one in alone]),
        )


def _row(one: Registration) -> JsonValue:
    return {
        "start": blocks.dotted(one.first),
        "end": blocks.dotted(one.last),
        "handle": one.handle,
        "name": one.name,
        "type": one.type,
        "holder": one.holder,
    }
