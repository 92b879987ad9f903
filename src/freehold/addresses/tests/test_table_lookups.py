"""Fast look-ups answer as slow and simple ones do, whatever the tables hold; parsers survive any bytes."""

from contextlib import suppress
from ipaddress import IPv4Network

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from freehold.addresses.blocks import Block, union
from freehold.addresses.tables import (
    address_lists,
    announcements,
    authorisations,
    conflicts,
    delegated,
    drop,
    json_files,
    locations,
    mrt,
    origins,
    recognise,
    registrations,
    route_objects,
    transfers,
)
from freehold.addresses.tables.announcements import Announced
from freehold.addresses.tables.origin_validation import Payloads, Validity, validate
from freehold.addresses.tables.ranges import Ranges
from freehold.addresses.tables.segments import NONE, Segments
from freehold.addresses.tables.unread import Broken

from . import table_files as files
from .mmdb_files import database

LAST = (1 << 32) - 1
# Few distinct addresses, so that ranges meet; the edges of the space among them.
ADDRESS = st.one_of(
    st.integers(0, LAST),
    st.integers(0, 2000),
    st.integers(LAST - 2000, LAST),
    st.integers((10 << 24) - 600, (10 << 24) + 600),
)
RANGE = st.tuples(ADDRESS, ADDRESS).map(lambda ends: (min(ends), max(ends)))


@st.composite
def prefix(draw):
    length = draw(st.one_of(st.integers(0, 32), st.integers(22, 28)))
    first = draw(ADDRESS) & ~((1 << (32 - length)) - 1) & LAST
    return first, first | ((1 << (32 - length)) - 1)


def columns(ranges):
    table = np.array(ranges, np.uint32).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def length(range_):
    return 32 - (range_[1] - range_[0]).bit_length()


class TestOverlaps:
    @given(st.lists(st.one_of(RANGE, prefix()), max_size=40), RANGE)
    def test_as_one_by_one(self, ranges, asked):
        block = Block(*asked)
        rows = Ranges(*columns(ranges)).overlapping(block).tolist()
        expected = [row for row, range_ in enumerate(ranges) if block.overlaps(range_)]
        assert rows == sorted(expected, key=lambda row: (ranges[row][0], -ranges[row][1], row))

    @given(st.lists(RANGE, max_size=40))
    def test_joined_as_the_union(self, ranges):
        first, last = address_lists.joined(*columns(ranges))
        assert list(zip(first.tolist(), last.tolist(), strict=True)) == union(ranges)


class TestLongestPrefix:
    @given(st.lists(prefix(), max_size=40), st.lists(ADDRESS, max_size=40))
    def test_as_one_by_one(self, prefixes, asked):
        found = Segments(*columns(prefixes)).rows(np.array(asked, np.uint32)).tolist()
        for address, row in zip(asked, found, strict=True):
            holding = [(first, last) for first, last in prefixes if first <= address <= last]
            if not holding:
                assert row == NONE
            else:
                assert prefixes[row] == min(holding, key=lambda range_: range_[1] - range_[0])

    @given(st.lists(RANGE, max_size=30), st.lists(ADDRESS, max_size=30))
    def test_ranges_that_are_no_prefixes_the_narrowest(self, ranges, asked):
        found = Segments(*columns(ranges)).rows(np.array(asked, np.uint32)).tolist()
        for address, row in zip(asked, found, strict=True):
            spans = [last - first for first, last in ranges if first <= address <= last]
            assert (row == NONE) if not spans else (ranges[row][1] - ranges[row][0] == min(spans))


ASN = st.integers(0, 3)


class TestOriginValidation:
    @given(
        st.lists(st.tuples(prefix(), ASN, st.booleans()), max_size=30),
        st.lists(st.tuples(prefix(), ASN, st.integers(0, 32)), max_size=40),
    )
    def test_as_rfc_6811_says_it(self, routes, payloads):
        payloads = [(range_, asn, max(length(range_), longest)) for range_, asn, longest in payloads]
        found = validate(
            Announced(
                *columns([range_ for range_, _o, _s in routes]),
                np.array([origin for _r, origin, _s in routes], np.uint32),
                np.array([in_set for _r, _o, in_set in routes], np.bool_),
            ),
            Payloads(
                *columns([range_ for range_, _a, _l in payloads]),
                np.array([longest for _r, _a, longest in payloads], np.uint8),
                np.array([asn for _r, asn, _l in payloads], np.uint32),
            ),
        )
        assert found.tolist() == [self.naive(route, payloads) for route in routes]

    def naive(self, route, payloads):
        range_, origin, in_set = route
        covering = [one for one in payloads if one[0][0] <= range_[0] and range_[1] <= one[0][1]]
        if not covering:
            return Validity.NOT_FOUND
        matches = any(asn == origin and length(range_) <= longest for _r, asn, longest in covering)
        return Validity.VALID if matches and origin and not in_set else Validity.INVALID


