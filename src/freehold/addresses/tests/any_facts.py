"""Whatever sources may say of a block, likely or not: for properties that hold of all facts."""

from datetime import date

from hypothesis import strategies as st

from freehold.addresses import facts
from freehold.addresses.blocks import Block
from freehold.addresses.facts import Registry, Told, Untold, Weight, ZoneState
from freehold.addresses.findings import Severity
from freehold.addresses.tests.telling import AS_OF, THEIRS, source
from freehold.addresses.texts import Text

NUMBERS = st.sampled_from([0, 1, 23456, THEIRS, 4_294_967_295])
TEXTS = st.sampled_from(
    ["", "Meadow Networks Ltd", "x", "%(a)s %s 100 %", "LEASE", "ASSIGNED PA", "reserved"]
)
DATES = st.one_of(st.none(), st.sampled_from([date.min, AS_OF, date(2025, 1, 31), date.max]))
DAYS = st.sampled_from(
    [None, "", "00000000", "20250230", "20260101", "19900101", "2026-1-1", "９９９９９９９９"]
)
REGISTRIES = st.sampled_from([*map(str, Registry), "iana", ""])
STATUSES = st.sampled_from(["allocated", "assigned", "available", "reserved", "legacy", "", "other"])
REACHES = st.sampled_from([0, 0, 1, 127, 255, 4095, 1 << 24, 2**32])
SOURCES = st.lists(st.just(source("a-table")), max_size=2).map(tuple)


@st.composite
def blocks(draw):
    length = draw(st.integers(8, 32))
    at = draw(st.sampled_from([0x29000000, 0xB90A1400, 0xC0000000, 0x67000000, 0x17800000, 0xC4000000]))
    first = at >> (32 - length) << (32 - length)
    last = first + (1 << (32 - length)) - 1
    return Block(first, draw(st.integers(first, last)) if draw(st.booleans()) else last)


@st.composite
def overlapping(draw, block):
    """A range that shares at least one address with the block."""
    inside = draw(st.integers(block.first, block.last))
    before, after = draw(REACHES), draw(REACHES)
    return max(0, inside - before), min(2**32 - 1, inside + after)


def clipped(block):
    return overlapping(block).map(block.clipped)


def answers(value):
    return st.one_of(st.builds(Untold, st.just(Text("No.")), SOURCES), st.builds(Told, value, SOURCES))


def many(one, most=3):
    return st.lists(one, max_size=most).map(tuple)


@st.composite
def ranged(draw, make, block, *fields):
    """What begins with a first and a last address."""
    first, last = draw(overlapping(block))
    return make(first, last, *(draw(field) for field in fields))


@st.composite
def prefixed(draw, block):
    length = draw(st.integers(0, 32))
    at = draw(st.integers(block.first, block.last)) >> (32 - length) << (32 - length)
    last = at + (1 << (32 - length)) - 1
    return facts.Authorisation(at, last, length, draw(st.integers(length, 32)), draw(NUMBERS), "ripe")


def records(block):
    fields = STATUSES, TEXTS, st.none() | TEXTS, REGISTRIES, DAYS
    return many(ranged(facts.Record, block, *fields), 4).map(lambda them: tuple(sorted(them, key=_first)))


def _first(record):
    return record.first


def registrations(block):
    fields = [TEXTS, TEXTS, TEXTS, many(TEXTS, 2), st.none() | TEXTS]
    fields += [st.none(), st.none(), st.none(), DAYS, DAYS, st.none() | REGISTRIES, st.just({})]
    inside = clipped(block)
    networks = many(ranged(facts.Registration, block, *fields))
    return st.builds(facts.Registrations, networks, many(inside), many(inside))


def transfers(block):
    return many(
        st.builds(
            lambda day, span, kind, who, registry: facts.Transfer(
                day, *span, kind, who, who, registry, registry
            ),
            st.sampled_from([date.min, AS_OF, date(2025, 1, 31), date.max]),
            overlapping(block),
            st.sampled_from(["RESOURCE_TRANSFER", "MERGER_ACQUISITION", ""]),
            st.none() | TEXTS,
            REGISTRIES,
        )
    ).map(lambda them: tuple(sorted(them, key=lambda one: one.transferred_on)))


def routing(block):
    announcements = many(ranged(facts.Announcement, block, many(NUMBERS)))
    return st.builds(facts.Routing, announcements, st.booleans(), DATES)


def sweeps(block):
    addresses = st.integers(block.first, block.last)
    zones = st.builds(
        facts.ZoneAnswers,
        TEXTS,
        TEXTS,
        st.sampled_from(ZoneState),
        st.booleans(),
        st.integers(0, block.size),
        many(st.builds(facts.Listing, addresses, TEXTS, TEXTS, st.sampled_from(Severity))),
        st.integers(0, 3),
        st.just(source("a-zone")),
    )
    return st.builds(facts.Sweep, many(zones), st.booleans(), st.integers(0, block.size))


def lists(block):
    return many(
        st.builds(
            facts.ListHits,
            TEXTS,
            st.sampled_from(Weight),
            many(clipped(block)),
            st.just(source("a-list")),
            many(TEXTS | st.just("drop")),
            TEXTS,
        )
    )


def reverse(block):
    zones = st.builds(
        lambda span, *rest: facts.ReverseZone("20.10.185.in-addr.arpa", *span, *rest),
        overlapping(block),
        st.booleans(),
        many(TEXTS),
        many(TEXTS),
        st.booleans(),
    )
    names = st.tuples(st.integers(block.first, block.last), TEXTS)
    return st.builds(facts.Reverse, many(zones), many(names), st.integers(0, 3), st.integers(0, block.size))


def locations(block):
    places = many(st.tuples(clipped(block), TEXTS))
    return many(st.builds(facts.Located, TEXTS, places, st.just(source("a-table"))))


EXPECTATIONS = st.builds(
    facts.Expectations,
    st.none() | TEXTS,
    st.none() | st.sampled_from(Registry),
    st.booleans(),
    st.none() | NUMBERS,
    DATES,
    many(st.sampled_from([1, THEIRS])),
    many(TEXTS),
)
LOADED = st.sets(REGISTRIES).map(frozenset) | st.just(frozenset(map(str, Registry)))


@st.composite
def all_facts(draw):
    block = draw(blocks())
    conflicts = many(ranged(facts.Conflict, block, many(REGISTRIES), TEXTS))
    objects = ranged(facts.RouteObject, block, NUMBERS, TEXTS, st.none() | TEXTS, DAYS, st.booleans())
    networks = many(st.fixed_dictionaries({"asn": NUMBERS | TEXTS}))
    entries = st.dictionaries(st.sampled_from(["cidr", "sblid"]), TEXTS)
    return facts.Facts(
        block,
        draw(DATES),
        draw(EXPECTATIONS),
        draw(answers(st.builds(facts.Delegation, records(block), LOADED))),
        draw(answers(conflicts)),
        draw(answers(registrations(block))),
        draw(answers(st.builds(facts.TransferLog, transfers(block), LOADED))),
        draw(answers(st.builds(facts.Authorisations, many(prefixed(block)), many(prefixed(block))))),
        draw(answers(many(objects))),
        draw(answers(routing(block))),
        draw(many(st.builds(Told, routing(block), SOURCES), 2)),
        draw(answers(st.builds(facts.Drop, many(entries)))),
        draw(answers(lists(block))),
        draw(answers(sweeps(block))),
        draw(answers(reverse(block))),
        draw(answers(locations(block))),
        draw(answers(st.builds(facts.ListedNetworks, networks))),
    )
