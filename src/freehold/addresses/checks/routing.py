"""Who announces the block to the Internet, now and before."""

from collections.abc import Iterator, Sequence

from .. import blocks
from ..blocks import Range
from ..facts import Announcement, Facts, Routing, Told, Untold
from ..findings import AGAIN, Check, Finding, JsonValue, Severity, Source, State
from ..texts import gettext_noop as _
from .answers import NOBODYS_BY_STANDARD, buyer, cited, inside, named, networks, not_answered, rows, seller
from .authorised import overlapping, run_out
from .registry import NOBODYS

EVERYTHING = 1 << 24
"""An announcement wider than a /8 is a default route, not somebody's claim to the block."""


def find(facts: Facts) -> Iterator[Finding]:
    routing = facts.routing
    if isinstance(routing, Untold):
        yield not_answered(
            Check.ROUTING,
            Severity.DEAL_BREAKER,
            routing,
            _("Who sends and receives for these addresses today was not looked up."),
            AGAIN,
        )
    else:
        announced = live(routing.value)
        yield from _now(facts, routing, announced)
        yield from _nobodys(facts, routing, announced)
        yield from _impossible_origins(facts, routing, announced)
        yield from _strangers(facts, routing, announced)
        if routing.value.is_flattened:
            yield Finding(
                Check.ROUTING,
                State.NOT_APPLICABLE,
                Severity.INFO,
                _("Parts announced separately cannot be told from this table."),
                _("It has one network for each address, not the announcements themselves."),
                None,
                routing.sources,
            )
    yield from _before(facts)


def live(routing: Routing) -> tuple[Announcement, ...]:
    """What somebody claims: not default routes, and not AS 0, which tables use for "nobody"."""
    return tuple(
        one for one in routing.announcements if one.last - one.first < EVERYTHING and any(one.origins)
    )


def origins(announced: Sequence[Announcement]) -> list[int]:
    """Ascending, each once, without 0."""
    return sorted({origin for one in announced for origin in one.origins if origin})


def _now(facts: Facts, told: Told[Routing], announced: Sequence[Announcement]) -> Iterator[Finding]:
    """What the table shows; live announcements before a sale are the seller's to withdraw."""
    block, is_owned = facts.block, facts.expects.is_owned
    ranges = [(one.first, one.last) for one in announced]
    routed = blocks.covered(block, ranges)
    evidence = cited(told, announcements=rows(_row(one) for one in announced), count=len(announced))
    if not routed:
        yield Finding(
            Check.ROUTING,
            State.BAD if is_owned else State.OK,
            Severity.FIX_AFTER if is_owned else Severity.INFO,
            _("Nobody announces it."),
            _("Your addresses cannot be reached: no network tells the others the way to them.")
            if is_owned
            else _("No network uses these addresses at present, as it should be before a sale."),
            buyer(_("Have your provider announce it.")) if is_owned else None,
            told.sources,
        )
        return
    if is_owned:
        yield from _own(facts, told, announced, routed)
        return
    wider = (
        []
        if told.value.is_flattened
        else [
            one
            for one in announced
            if one.first <= block.first
            and block.last <= one.last
            and (one.first, one.last) != (block.first, block.last)
        ]
    )
    others = [one for one in announced if one not in wider]
    if others:
        yield Finding(
            Check.ROUTING,
            State.BAD,
            Severity.FIX_BEFORE,
            _(
                "In use today: %(origins)s announces %(routed)d of %(size)d addresses.",
                origins=networks(origins(others)),
                routed=blocks.covered(block, [(one.first, one.last) for one in others]),
                size=block.size,
            ),
            _(
                "Somebody sends and receives for these addresses now. After the sale nobody but you may, so "
                "that the announcements have to stop first."
            ),
            seller(_("Withdraw the announcements, and those of your customers, before payment.")),
            evidence,
            inside(block, [(one.first, one.last) for one in others]),
        )
    if wider:
        yield Finding(
            Check.ROUTING,
            State.BAD,
            Severity.FIX_BEFORE,
            _(
                "It lies within a larger block that is announced: %(ranges)s by %(origins)s.",
                ranges=named(blocks.Block(one.first, one.last) for one in wider),
                origins=networks(origins(wider)),
            ),
            _(
                "Whoever announces the larger block receives what is sent to these addresses as long as you "
                "do not announce them yourself."
            ),
            seller(_("Announce the larger block without this part, or explain in writing why not.")),
            evidence,
        )


