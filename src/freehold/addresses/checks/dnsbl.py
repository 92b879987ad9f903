"""What the blocklists asked over DNS say of its addresses."""

from collections import defaultdict
from collections.abc import Iterator

from .. import blocks
from ..facts import Facts, Listing, Sweep, Told, Untold, ZoneAnswers, ZoneState
from ..findings import AGAIN, Check, Finding, JsonValue, Severity, State, ToDo
from ..texts import Text
from ..texts import gettext_noop as _
from .answers import buyer, cited, named, not_answered, rows, seller

MOST_DEAD = 10
"""Per cent of the zones that may be dead without leaving the question open."""


def find(facts: Facts) -> Iterator[Finding]:
    told = facts.sweep
    if isinstance(told, Untold):
        yield not_answered(
            Check.DNSBL,
            Severity.DEAL_BREAKER,
            told,
            _("Mail servers ask blocklists about every sender. These lists were not asked about the block."),
            AGAIN,
        )
        return
    sweep = told.value
    for zone in sweep.zones:
        yield from _listed(facts, zone)
    yield from _unanswered(told)
    yield from _dead(told)
    yield from _sampled(facts, told)
    answered = [one for one in sweep.zones if _is_sound(one)]
    silent = sum(not one.listings for one in answered)
    if silent:
        yield Finding(
            Check.DNSBL,
            State.OK,
            Severity.INFO,
            _(
                "Blocklists that answered: %(answered)d of %(zones)d. Without any of its addresses: "
                "%(silent)d.",
                answered=len(answered),
                zones=len(sweep.zones),
                silent=silent,
            ),
            _("Those lists would not stop mail from these addresses."),
            None,
            cited(told, zones=rows([_row(one) for one in sweep.zones])),
        )


def _listed(facts: Facts, zone: ZoneAnswers) -> Iterator[Finding]:
    """One finding for each zone and weight."""
    if zone.state is not ZoneState.ANSWERED:
        return
    by_severity: defaultdict[Severity, list[Listing]] = defaultdict(list)
    for listing in zone.listings:
        by_severity[listing.severity].append(listing)
    for severity in Severity:
        listings = by_severity[severity]
        if listings:
            addresses = sorted({one.address for one in listings})
            yield Finding(
                Check.DNSBL,
                State.OK if severity is Severity.INFO else State.BAD,
                _owned(facts, severity),
                _(
                    "%(zone)s lists %(number)d of %(asked)d addresses asked: %(meanings)s.",
                    zone=zone.title or zone.zone,
                    number=len(addresses),
                    asked=zone.asked,
                    meanings=named(sorted({one.meaning or one.code for one in listings})),
                ),
                _meaning(severity),
                _to_do(facts, severity),
                cited([zone.source], listings=rows([_listing(one) for one in listings]), count=len(listings)),
                tuple(blocks.union((one, one) for one in addresses)),
            )


def _owned(facts: Facts, severity: Severity) -> Severity:
    is_sellers = severity is Severity.FIX_BEFORE and facts.expects.is_owned
    return Severity.FIX_AFTER if is_sellers else severity


def _meaning(severity: Severity) -> Text:
    if severity is Severity.DEAL_BREAKER:
        return _(
            "This list names blocks that belong to spammers or criminals. Mail and more would be refused."
        )
    if severity is Severity.FIX_BEFORE:
        return _("Spam or attacks came from these addresses not long ago. Your mail would be refused.")
    if severity is Severity.FIX_AFTER:
        return _(
            "A list of kinds, not of crimes: addresses that should not send mail, or whose neighbours did "
            "wrong."
        )
    return _("For your information: this list stops nothing.")


def _to_do(facts: Facts, severity: Severity) -> ToDo | None:
    if severity is Severity.INFO:
        return None
    if facts.expects.is_owned:
        return buyer(_("Find and stop the cause, then ask the list to take your addresses off."))
    if severity is Severity.DEAL_BREAKER:
        return buyer(_("Do not buy it while it is on this list."))
    if severity is Severity.FIX_BEFORE:
        return seller(_("Stop the cause, and have the addresses taken off this list, before payment."))
    return buyer(_("Ask the list to take your addresses off, once they are yours."))


