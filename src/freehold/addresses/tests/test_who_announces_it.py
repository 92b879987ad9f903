"""Who announces a block, who was allowed to, and what a seller has left behind."""

import pytest

from freehold.addresses import facts
from freehold.addresses.blocks import parse
from freehold.addresses.checks.authorised import Validity, validity
from freehold.addresses.findings import Check, Severity, State
from freehold.addresses.tests.telling import (
    BLOCK,
    MINE,
    THEIRS,
    announcement,
    authorisation,
    authorisations,
    bad,
    clean_facts,
    delegation,
    found,
    judged,
    owned,
    record,
    route_object,
    routing,
    span,
    told,
    unknown,
    untold,
)
from freehold.addresses.verdict import Verdict

DEAL_BREAKER, FIX_BEFORE, FIX_AFTER = Severity.DEAL_BREAKER, Severity.FIX_BEFORE, Severity.FIX_AFTER
WHOLE, WIDER, HALF = str(BLOCK), "185.10.16.0/20", "185.10.20.0/25"


def sentences(about, check):
    return [str(one.summary) for one in found(about, check)]


class TestSignedStatements:
    def test_none_is_nothing_bad(self):
        assert sentences(clean_facts(), Check.RPKI) == ["No signed statement allows anybody to announce it."]

    def test_the_sellers_are_withdrawn_before_payment(self):
        about = clean_facts(authorisations=authorisations(authorisation(WHOLE, THEIRS)))
        assert bad(about, Check.RPKI) == [
            (FIX_BEFORE, f"Signed statements still allow others to announce it: {WHOLE} AS200200.")
        ]
        assert judged(about) is Verdict.CLEAN_AFTER_FIXES

    def test_those_for_a_larger_block_are_signed_anew_without_it(self):
        about = clean_facts(
            authorisations=authorisations(authorisation(WIDER, THEIRS, 24), authorisation(HALF, THEIRS))
        )
        within, wider = bad(about, Check.RPKI)
        assert within == (
            FIX_BEFORE,
            f"Signed statements still allow others to announce it: {HALF} AS200200.",
        )
        assert wider == (FIX_BEFORE, f"Signed statements for a larger block cover it too: {WIDER} AS200200.")

    def test_one_that_forbids_everybody_refuses_the_block(self):
        about = clean_facts(authorisations=authorisations(authorisation(WIDER, 0)))
        assert bad(about, Check.RPKI) == [
            (DEAL_BREAKER, f"A signed statement forbids anybody to announce it: {WIDER} AS0.")
        ]
        assert judged(about) is Verdict.REFUSE

    def test_one_that_forbids_a_part_is_the_sellers_to_remove(self):
        about = clean_facts(authorisations=authorisations(authorisation(HALF, 0)))
        assert [severity for severity, _sentence in bad(about, Check.RPKI)] == [FIX_BEFORE]

    def test_an_announcement_against_them_is_told(self):
        about = clean_facts(
            authorisations=authorisations(authorisation(WHOLE, THEIRS)),
            routing=routing(announcement(WHOLE, MINE)),
        )
        assert (
            FIX_BEFORE,
            f"Announced against the holder's signed statements: {WHOLE} by AS200100.",
        ) in bad(about, Check.RPKI)

    def test_not_read_is_unknown(self):
        assert judged(clean_facts(authorisations=untold())) is Verdict.INCOMPLETE


class TestOwnStatements:
    def test_the_owners_own_is_right(self):
        assert bad(owned(), Check.RPKI) == []
        assert judged(owned()) is Verdict.CLEAN

    def test_a_missing_one_is_the_owners_to_sign(self):
        about = owned(authorisations=authorisations(authorisation(HALF, MINE)))
        ((severity, sentence),) = bad(about, Check.RPKI)
        assert (severity, sentence) == (
            FIX_AFTER,
            "Your own signed statement is missing for 128 of 256 addresses.",
        )

    def test_anothers_is_the_owners_to_withdraw(self):
        about = owned(authorisations=authorisations(authorisation(WHOLE, MINE), authorisation(WHOLE, THEIRS)))
        assert bad(about, Check.RPKI) == [
            (FIX_AFTER, f"Signed statements allow other networks too: {WHOLE} AS200200.")
        ]

    def test_a_longest_length_beyond_what_is_announced_is_loose(self):
        about = owned(authorisations=authorisations(authorisation(WHOLE, MINE, 28)))
        ((severity, sentence),) = bad(about, Check.RPKI)
        assert severity is FIX_AFTER
        assert sentence.startswith("Your signed statement allows smaller parts than you announce")

    def test_an_own_statement_outranks_one_that_forbids(self):
        both = authorisations(authorisation(WIDER, 0), authorisation(WHOLE, MINE))
        assert [severity for severity, _ in bad(owned(authorisations=both), Check.RPKI)] == [FIX_AFTER]