def _own(
    facts: Facts, told: Told[Routing], announced: Sequence[Announcement], routed: int
) -> Iterator[Finding]:
    mine = facts.expects.origin
    seen = origins(announced)
    evidence = cited(told, announcements=rows(_row(one) for one in announced), count=len(announced))
    if mine is None or mine in seen:
        yield Finding(
            Check.ROUTING,
            State.OK,
            Severity.INFO,
            _(
                "Announced by %(origins)s: %(routed)d of %(size)d addresses.",
                origins=networks([mine] if mine is not None else seen),
                routed=routed,
                size=facts.block.size,
            ),
            _("The rest of the Internet is told the way to your addresses."),
            None,
            evidence,
        )
        return
    yield Finding(
        Check.ROUTING,
        State.BAD,
        Severity.FIX_AFTER,
        _("Your network, %(mine)s, does not announce it.", mine=networks([mine])),
        _("What is sent to your addresses goes to somebody else, or nowhere."),
        buyer(_("Have your provider announce it.")),
        evidence,
    )


def _nobodys(facts: Facts, told: Told[Routing], announced: Sequence[Announcement]) -> Iterator[Finding]:
    """Announced though no registry gave it to anybody: a bogon."""
    block = facts.block
    free: list[Range] = list(NOBODYS_BY_STANDARD)
    if isinstance(facts.delegation, Told):
        records = facts.delegation.value.records
        free += [(one.first, one.last) for one in records if one.status in NOBODYS]
    where = [
        (max(first, one.first), min(last, one.last))
        for first, last in inside(block, free)
        for one in announced
        if one.first <= last and first <= one.last
    ]
    if where:
        yield Finding(
            Check.ROUTING,
            State.BAD,
            Severity.DEAL_BREAKER,
            _(
                "Announced though no registry has given it to anybody: %(number)d addresses, by %(origins)s.",
                number=blocks.covered(block, where),
                origins=networks(origins([one for one in announced if _meets(one, where)])),
            ),
            _("Addresses that belong to nobody are being used. That is how stolen blocks look."),
            buyer(_("Do not pay for it.")),
            told.sources,
            tuple(blocks.union(where)),
        )


def _impossible_origins(
    facts: Facts, told: Told[Routing], announced: Sequence[Announcement]
) -> Iterator[Finding]:
    impossible = [origin for origin in origins(announced) if not _can_be_public(origin)]
    if impossible:
        yield Finding(
            Check.ROUTING,
            State.BAD,
            Severity.FIX_AFTER if facts.expects.is_owned else Severity.FIX_BEFORE,
            _(
                "Announced under a network number that nobody can hold: %(origins)s.",
                origins=networks(impossible),
            ),
            _(
                "Such numbers are for private use or for examples. Somebody has misconfigured a router, or "
                "hides."
            ),
            seller(_("Say who announces it, and have it withdrawn."))
            if not facts.expects.is_owned
            else buyer(_("Find out who announces it, and have it withdrawn.")),
            told.sources,
        )


def _strangers(facts: Facts, told: Told[Routing], announced: Sequence[Announcement]) -> Iterator[Finding]:
    """Origins that neither a ROA nor a route object names: a sign of theft, once both were looked up."""
    allowed: set[int] = set()
    if facts.expects.is_owned and facts.expects.origin is not None:
        allowed.add(facts.expects.origin)
    allowed.update(facts.expects.seller_origins)
    run_out_for: set[int] = set()
    if isinstance(facts.authorisations, Told):
        old = run_out(facts, facts.authorisations.value)
        allowed |= {one.asn for one in overlapping(facts.authorisations.value) if one not in old}
        run_out_for = {one.asn for one in old}
    if isinstance(facts.route_objects, Told):
        allowed |= {one.origin for one in facts.route_objects.value}
    theirs = [one for one in announced if any(origin and origin not in allowed for origin in one.origins)]
    if not theirs:
        return
    strangers = [origin for origin in origins(theirs) if origin not in allowed]
    both = isinstance(facts.authorisations, Told) and isinstance(facts.route_objects, Told)
    if both and run_out_for.issuperset(strangers):
        yield Finding(
            Check.ROUTING,
            State.UNKNOWN,
            Severity.DEAL_BREAKER,
            _(
                "Whether the holder still allows it to be announced by %(origins)s is not known.",
                origins=networks(strangers),
            ),
            _(
                "A signed statement names this network, and had run out unless it was renewed, which the "
                "table is too old to tell."
            ),
            AGAIN,
            told.sources,
            inside(facts.block, [(one.first, one.last) for one in theirs]),
        )
        return
    yield Finding(
        Check.ROUTING,
        State.BAD if both else State.UNKNOWN,
        Severity.DEAL_BREAKER,
        _(
            "Nothing shows that the holder allowed it to be announced by %(origins)s.",
            origins=networks(strangers),
        )
        if both
        else _(
            "Whether the holder allowed it to be announced by %(origins)s is not known.",
            origins=networks(strangers),
        ),
        _(
            "A holder can name the networks that may announce a block, in two public places. Neither names "
            "this one, so that it may use the addresses without leave."
        )
        if both
        else _(
            "A holder can name the networks that may announce a block, in two public places. At least one "
            "of them was not looked up."
        ),
        buyer(
            _("Ask the holder in writing whether that network may announce it. Without a yes, do not buy it.")
        ),
        told.sources,
        inside(facts.block, [(one.first, one.last) for one in theirs]),
    )