def _unanswered(told: Told[Sweep]) -> Iterator[Finding]:
    """Core zones that did not answer for every address asked."""
    core = [one for one in told.value.zones if one.is_core]
    if not core:
        yield _unknown(
            told,
            _("None of the core blocklists was asked."),
            _("Some lists are used nearly everywhere. Without them nothing can be said of a block."),
        )
    for zone in core:
        if zone.state is not ZoneState.ANSWERED:
            yield _unknown(told, *_state(zone), zone)
        elif zone.unanswered or zone.asked <= 0:
            yield _unknown(
                told,
                _(
                    "%(zone)s did not answer for %(number)d of %(asked)d addresses in a way that is "
                    "understood.",
                    zone=zone.title or zone.zone,
                    number=zone.unanswered,
                    asked=zone.asked,
                ),
                _("This list is used nearly everywhere. Whether it has those addresses is not known."),
                zone,
            )


def _state(zone: ZoneAnswers) -> tuple[Text, Text]:
    name = zone.title or zone.zone
    if zone.state is ZoneState.REFUSED:
        return (
            _("%(zone)s refuses to answer this resolver.", zone=name),
            _("Some lists answer only resolvers of your own that do not ask too much."),
        )
    if zone.state is ZoneState.LISTS_THE_WORLD:
        return (
            _("%(zone)s lists everything, even what never may be listed.", zone=name),
            _("A list that has closed often does that. Its answers mean nothing."),
        )
    return (
        _("%(zone)s did not pass its test.", zone=name),
        _("Each list has a test entry. This one did not show it, so that its silence means nothing."),
    )


def _dead(told: Told[Sweep]) -> Iterator[Finding]:
    """Dead sources, counted and shown; too many leave the question open."""
    zones = told.value.zones
    dead = [one for one in zones if not _is_sound(one)]
    if not dead:
        return
    is_open = len(dead) * 100 > MOST_DEAD * len(zones)
    yield Finding(
        Check.DNSBL,
        State.UNKNOWN if is_open else State.NOT_APPLICABLE,
        Severity.DEAL_BREAKER if is_open else Severity.INFO,
        _(
            "Blocklists that did not answer, or answered nonsense: %(dead)d of %(zones)d (%(names)s).",
            dead=len(dead),
            zones=len(zones),
            names=named(one.zone for one in dead),
        ),
        _("Too many lists did not answer to say anything of the block.")
        if is_open
        else _("Lists come and go. These were left out; the others answered."),
        buyer(_("Check your resolver, or run this audit again later.")) if is_open else None,
        cited(told, zones=rows([_row(one) for one in dead])),
    )


def _sampled(facts: Facts, told: Told[Sweep]) -> Iterator[Finding]:
    sweep = told.value
    if sweep.is_sample or sweep.asked < facts.block.size:
        yield _unknown(
            told,
            _(
                "Only a sample was asked about: %(asked)d of %(size)d addresses.",
                asked=sweep.asked,
                size=facts.block.size,
            ),
            _("The block is too large to ask for every address. The rest is not known."),
        )


def _unknown(told: Told[Sweep], summary: Text, meaning: Text, zone: ZoneAnswers | None = None) -> Finding:
    return Finding(
        Check.DNSBL,
        State.UNKNOWN,
        Severity.DEAL_BREAKER,
        summary,
        meaning,
        buyer(_("Run this audit again, with a resolver of your own.")),
        (zone.source,) if zone else told.sources,
    )


def _is_sound(zone: ZoneAnswers) -> bool:
    """It passed its test, and answered for nearly all addresses."""
    return (
        zone.state is ZoneState.ANSWERED
        and zone.asked > 0
        and zone.unanswered * 100 <= MOST_DEAD * zone.asked
    )


def _row(zone: ZoneAnswers) -> JsonValue:
    return {
        "zone": zone.zone,
        "state": zone.state.value,
        "is_core": zone.is_core,
        "asked": zone.asked,
        "unanswered": zone.unanswered,
        "listings": len(zone.listings),
    }


def _listing(listing: Listing) -> JsonValue:
    return {"address": blocks.dotted(listing.address), "code": listing.code, "meaning": listing.meaning}
