"""Where tables of places say the block is, and whether they agree."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from .. import blocks
from ..blocks import Range
from ..facts import Facts, Located, Untold
from ..findings import AGAIN, Check, Finding, JsonValue, Severity, Source, State
from ..texts import gettext_noop as _
from .answers import buyer, named, not_answered, rows


def find(facts: Facts) -> Iterator[Finding]:
    told = facts.locations
    if isinstance(told, Untold):
        yield not_answered(
            Check.GEOLOCATION,
            Severity.FIX_AFTER,
            told,
            _("Sites guess a visitor's country by tables of addresses. No table was read."),
            AGAIN,
        )
        return
    tables = [one for one in told.value if one.countries]
    if not tables:
        yield Finding(
            Check.GEOLOCATION,
            State.UNKNOWN,
            Severity.FIX_AFTER,
            _("No table says where it is."),
            _("Sites guess a visitor's country by tables of addresses. None knows these."),
            None,
            told.sources,
        )
        return
    differing = _differing(facts, tables)
    countries = named(sorted({country for one in tables for _range, country in one.countries}))
    evidence = tuple(_cited(one) for one in tables)
    if differing:
        yield Finding(
            Check.GEOLOCATION,
            State.BAD,
            Severity.FIX_AFTER,
            _(
                "Tables disagree where %(number)d of %(size)d addresses are: %(countries)s.",
                number=blocks.covered(facts.block, differing),
                size=facts.block.size,
                countries=countries,
            ),
            _("Some sites will take you for a visitor from another country until the tables are corrected."),
            buyer(
                _("Publish where your addresses are (a geofeed, RFC 8805), and ask the tables to correct it.")
            ),
            evidence,
            tuple(differing),
        )
        return
    yield Finding(
        Check.GEOLOCATION,
        State.OK,
        Severity.INFO,
        _(
            "Tables place it in %(countries)s (tables read: %(tables)d).",
            countries=countries,
            tables=len(tables),
        ),
        _("Sites guess a visitor's country by such tables."),
        None,
        evidence,
    )


def _differing(facts: Facts, tables: Sequence[Located]) -> list[Range]:
    """Where two tables name different countries."""
    if len({country for one in tables for _range, country in one.countries}) < 2:
        return []
    edges = {facts.block.first, facts.block.last + 1}
    placed: list[tuple[int, int, int, str]] = []
    for table, one in enumerate(tables):
        for range_, country in one.countries:
            if facts.block.overlaps(range_):
                first, last = facts.block.clipped(range_)
                edges |= {first, last + 1}
                placed.append((first, last, table, country))
    starts: dict[int, list[tuple[int, str]]] = {}
    ends: dict[int, list[tuple[int, str]]] = {}
    for first, last, table, country in placed:
        starts.setdefault(first, []).append((table, country))
        ends.setdefault(last + 1, []).append((table, country))
    current: list[tuple[int, str]] = []
    differing: list[Range] = []
    ordered = sorted(edges)
    for begin, end in pairwise(ordered):
        for gone in ends.get(begin, ()):
            current.remove(gone)
        current += starts.get(begin, ())
        if len({country for _table, country in current}) > 1 and len({table for table, _ in current}) > 1:
            differing.append((begin, end - 1))
    return blocks.union(differing)


def _cited(one: Located) -> Source:
    places: list[JsonValue] = [
        {"start": blocks.dotted(first), "end": blocks.dotted(last), "country": country}
        for (first, last), country in one.countries[:100]
    ]
    detail: dict[str, JsonValue] = {**one.source.detail, "table": one.table, "places": rows(places)}
    return Source(one.source.name, one.source.fetched_at, one.source.sha256, detail)