def _before(facts: Facts) -> Iterator[Finding]:
    """A third of all blocks change their network within five years: history is information, no more."""
    yield from _left_aside(facts)
    if not facts.past_routing:
        return
    yield from _dated_by_file(facts)
    past = [(told.value.seen_on, origins(live(told.value))) for told in facts.past_routing]
    told_origins: list[JsonValue] = [
        {"date": seen_on.isoformat() if seen_on else None, "origins": list(numbers)}
        for seen_on, numbers in past
    ]
    sources = _sources(facts.past_routing)
    everybody = [number for _seen_on, numbers in past for number in numbers]
    yield Finding(
        Check.ROUTING,
        State.OK,
        Severity.INFO,
        _(
            "In the past announced by %(origins)s (tables looked at: %(tables)d).",
            origins=networks(everybody),
            tables=len(past),
        )
        if everybody
        else _("In the past announced by nobody (tables looked at: %(tables)d).", tables=len(past)),
        _("Blocks move between networks all the time; a change alone is no sign of theft."),
        None,
        cited(sources, past=rows(told_origins)),
    )


def _dated_by_file(facts: Facts) -> Iterator[Finding]:
    undated = [told for told in facts.past_routing if told.value.seen_on is None]
    if undated:
        yield Finding(
            Check.ROUTING,
            State.NOT_APPLICABLE,
            Severity.INFO,
            _(
                "Older tables that do not say of when they are, and count by the time of their file: "
                "%(tables)d (%(days)s).",
                tables=len(undated),
                days=_days(undated),
            ),
            _("A copy can be much younger than what it was copied from: these days are no evidence."),
            None,
            _sources(undated),
        )


def _left_aside(facts: Facts) -> Iterator[Finding]:
    """Named, so that nobody takes a short history for all that was given."""
    if facts.left_aside:
        undated = sum(told.value.seen_on is None for told in facts.left_aside)
        yield Finding(
            Check.ROUTING,
            State.NOT_APPLICABLE,
            Severity.INFO,
            _(
                "Tables left aside, as older than the day you named: %(tables)d (%(days)s). Of these dated "
                "by the time of their file only: %(undated)d.",
                tables=len(facts.left_aside),
                days=_days(facts.left_aside),
                undated=undated,
            ),
            _("Who announced it before that day was not looked at, as you asked."),
            None,
            _sources(facts.left_aside),
        )


def _days(tables: Sequence[Told[Routing]]) -> str:
    return named(told.value.day or "?" for told in tables)


def _sources(tables: Sequence[Told[Routing]]) -> tuple[Source, ...]:
    return tuple(source for told in tables for source in told.sources)


def _meets(one: Announcement, where: Sequence[Range]) -> bool:
    return any(one.first <= last and first <= one.last for first, last in where)


def _can_be_public(asn: int) -> bool:
    """IANA's AS number registry: AS_TRANS, documentation, private use, reserved."""
    return asn != 23456 and not 64496 <= asn <= 131071 and asn < 4_200_000_000


def _row(one: Announcement) -> JsonValue:
    return {"start": blocks.dotted(one.first), "end": blocks.dotted(one.last), "origins": list(one.origins)}
