"""Who may announce the block by the Internet Routing Registries, where anybody can write much."""

from collections.abc import Iterator, Sequence

from .. import blocks
from ..facts import Facts, RouteObject, Told, Untold
from ..findings import AGAIN, Check, Finding, JsonValue, Severity, Source, State
from ..texts import gettext_noop as _
from .answers import before_payment, buyer, cited, inside, named, networks, not_answered, rows, seller

STALE_YEARS = 5
"""A route object untouched for so long is rarely somebody's intention still."""


def find(facts: Facts) -> Iterator[Finding]:
    told = facts.route_objects
    if isinstance(told, Untold):
        yield not_answered(
            Check.IRR,
            before_payment(facts),
            told,
            _("Networks build filters from public notes on who announces what. These notes were not read."),
            AGAIN,
        )
        return
    overlapping = [one for one in told.value if facts.block.overlaps((one.first, one.last))]
    wider = [one for one in overlapping if not facts.block.contains((one.first, one.last))]
    within = [one for one in overlapping if one not in wider]
    if facts.expects.is_owned:
        yield from _own(facts, told, within, wider)
    else:
        yield from _left_over(facts, told, within)
    if wider:
        yield Finding(
            Check.IRR,
            State.OK,
            Severity.INFO,
            _("Route objects for larger blocks around it name %(origins)s.", origins=_origins(wider)),
            _("They concern the larger block. Some filters let parts of it pass as well."),
            None,
            _cited(told, wider),
        )


def _left_over(
    facts: Facts, told: Told[tuple[RouteObject, ...]], within: Sequence[RouteObject]
) -> Iterator[Finding]:
    if not within:
        yield Finding(
            Check.IRR,
            State.OK,
            Severity.INFO,
            _("No route object is left for it."),
            _("No public note says that another network announces it."),
            buyer(_("Write a route object for your network once the block is yours.")),
            told.sources,
        )
        return
    by_proxy = [one for one in within if one.is_proxy]
    theirs = [one for one in within if not one.is_proxy]
    for objects, is_proxy in ((theirs, False), (by_proxy, True)):
        if objects:
            stale = sum(_is_stale(facts, one) for one in objects)
            yield Finding(
                Check.IRR,
                State.BAD,
                Severity.FIX_BEFORE,
                _(
                    "Route objects that a third party wrote are left: %(origins)s in %(sources)s "
                    "(%(number)d, of them old: %(stale)d).",
                    origins=_origins(objects),
                    sources=_sources(objects),
                    number=len(objects),
                    stale=stale,
                )
                if is_proxy
                else _(
                    "Route objects are left: %(origins)s in %(sources)s (%(number)d, of them old: "
                    "%(stale)d).",
                    origins=_origins(objects),
                    sources=_sources(objects),
                    number=len(objects),
                    stale=stale,
                ),
                _(
                    "Public notes still say that other networks announce it. Filters built from them let "
                    "those pass."
                ),
                seller(
                    _("Ask the routing registry's operator to delete what others wrote in your name.")
                    if is_proxy
                    else _("Delete these route objects before payment.")
                ),
                _cited(told, objects),
                inside(facts.block, [(one.first, one.last) for one in objects]),
            )


def _own(
    facts: Facts,
    told: Told[tuple[RouteObject, ...]],
    within: Sequence[RouteObject],
    wider: Sequence[RouteObject],
) -> Iterator[Finding]:
    mine = facts.expects.origin
    own = [one for one in (*within, *wider) if mine is None or one.origin == mine]
    others = [one for one in within if one not in own]
    if own:
        yield Finding(
            Check.IRR,
            State.OK,
            Severity.INFO,
            _(
                "Your route object is there: %(origins)s in %(sources)s.",
                origins=_origins(own),
                sources=_sources(own),
            ),
            _("Filters built from public notes let your announcement pass."),
            None,
            _cited(told, own),
        )
    else:
        yield Finding(
            Check.IRR,
            State.BAD,
            Severity.FIX_AFTER,
            _("Your own route object is missing."),
            _("Some networks let an announcement pass only when a public note (a route object) names it."),
            buyer(_("Write a route object for your network at your registry.")),
            told.sources,
        )
    if others:
        yield Finding(
            Check.IRR,
            State.BAD,
            Severity.FIX_AFTER,
            _(
                "Route objects name other networks: %(origins)s in %(sources)s.",
                origins=_origins(others),
                sources=_sources(others),
            ),
            _("Public notes say that other networks announce your addresses."),
            buyer(_("Have them deleted.")),
            _cited(told, others),
            inside(facts.block, [(one.first, one.last) for one in others]),
        )


def _is_stale(facts: Facts, one: RouteObject) -> bool:
    """Untouched for years, by its own date."""
    year = (one.last_modified or "")[:4]
    return facts.as_of is not None and year.isdecimal() and facts.as_of.year - int(year) >= STALE_YEARS


def _origins(objects: Sequence[RouteObject]) -> str:
    return networks(one.origin for one in objects)


def _sources(objects: Sequence[RouteObject]) -> str:
    return named(sorted({one.source for one in objects}))


def _cited(told: Told[tuple[RouteObject, ...]], objects: Sequence[RouteObject]) -> tuple[Source, ...]:
    return cited(told, route_objects=rows([_row(one) for one in objects]), count=len(objects))


def _row(one: RouteObject) -> JsonValue:
    return {
        "route": str(blocks.Block(one.first, one.last)),
        "origin": one.origin,
        "source": one.source,
        "maintainer": one.maintainer,
        "last_modified": one.last_modified,
        "is_proxy": one.is_proxy,
    }