PARSERS = [
    address_lists.parse,
    announcements.parse,
    authorisations.parse,
    authorisations.parse_rows,
    conflicts.parse,
    delegated.parse,
    drop.parse,
    json_files._by_its_keys,
    json_files._feodo,
    locations.parse,
    locations.parse_database,
    mrt.parse,
    origins.parse,
    registrations.parse,
    route_objects.parse,
    transfers.parse,
]
WHOLE = [
    files.delegated(),
    files.drop(),
    files.rpki_client(),
    files.routinator(),
    files.transfers(files.transfer("5.0.0.0", "5.0.0.255")),
    "1.0.0.0/24,{1,2}\n",
    "1.0.0.0,1.0.0.255,13335,A\n",
    "5.0.0.0,5.0.0.255,EU,NL,North Holland,Amsterdam,52.3,4.9\n",
    "AS13335,1.0.0.0/24,24,apnic,1789500000\n",
    "route: 185.10.20.0/22\norigin: AS64500\n",
    "apnic|ZZ|ipv4|190.51.100.0|256|20190924|reserved||e-stats\n",
    "# Entries : 1 subnets\n5.0.0.0/24\n5.0.2.0-5.0.2.9\n",
    '[{"ip_address": "1.0.164.165"}]',
    files.dump(("193.0.0.0/21", [[(2, [64500, 3333])]])),
    database({"5.0.0.0/24": "DE", "5.0.1.0/25": "NL"}),
]


@st.composite
def damaged(draw):
    """A whole file with some of its bytes changed, taken out or repeated."""
    content = draw(st.sampled_from(WHOLE))
    content = bytearray(content if isinstance(content, bytes) else content.encode())
    for _change in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content)))
        removed = draw(st.integers(0, 6))
        content[place : place + removed] = draw(st.binary(max_size=6))
    return bytes(content)


@pytest.mark.parametrize(
    "parse", PARSERS, ids=lambda parse: f"{parse.__module__.rpartition('.')[2]}.{parse.__name__}"
)
@given(content=st.one_of(st.binary(max_size=300), damaged(), st.text(max_size=200).map(str.encode)))
@example(content=b"")
@example(content=b"{}")
@example(content=b"[" * 100_000)
@example(content=b"1.0.0.0/24,99999999999999999999999\n")
def test_whatever_the_bytes_a_parser_reads_or_refuses(parse, content):
    for pieces in ([content], [content[:7], content[7:]]):
        with suppress(Broken):
            parse(iter(pieces))


@given(content=st.one_of(st.binary(max_size=300), damaged(), st.text(max_size=200).map(str.encode)))
def test_whatever_the_bytes_they_are_something_or_refused(content):
    with suppress(Broken):
        _kind, parse = recognise.parser(content)
        parse(iter([content]))


@given(damaged=st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=4)))
def test_a_damaged_database_places_or_refuses(damaged):
    place, change = damaged
    whole = database({"5.0.0.0/24": "DE", "5.0.1.0/25": "NL"})
    content = whole[:place] + change + whole[place + len(change) :]
    with suppress(Broken):
        parsed = locations.parse_database(iter([content]))
        list(locations.LocationDatabase(parsed).located(Block(5 << 24, (5 << 24) + 1023)))


@given(prefix())
def test_prefixes_are_written_and_read_alike(range_):
    network = IPv4Network((range_[0], length(range_)))
    table = announcements.parse(iter([f"{network},64500\n".encode()]))
    rows = list(
        zip(*(table.columns.get(name, np.empty(0)).tolist() for name in ("first", "last")), strict=True)
    )
    assert rows == ([range_] if length(range_) else [])
