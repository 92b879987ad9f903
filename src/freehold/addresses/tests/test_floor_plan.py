"""A room for each address, coloured by what was found about it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses.blocks import parse
from freehold.addresses.findings import Check, Finding, Severity, State
from freehold.addresses.report.drawing import drawing
from freehold.addresses.report.floor_plan import Tone, floor_plan
from freehold.addresses.tests import any_facts
from freehold.addresses.tests.telling import span
from freehold.addresses.texts import Text


def finding(*where, state=State.BAD, severity=Severity.FIX_BEFORE, summary="Listed."):
    return Finding(
        Check.LISTS, state, severity, Text(summary), Text("It means that."), where=tuple(map(span, where))
    )


def tones(plan):
    return {room.name: room.tone for room in plan.rooms if room.tone is not Tone.QUIET}


class TestRooms:
    @pytest.mark.parametrize(
        ("block", "columns", "rows", "addresses_a_room"),
        [
            ("185.10.20.0/24", 16, 16, 1),
            ("185.10.20.0/25", 16, 8, 1),
            ("185.10.20.0/26", 8, 8, 1),
            ("185.10.20.7/32", 1, 1, 1),
            ("185.10.20.0/23", 16, 16, 2),
            ("185.0.0.0/8", 16, 16, 65536),
            ("185.10.20.0-185.10.20.99", 16, 7, 1),
        ],
    )
    def test_there_are_as_many_as_the_block_needs(self, block, columns, rows, addresses_a_room):
        plan = floor_plan(parse(block), ())
        assert (plan.columns, plan.rows, plan.addresses_a_room) == (columns, rows, addresses_a_room)

    @given(any_facts.blocks())
    def test_together_they_are_the_block(self, block):
        rooms = floor_plan(block, ()).rooms
        assert len(rooms) <= 256
        assert (rooms[0].first, rooms[-1].last) == (block.first, block.last)
        assert all(one.last + 1 == other.first for one, other in pairwise(rooms))

    def test_a_merged_room_is_named_for_its_addresses(self):
        assert floor_plan(parse("185.10.20.0/23"), ()).rooms[1].name == "185.10.20.2/31"


class TestColours:
    def test_a_room_is_coloured_for_what_was_found_about_it_and_no_other_is(self):
        plan = floor_plan(parse("185.10.20.0/24"), [finding("185.10.20.77-185.10.20.78")])
        assert tones(plan) == {"185.10.20.77": Tone.BEFORE, "185.10.20.78": Tone.BEFORE}

    def test_the_worst_finding_decides_and_all_are_named(self):
        found = [
            finding("185.10.20.7", severity=Severity.FIX_AFTER),
            finding("185.10.20.7", severity=Severity.DEAL_BREAKER),
            finding("185.10.20.7", state=State.UNKNOWN),
        ]
        room = floor_plan(parse("185.10.20.0/24"), found).rooms[7]
        assert room.tone is Tone.REFUSE
        assert room.findings == (0, 1, 2)

    def test_what_could_not_be_checked_never_looks_like_nothing_found(self):
        plan = floor_plan(parse("185.10.20.0/24"), [finding("185.10.20.9", state=State.UNKNOWN)])
        assert tones(plan) == {"185.10.20.9": Tone.UNKNOWN}

    def test_what_is_in_order_colours_nothing(self):
        assert tones(floor_plan(parse("185.10.20.0/24"), [finding("185.10.20.9", state=State.OK)])) == {}

    def test_what_is_true_of_all_does_not_drown_the_one_listed_address(self):
        found = [finding("185.10.20.0/24"), finding("185.10.20.9")]
        plan = floor_plan(parse("185.10.20.0/24"), found)
        assert tones(plan) == {"185.10.20.9": Tone.BEFORE}
        assert plan.ground is Tone.QUIET

    @pytest.mark.parametrize("where", [(), ("185.10.20.0/24",), ("185.10.0.0/16",)])
    def test_what_rules_all_of_it_out_colours_the_ground(self, where):
        plan = floor_plan(parse("185.10.20.0/24"), [finding(*where, severity=Severity.DEAL_BREAKER)])
        assert plan.ground is Tone.REFUSE
        assert plan.tones == [Tone.REFUSE]

    def test_what_lies_elsewhere_colours_nothing(self):
        assert tones(floor_plan(parse("185.10.20.0/24"), [finding("185.10.21.0/24")])) == {}


class TestDrawing:
    def test_it_says_without_colour_what_a_room_is(self):
        plan = floor_plan(parse("185.10.20.0/24"), [finding("185.10.20.9", state=State.UNKNOWN)])
        drawn = drawing(plan, "Floor plan", ("Two lists did not answer.",))
        assert "<title>185.10.20.9\nTwo lists did not answer.</title>" in drawn
        assert ">?</text>" in drawn
        assert 'aria-label="Floor plan"' in drawn

    def test_nothing_in_a_sentence_becomes_markup(self):
        plan = floor_plan(parse("185.10.20.0/24"), [finding("185.10.20.9")])
        drawn = drawing(plan, '"><script>', ("<script>alert(1)</script>",))
        assert "<script" not in drawn

    @given(any_facts.blocks(), st.sampled_from(Severity))
    def test_every_block_can_be_drawn(self, block, severity):
        one = Finding(
            Check.DROP, State.BAD, severity, Text("x"), Text("y"), where=((block.first, block.first),)
        )
        assert drawing(floor_plan(block, [one]), str(block)).startswith("<svg")
