"""Route authorisations that had run out, and those that may stand in one statement with others.

rpki-client writes of each entry when the first certificate or revocation list above it runs out
(rpki-client(8), `expires`); Routinator's extended form has the same in parts. No clock decides: the table
and the day of the report do.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses.blocks import Block
from freehold.addresses.findings import Check, Severity, State
from freehold.addresses.tables.authorised import MOST_ELSEWHERE, AuthorisationFile
from freehold.addresses.tables.parsed import Kind, Parsed, pooled
from freehold.addresses.verdict import Verdict

from . import table_files as files
from .table_files import block, tables
from .telling import (
    AS_OF,
    BLOCK,
    MINE,
    THEIRS,
    announcement,
    authorisation,
    authorisations,
    bad,
    clean_facts,
    found,
    judged,
    owned,
    routing,
    unknown,
)

MADE = 1789546026  # 2026-09-16T08:07:06Z
WHOLE = str(BLOCK)
PAST = datetime(2026, 10, 1, tzinfo=UTC)


def read(tmp_path, content, typed="1.0.0.0/24"):
    return tables(tmp_path, table=content).authorisations(block(typed)).value


def roa(prefix, asn=13335, **more):
    return {"prefix": prefix, "asn": asn, "maxLength": int(prefix[-2:]), "ta": "apnic", **more}


def ends(told):
    return [one.expires_at and int(one.expires_at.timestamp()) for one in (*told.covering, *told.inside)]


class TestReading:
    def test_of_rpki_client(self, tmp_path):
        told = read(tmp_path, files.rpki_client([roa("1.0.0.0/24", expires=MADE + 9)]))
        assert ends(told) == [MADE + 9]
        assert told.made_at == datetime.fromtimestamp(MADE, UTC)

    def test_of_its_rows(self, tmp_path):
        rows = "ASN,IP Prefix,Max Length,Trust Anchor,Expires\nAS13335,1.0.0.0/24,24,apnic,1789546035\n"
        assert ends(read(tmp_path, rows)) == [MADE + 9]

    @pytest.mark.parametrize("said", [None, 0, -5, 1 << 40, "soon", ""])
    def test_where_it_is_not_said_it_is_not_known(self, tmp_path, said):
        assert ends(read(tmp_path, files.rpki_client([roa("1.0.0.0/24", expires=said)]))) == [None]

    def test_of_routinators_extended_form(self, tmp_path):
        def source(stale, not_after):
            return {"type": "roa", "tal": "apnic", "stale": stale, "chainValidity": {"notAfter": not_after}}

        sources = [
            source("2026-09-16T09:00:00Z", "2027-01-01T00:00:00Z"),
            source("2026-09-17T09:00:00Z", "2026-09-16T10:00:00Z"),
        ]
        entry = {"prefix": "1.0.0.0/24", "asn": "AS13335", "maxLength": 24, "source": sources}
        told = read(tmp_path, json.dumps({"metadata": {"generated": MADE}, "roas": [entry]}))
        (one,) = told.covering
        assert one.expires_at == datetime(2026, 9, 16, 10, tzinfo=UTC)
        assert one.trust_anchor == "apnic"


def signed(*all_, ends=PAST, made_at=None):
    told = authorisations(*(replace(one, expires_at=ends) for one in all_))
    return replace(told, value=replace(told.value, made_at=made_at))


class TestRunOut:
    def test_by_the_day_of_the_report_ones_own_is_not_known_to_stand(self):
        about = owned(authorisations=signed(authorisation(WHOLE, MINE)))
        assert unknown(about, Check.RPKI) == [
            "Whether your own signed statement still stands is not known: the table is too old to tell."
        ]
        assert judged(about) is Verdict.INCOMPLETE

    def test_nor_when_it_had_when_the_table_was_made(self):
        about = replace(owned(authorisations=signed(authorisation(WHOLE, MINE), made_at=PAST)), as_of=None)
        assert judged(about) is Verdict.INCOMPLETE

    def test_until_then_it_stands(self):
        later = datetime.combine(AS_OF, datetime.min.time(), UTC).replace(hour=1)
        about = owned(authorisations=signed(authorisation(WHOLE, MINE), ends=later))
        assert not unknown(about, Check.RPKI)
        assert judged(about) is judged(owned())

    def test_the_same_renewed_stands(self):
        told = signed(authorisation(WHOLE, MINE))
        both = (*told.value.covering, authorisation(WHOLE, MINE))
        about = owned(authorisations=replace(told, value=replace(told.value, covering=both)))
        assert not unknown(about, Check.RPKI)

    def test_what_stands_in_the_way_is_taken_to_stand_still(self):
        about = clean_facts(authorisations=signed(authorisation(WHOLE, 0)))
        assert judged(about) is Verdict.REFUSE
        about = clean_facts(authorisations=signed(authorisation(WHOLE, THEIRS)))
        assert [severity for severity, _said in bad(about, Check.RPKI)] == [Severity.FIX_BEFORE]
        said = [str(one.summary) for one in found(about, Check.RPKI) if one.state is State.NOT_APPLICABLE]
        assert said == [f"Had run out unless renewed: {WHOLE} AS200200 (the first on 2026-10-01)."]

    def test_it_allows_no_stranger_and_makes_none_a_thief(self):
        used = routing(announcement(WHOLE, THEIRS))
        about = clean_facts(authorisations=signed(authorisation(WHOLE, THEIRS)), routing=used)
        assert unknown(about, Check.ROUTING) == [
            "Whether the holder still allows it to be announced by AS200200 is not known."
        ]
        assert judged(about) is Verdict.INCOMPLETE

    def test_no_clock_decides(self):
        told = signed(authorisation(WHOLE, MINE), ends=datetime(1990, 1, 1, tzinfo=UTC))
        about = replace(owned(authorisations=told), as_of=None)
        assert not unknown(about, Check.RPKI)
        assert unknown(replace(about, as_of=date(1990, 1, 2)), Check.RPKI)


class TestOneStatementForSeveralBlocks:
    def test_entries_that_may_be_of_the_same_one(self, tmp_path):
        table = files.rpki_client(
            [
                roa("1.0.0.0/24", expires=MADE + 9),
                roa("2.0.0.0/24", expires=MADE + 9),
                roa("3.0.0.0/24", expires=MADE + 10),
                roa("4.0.0.0/24", asn=1, expires=MADE + 9),
                roa("5.0.0.0/24", ta="ripe", expires=MADE + 9),
            ]
        )
        told = read(tmp_path, table)
        assert [one.first for one in told.elsewhere] == [block("2.0.0.0/24").first]
        assert told.elsewhere_count == 1
        assert read(tmp_path, table, "3.0.0.0/24").elsewhere == ()

    def test_where_no_end_is_said_network_and_anchor_alone_tell(self, tmp_path):
        table = files.routinator([roa(f"{number}.0.0.0/24") for number in range(1, 40)])
        told = read(tmp_path, table)
        assert (len(told.elsewhere), told.elsewhere_count) == (20, 38)

    @given(
        st.lists(
            st.tuples(st.integers(0, 31), st.integers(0, 5), *(st.integers(0, 1) for _ in range(3))),
            max_size=60,
        ),
        st.integers(0, 31),
        st.integers(0, 5),
    )
    def test_as_one_would_count_them_by_hand(self, entries, at, bits):
        rows = [(at_ >> bits_ << bits_, bits_, *marks) for at_, bits_, *marks in entries]
        columns = {
            "first": np.array([first for first, *_ in rows], np.uint32),
            "last": np.array([first + (1 << bits) - 1 for first, bits, *_ in rows], np.uint32),
            "max_length": np.full(len(rows), 32, np.uint8),
            **{
                mark: np.array([row[2 + number] for row in rows], np.uint32)
                for number, mark in enumerate(("asn", "anchor", "expires"))
            },
            **pooled([b"arin", b"ripe"]),
        }
        asked = Block(at >> bits << bits, (at >> bits << bits) + (1 << bits) - 1)
        touching = [row for row in rows if row[0] <= asked.last and row[0] + (1 << row[1]) > asked.first]
        marks = {row[2:] for row in touching}
        expected = [row[0] for row in rows if row[2:] in marks and row not in touching]
        table = AuthorisationFile(Parsed(Kind.AUTHORISATIONS, {}, columns))
        for _again in range(2):
            told = table.authorisations(asked)
            assert [one.first for one in told.elsewhere] == expected[:MOST_ELSEWHERE]
            assert told.elsewhere_count == len(expected)

    def test_the_seller_is_to_show_which(self):
        told = authorisations(authorisation(WHOLE, THEIRS))
        other = authorisation("185.10.40.0/24", THEIRS)
        told = replace(told, value=replace(told.value, elsewhere=(other,), elsewhere_count=7))
        about = clean_facts(authorisations=told)
        (_left, (severity, said)) = bad(about, Check.RPKI)
        assert severity is Severity.FIX_BEFORE
        assert "which the table does not tell: 7 entries" in said
        assert "185.10.40.0/24 AS200200" in said

    def test_of_ones_own_it_is_nobodys_business(self):
        told = owned().authorisations
        told = replace(told, value=replace(told.value, elsewhere_count=7))
        assert bad(owned(authorisations=told), Check.RPKI) == []
