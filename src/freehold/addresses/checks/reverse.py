"""Names that the addresses have in the DNS (in-addr.arpa), and whose name servers answer for them."""

from collections.abc import Iterator, Sequence

from .. import blocks
from ..facts import Facts, Reverse, ReverseZone, Told, Untold
from ..findings import AGAIN, Check, Finding, Severity, State
from ..texts import gettext_noop as _
from .answers import buyer, cited, inside, named, not_answered, rows, seller


def find(facts: Facts) -> Iterator[Finding]:
    told = facts.reverse
    if isinstance(told, Untold):
        yield not_answered(
            Check.REVERSE,
            Severity.FIX_AFTER,
            told,
            _("Which names the addresses have was not looked up."),
            AGAIN,
        )
        return
    zones = [one for one in told.value.zones if one.is_delegated]
    yield from (_own_zones(facts, told, zones) if facts.expects.is_owned else _left_over(facts, told, zones))
    yield from _lame(facts, told, zones)
    yield from _names(facts, told)
    if told.value.unanswered:
        yield Finding(
            Check.REVERSE,
            State.UNKNOWN,
            Severity.FIX_AFTER,
            _(
                "Questions about names without an answer: %(unanswered)d of %(asked)d.",
                unanswered=told.value.unanswered,
                asked=told.value.asked,
            ),
            _("Some of the addresses may have names that were not seen."),
            None,
            told.sources,
        )


def _left_over(facts: Facts, told: Told[Reverse], zones: Sequence[ReverseZone]) -> Iterator[Finding]:
    if not zones:
        yield Finding(
            Check.REVERSE,
            State.OK,
            Severity.INFO,
            _("No name server of the seller answers for its names."),
            _("The addresses carry nobody's names."),
            None,
            told.sources,
        )
        return
    yield Finding(
        Check.REVERSE,
        State.BAD,
        Severity.FIX_BEFORE,
        _("Name servers still answer for its names: %(servers)s.", servers=_servers(zones)),
        _("Whoever runs them decides which names your addresses show, to mail servers above all."),
        seller(_("Remove the delegation of the reverse zones at the registry before payment.")),
        cited(told, zones=rows([one.zone for one in zones])),
        _where(facts, zones),
    )
    signed = [one for one in zones if one.has_ds]
    if signed:
        yield Finding(
            Check.REVERSE,
            State.BAD,
            Severity.FIX_BEFORE,
            _(
                "A signature of the seller's is left on its names (DS): %(zones)s.",
                zones=named(one.zone for one in signed),
            ),
            _("As long as the old key is on record, names that you publish are thrown away as forged."),
            seller(_("Remove the DS records at the registry before payment.")),
            told.sources,
            _where(facts, signed),
        )


def _own_zones(facts: Facts, told: Told[Reverse], zones: Sequence[ReverseZone]) -> Iterator[Finding]:
    missing = [one for one in told.value.zones if not one.is_delegated]
    if missing:
        yield Finding(
            Check.REVERSE,
            State.BAD,
            Severity.FIX_AFTER,
            _("No name server answers for the names of %(zones)s.", zones=named(one.zone for one in missing)),
            _("Addresses without a name are refused by many mail servers."),
            buyer(_("Delegate the reverse zones to your name servers at the registry.")),
            told.sources,
            _where(facts, missing),
        )
    elif zones:
        yield Finding(
            Check.REVERSE,
            State.OK,
            Severity.INFO,
            _("Its names are answered for by %(servers)s.", servers=_servers(zones)),
            _("You decide which names your addresses show."),
            None,
            told.sources,
        )


def _lame(facts: Facts, told: Told[Reverse], zones: Sequence[ReverseZone]) -> Iterator[Finding]:
    lame = [one for one in zones if one.lame]
    if lame:
        yield Finding(
            Check.REVERSE,
            State.BAD,
            Severity.FIX_AFTER,
            _(
                "Name servers that should answer for its names do not: %(servers)s.",
                servers=named(server for one in lame for server in one.lame),
            ),
            _("Look-ups of names are slow or fail, and mail may be refused for it."),
            buyer(_("Have the registry delegate to name servers of your own that answer.")),
            told.sources,
            _where(facts, lame),
        )


def _names(facts: Facts, told: Told[Reverse]) -> Iterator[Finding]:
    names = told.value.names
    if not names:
        return
    is_owned = facts.expects.is_owned
    yield Finding(
        Check.REVERSE,
        State.OK if is_owned else State.BAD,
        Severity.INFO if is_owned else Severity.FIX_AFTER,
        _(
            "Addresses with a name: %(number)d (%(names)s).",
            number=len({address for address, _name in names}),
            names=named(name for _address, name in names),
        ),
        _("These are the names that your addresses show.")
        if is_owned
        else _("The names belong to whoever used the addresses last. They go once the zones are yours."),
        None if is_owned else buyer(_("Set names of your own, or none.")),
        cited(
            told, names=rows([{"address": blocks.dotted(address), "name": name} for address, name in names])
        ),
        inside(facts.block, blocks.union((address, address) for address, _name in names)),
    )


def _servers(zones: Sequence[ReverseZone]) -> str:
    return named(sorted({server for one in zones for server in one.servers})) or "-"


def _where(facts: Facts, zones: Sequence[ReverseZone]) -> tuple[tuple[int, int], ...]:
    return inside(facts.block, [(one.first, one.last) for one in zones])
