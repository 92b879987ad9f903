"""Reverse names, places, leases, and what nobody can look up."""

from freehold.addresses.findings import Check, Severity, State, Whose
from freehold.addresses.tests.telling import (
    BLOCK,
    THEIRS,
    announcement,
    bad,
    clean_facts,
    found,
    judged,
    located,
    owned,
    registration,
    registrations,
    reverse,
    reverse_zone,
    route_object,
    routing,
    span,
    told,
    unknown,
    untold,
)
from freehold.addresses.verdict import Verdict

FIX_BEFORE, FIX_AFTER = Severity.FIX_BEFORE, Severity.FIX_AFTER
THEIR_ZONE = reverse_zone(is_delegated=True, servers=("ns1.mill.example", "ns2.mill.example"))
HALF = "185.10.20.0/25"


class TestReverse:
    def test_the_sellers_name_servers_go_before_payment(self):
        assert bad(clean_facts(reverse=reverse(THEIR_ZONE)), Check.REVERSE) == [
            (FIX_BEFORE, "Name servers still answer for its names: ns1.mill.example, ns2.mill.example.")
        ]

    def test_a_signature_left_behind_goes_too(self):
        signed = reverse_zone(is_delegated=True, servers=("ns1.mill.example",), has_ds=True)
        assert (
            FIX_BEFORE,
            "A signature of the seller's is left on its names (DS): 20.10.185.in-addr.arpa.",
        ) in bad(clean_facts(reverse=reverse(signed)), Check.REVERSE)

    def test_servers_that_do_not_answer_are_the_buyers_to_replace(self):
        lame = reverse_zone(is_delegated=True, servers=("ns1.mill.example",), lame=("ns1.mill.example",))
        assert (
            FIX_AFTER,
            "Name servers that should answer for its names do not: ns1.mill.example.",
        ) in bad(clean_facts(reverse=reverse(lame)), Check.REVERSE)

    def test_old_names_are_the_buyers_to_replace(self):
        about = clean_facts(reverse=reverse(reverse_zone(), names=((BLOCK.first + 3, "mail.mill.example"),)))
        assert bad(about, Check.REVERSE) == [(FIX_AFTER, "Addresses with a name: 1 (mail.mill.example).")]
        assert found(about, Check.REVERSE)[-1].where == ((BLOCK.first + 3, BLOCK.first + 3),)

    def test_an_owners_own_are_right_and_missing_ones_are_not(self):
        assert bad(owned(), Check.REVERSE) == []
        assert bad(owned(reverse=reverse(reverse_zone())), Check.REVERSE) == [
            (FIX_AFTER, "No name server answers for the names of 20.10.185.in-addr.arpa.")
        ]

    def test_unanswered_questions_are_unknown_but_not_required(self):
        about = clean_facts(reverse=reverse(reverse_zone(), unanswered=3))
        assert unknown(about, Check.REVERSE) == ["Questions about names without an answer: 3 of 256."]
        assert judged(about) is Verdict.CLEAN
        assert judged(clean_facts(reverse=untold())) is Verdict.CLEAN


class TestPlaces:
    def test_tables_that_disagree_are_corrected_afterwards(self):
        about = clean_facts(
            locations=told((located("places", (str(BLOCK), "NL")), located("atlas", (HALF, "DE"))))
        )
        assert bad(about, Check.GEOLOCATION) == [
            (FIX_AFTER, "Tables disagree where 128 of 256 addresses are: DE, NL.")
        ]
        assert found(about, Check.GEOLOCATION)[0].where == (span(HALF),)

    def test_one_table_with_two_countries_is_no_disagreement(self):
        places = located("places", (HALF, "NL"), ("185.10.20.128/25", "DE"))
        assert bad(clean_facts(locations=told((places, places))), Check.GEOLOCATION) == []

    def test_no_table_is_unknown(self):
        for nothing in (untold(), told(()), told((located("places"),))):
            assert unknown(clean_facts(locations=nothing), Check.GEOLOCATION)


class TestLeases:
    def test_customers_registered_inside_end_before_payment(self):
        customer = registration(HALF, type="ASSIGNED PA", holder="Corner Shop", handle="inner")
        about = clean_facts(registrations=registrations(registration(), customer))
        assert bad(about, Check.LEASES) == [
            (FIX_BEFORE, f"Parts are registered to others: {HALF} (Corner Shop).")
        ]
        assert judged(about) is Verdict.CLEAN_AFTER_FIXES

    def test_a_name_that_speaks_of_a_lease_needs_a_person(self):
        about = clean_facts(registrations=registrations(registration(name="NL-IPLEASE-1")))
        assert unknown(about, Check.LEASES) == ["Its name speaks of a lease: NL-IPLEASE-1."]

    def test_several_networks_at_work_need_a_person(self):
        about = clean_facts(
            routing=routing(announcement(HALF, THEIRS), announcement("185.10.20.128/25", 3333)),
            route_objects=told((route_object(HALF, THEIRS), route_object(HALF, 3333))),
        )
        assert unknown(about, Check.LEASES) == ["Several networks use parts of it: AS3333, AS200200."]

    def test_the_same_two_everywhere_are_no_lease(self):
        about = clean_facts(routing=routing(announcement(str(BLOCK), THEIRS, 3333)))
        assert unknown(about, Check.LEASES) == []

    def test_what_the_directory_did_not_tell_is_unknown(self):
        about = clean_facts(registrations=registrations(registration(), unanswered=(span(HALF),)))
        assert unknown(about, Check.LEASES) == [
            f"Whether these were given on to others is not known: {HALF}."
        ]
        assert unknown(clean_facts(registrations=untold()), Check.LEASES)

    def test_an_owner_knows(self):
        assert [one.state for one in found(owned(), Check.LEASES)] == [State.NOT_APPLICABLE]


class TestBeyondReach:
    def test_what_nobody_can_look_up_is_said_with_what_to_do(self):
        findings = found(clean_facts(), Check.OUTSIDE)
        assert [one.state for one in findings] == [State.NOT_APPLICABLE] * 3
        assert "Google, Microsoft, Apple" in str(findings[0].meaning)
        assert [one.to_do.whose for one in findings] == [Whose.SELLER, Whose.SELLER, Whose.BUYER]

    def test_an_owner_is_not_sent_to_a_seller(self):
        assert all(one.to_do.whose is Whose.BUYER for one in found(owned(), Check.OUTSIDE))