class TestOriginValidation:
    """RFC 6811, section 2."""

    @pytest.mark.parametrize(
        ("announced", "origin", "expected"),
        [
            (WHOLE, THEIRS, Validity.VALID),
            (WIDER, THEIRS, Validity.VALID),
            (HALF, THEIRS, Validity.INVALID),  # longer than the longest length
            (WHOLE, MINE, Validity.INVALID),
            (WHOLE, 0, Validity.INVALID),
            ("185.10.0.0/16", MINE, Validity.NOT_FOUND),  # no statement covers it
        ],
    )
    def test_by_origin_and_length(self, announced, origin, expected):
        signed = [authorisation(WIDER, THEIRS, 24)]
        assert validity(span(announced), origin, signed, is_flattened=False) is expected

    def test_a_statement_for_as_0_makes_nothing_valid(self):
        assert validity(span(WHOLE), 0, [authorisation(WHOLE, 0)], is_flattened=False) is Validity.INVALID

    def test_of_a_flattened_table_only_the_origin_counts(self):
        signed = [authorisation(WHOLE, THEIRS)]
        half = span("185.10.20.3-185.10.20.77")
        assert validity(half, THEIRS, signed, is_flattened=True) is Validity.VALID


class TestRouteObjects:
    def test_leftovers_are_deleted_before_payment_and_old_ones_counted(self):
        old = route_object(WHOLE, THEIRS, last_modified="2014-02-03T00:00:00Z", source="RIPE")
        about = clean_facts(route_objects=told((old, route_object(HALF, MINE))))
        assert bad(about, Check.IRR) == [
            (FIX_BEFORE, "Route objects are left: AS200100, AS200200 in RADB, RIPE (2, of them old: 1).")
        ]
        assert judged(about) is Verdict.CLEAN_AFTER_FIXES

    def test_those_of_third_parties_are_told_apart(self):
        about = clean_facts(
            route_objects=told((route_object(WHOLE, THEIRS, is_proxy=True), route_object(WHOLE, MINE)))
        )
        theirs, proxies = found(about, Check.IRR)
        assert "third party" not in str(theirs.summary)
        assert "third party" in str(proxies.summary)

    def test_those_of_larger_blocks_are_information(self):
        about = clean_facts(route_objects=told((route_object(WIDER, THEIRS),)))
        assert bad(about, Check.IRR) == []
        assert judged(about) is Verdict.CLEAN

    def test_an_owner_misses_the_own_one_and_is_told_of_others(self):
        about = owned(route_objects=told((route_object(WHOLE, THEIRS),)))
        assert bad(about, Check.IRR) == [
            (FIX_AFTER, "Your own route object is missing."),
            (FIX_AFTER, "Route objects name other networks: AS200200 in RADB."),
        ]

    def test_not_asked_is_unknown_but_not_required(self):
        about = clean_facts(route_objects=untold())
        assert unknown(about, Check.IRR)
        assert judged(about) is Verdict.CLEAN


class TestAnnouncements:
    def test_nobody_announces_it(self):
        assert sentences(clean_facts(), Check.ROUTING) == ["Nobody announces it."]

    def test_a_live_announcement_stops_before_payment(self):
        about = clean_facts(
            routing=routing(announcement(HALF, THEIRS)), route_objects=told((route_object(WIDER, THEIRS),))
        )
        assert bad(about, Check.ROUTING) == [
            (FIX_BEFORE, "In use today: AS200200 announces 128 of 256 addresses.")
        ]
        assert judged(about) is Verdict.CLEAN_AFTER_FIXES

    def test_a_larger_block_around_it_is_explained(self):
        about = clean_facts(
            routing=routing(announcement(WIDER, THEIRS)),
            authorisations=authorisations(authorisation(WIDER, THEIRS)),
        )
        assert (
            FIX_BEFORE,
            f"It lies within a larger block that is announced: {WIDER} by AS200200.",
        ) in bad(about, Check.ROUTING)

    def test_a_default_route_is_nobodys_claim(self):
        default = facts.Announcement(0, 2**32 - 1, (THEIRS,))
        assert judged(clean_facts(routing=routing(default))) is Verdict.CLEAN

    def test_as_0_is_nobody(self):
        about = clean_facts(routing=routing(announcement(WHOLE, 0), is_flattened=True))
        assert sentences(about, Check.ROUTING)[0] == "Nobody announces it."

    def test_a_stranger_refuses_it_once_both_public_places_were_looked_up(self):
        about = clean_facts(routing=routing(announcement(WHOLE, THEIRS)))
        assert (
            DEAL_BREAKER,
            "Nothing shows that the holder allowed it to be announced by AS200200.",
        ) in bad(about, Check.ROUTING)
        assert judged(about) is Verdict.REFUSE

    @pytest.mark.parametrize("missing", ["route_objects", "authorisations"])
    def test_while_one_was_not_a_stranger_is_unknown(self, missing):
        about = clean_facts(routing=routing(announcement(WHOLE, THEIRS)), **{missing: untold()})
        assert unknown(about, Check.ROUTING) == [
            "Whether the holder allowed it to be announced by AS200200 is not known."
        ]
        assert judged(about) is Verdict.INCOMPLETE

    def test_a_network_that_either_names_is_no_stranger(self):
        about = clean_facts(
            routing=routing(announcement(WHOLE, THEIRS)),
            authorisations=authorisations(authorisation(WHOLE, THEIRS)),
            route_objects=untold(),
        )
        assert unknown(about, Check.ROUTING) == []

    def test_announced_though_nobody_holds_it_is_how_theft_looks(self):
        about = clean_facts(
            delegation=delegation(record(HALF), record("185.10.20.128/25", status="reserved")),
            routing=routing(announcement(WHOLE, THEIRS)),
        )
        assert (
            DEAL_BREAKER,
            "Announced though no registry has given it to anybody: 128 addresses, by AS200200.",
        ) in bad(about, Check.ROUTING)

    @pytest.mark.parametrize("origin", [23456, 64512, 65535, 4_200_000_001])
    def test_a_number_that_nobody_can_hold(self, origin):
        about = clean_facts(routing=routing(announcement(WHOLE, origin)))
        assert (
            FIX_BEFORE,
            f"Announced under a network number that nobody can hold: AS{origin}.",
        ) in bad(about, Check.ROUTING)

    def test_a_flattened_table_says_what_it_cannot_tell_and_does_not_fail_for_it(self):
        about = clean_facts(routing=routing(is_flattened=True))
        (finding,) = [one for one in found(about, Check.ROUTING) if one.state is State.NOT_APPLICABLE]
        assert str(finding.summary) == "Parts announced separately cannot be told from this table."
        assert judged(about) is Verdict.CLEAN

    def test_past_networks_are_information(self):
        past = (routing(announcement(WHOLE, THEIRS)), routing(announcement(WIDER, 3333)))
        about = clean_facts(past_routing=past)
        assert sentences(about, Check.ROUTING)[-1] == (
            "In the past announced by AS3333, AS200200 (tables looked at: 2)."
        )
        assert judged(about) is Verdict.CLEAN

    def test_the_table_not_read_is_unknown(self):
        assert judged(clean_facts(routing=untold())) is Verdict.INCOMPLETE


class TestOwnAnnouncement:
    def test_missing_it_the_addresses_cannot_be_reached(self):
        assert bad(owned(routing=routing()), Check.ROUTING) == [(FIX_AFTER, "Nobody announces it.")]

    def test_anothers_in_its_place_is_told_and_is_a_stranger(self):
        about = owned(routing=routing(announcement(WHOLE, THEIRS)))
        assert [severity for severity, _sentence in bad(about, Check.ROUTING)] == [FIX_AFTER, DEAL_BREAKER]

    def test_a_stranger_beside_it_is_told(self):
        about = owned(routing=routing(announcement(WHOLE, MINE), announcement(HALF, THEIRS)))
        ((severity, _sentence),) = bad(about, Check.ROUTING)
        assert severity is DEAL_BREAKER


def test_a_block_that_is_no_prefix_is_judged_by_its_parts():
    block = parse("185.10.20.0-185.10.22.255")
    about = clean_facts(
        block=block,
        delegation=delegation(record(WIDER)),
        routing=routing(announcement("185.10.20.0/23", THEIRS)),
        authorisations=authorisations(authorisation("185.10.20.0/23", THEIRS), block=block),
    )
    assert (FIX_BEFORE, "In use today: AS200200 announces 512 of 768 addresses.") in bad(about, Check.ROUTING)
