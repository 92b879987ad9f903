"""Who holds a block by the registries' files and directories, and whether that is the one who sells it."""

import pytest

from freehold.addresses import facts
from freehold.addresses.blocks import parse
from freehold.addresses.checks.names import Likeness, likeness
from freehold.addresses.findings import Check, Severity, State
from freehold.addresses.tests.telling import (
    BLOCK,
    HOLDER,
    bad,
    clean_facts,
    delegation,
    expecting,
    found,
    judged,
    owned,
    record,
    registration,
    registrations,
    span,
    told,
    unknown,
    untold,
)
from freehold.addresses.verdict import Verdict

DEAL_BREAKER = Severity.DEAL_BREAKER
FIRST_HALF, SECOND_HALF = "185.10.20.0/25", "185.10.20.128/25"


class TestTheFiles:
    def test_one_record_is_one_holder_and_its_date_is_not_since_when(self):
        (finding,) = found(clean_facts(), Check.REGISTRY)
        assert str(finding.summary) == (
            "RIPE NCC gives all of it to one holder. First given out: 2005-03-01."
        )
        assert "not since when" in str(finding.meaning)
        assert finding.evidence[0].detail["records"] == [
            {
                "start": "185.10.20.0",
                "end": "185.10.20.255",
                "status": "allocated",
                "registry": "ripencc",
                "opaque_id": "org-1",
                "date": "20050301",
            }
        ]

    def test_a_part_of_a_larger_registration_is_said_to_be_one(self):
        about = clean_facts(delegation=delegation(record("185.10.16.0/20")))
        (finding,) = found(about, Check.REGISTRY)
        assert "as a part of 185.10.16.0/20" in str(finding.summary)
        assert finding.where == ((BLOCK.first, BLOCK.last),)

    @pytest.mark.parametrize("status", ["reserved", "available"])
    def test_addresses_that_the_registry_keeps_are_refused_where_they_are(self, status):
        about = clean_facts(
            delegation=delegation(record(FIRST_HALF), record(SECOND_HALF, status=status, opaque_id=None))
        )
        assert bad(about, Check.REGISTRY) == [
            (DEAL_BREAKER, f"The registry lists addresses inside as {status}: 128 of 256.")
        ]
        (finding,) = [one for one in found(about, Check.REGISTRY) if one.severity is DEAL_BREAKER]
        assert finding.where == (span(SECOND_HALF),)
        assert judged(about) is Verdict.REFUSE

    def test_a_word_that_nobody_knows_is_unknown(self):
        about = clean_facts(delegation=delegation(record(status="lent")))
        assert unknown(about, Check.REGISTRY)[0].endswith("not known here: lent.")
        assert judged(about) is Verdict.INCOMPLETE

    def test_addresses_under_no_record_are_refused_once_all_five_files_were_read(self):
        about = clean_facts(delegation=delegation(record(FIRST_HALF)))
        assert bad(about, Check.REGISTRY) == [
            (DEAL_BREAKER, "Addresses under no record of any registry: 128 of 256.")
        ]

    def test_addresses_under_no_record_are_unknown_while_a_file_is_missing(self):
        about = clean_facts(delegation=delegation(record(FIRST_HALF), loaded={"ripencc", "arin"}))
        assert bad(about, Check.REGISTRY) == []
        assert unknown(about, Check.REGISTRY) == [
            "Addresses under no record of the files read: 128 of 256. Not read: AFRINIC, APNIC, LACNIC."
        ]
        assert judged(about) is Verdict.INCOMPLETE

    def test_several_holders_all_have_to_sign(self):
        about = clean_facts(delegation=delegation(record(FIRST_HALF), record(SECOND_HALF, opaque_id="org-2")))
        ((severity, sentence),) = bad(about, Check.REGISTRY)
        assert severity is Severity.FIX_BEFORE
        assert "(2; RIPE NCC)" in sentence
        assert judged(about) is Verdict.CLEAN_AFTER_FIXES

    def test_several_registrations_of_one_holder_are_one(self):
        about = clean_facts(delegation=delegation(record(FIRST_HALF), record(SECOND_HALF)))
        assert judged(about) is Verdict.CLEAN

    def test_records_without_a_holders_number_are_not_taken_for_one_holder(self):
        halves = record(FIRST_HALF, opaque_id=None), record(SECOND_HALF, opaque_id=None)
        assert len(bad(clean_facts(delegation=delegation(*halves)), Check.REGISTRY)) == 1

    def test_the_owner_of_several_registrations_has_nothing_to_mend(self):
        about = owned(delegation=delegation(record(FIRST_HALF), record(SECOND_HALF, opaque_id="org-2")))
        assert bad(about, Check.REGISTRY) == []

    def test_a_block_around_special_addresses_is_refused(self):
        about = clean_facts(
            block=parse("192.0.0.0/16"), delegation=delegation(record("192.0.0.0/16")), registrations=untold()
        )
        ((severity, sentence),) = bad(about, Check.REGISTRY)
        assert (severity, "192.0.0.0/24, 192.0.2.0/24" in sentence) == (DEAL_BREAKER, True)


class TestClaimedTwice:
    def test_the_registries_own_list_of_conflicts_refuses_it(self):
        conflict = facts.Conflict(BLOCK.first, BLOCK.last, ("apnic", "arin"), "conflict")
        about = clean_facts(conflicts=told((conflict,)))
        assert bad(about, Check.REGISTRY) == [
            (DEAL_BREAKER, "The registries' common list of conflicts has it: conflict, APNIC, ARIN.")
        ]

    def test_without_that_list_the_five_files_are_compared(self):
        about = clean_facts(
            conflicts=untold(),
            delegation=delegation(record(), record(FIRST_HALF, registry="apnic", opaque_id="A1")),
        )
        assert bad(about, Check.REGISTRY)[0] == (
            DEAL_BREAKER,
            f"Two registries' files both give these addresses away: {FIRST_HALF}.",
        )
        assert judged(clean_facts(conflicts=untold())) is Verdict.CLEAN

    def test_two_records_of_the_same_addresses_are_compared_though_one_says_less(self):
        twins = record(country=None, date=None), record()
        assert bad(clean_facts(delegation=delegation(*twins)), Check.REGISTRY) == []

    def test_without_that_list_and_with_a_file_missing_it_is_unknown(self):
        about = clean_facts(conflicts=untold(), delegation=delegation(record(), loaded={"ripencc"}))
        assert judged(about) is Verdict.INCOMPLETE


class TestTheDirectory:
    def test_a_registry_that_differs_from_the_files_needs_a_person(self):
        about = clean_facts(registrations=registrations(registration(registry="arin")))
        assert unknown(about, Check.REGISTRY) == [
            "The registries disagree: by their files it is held under RIPE NCC, "
            "by their directory under ARIN."
        ]

    def test_a_part_that_only_the_file_has_is_unknown(self):
        about = clean_facts(
            registrations=registrations(registration(FIRST_HALF), uncovered=(span(SECOND_HALF),))
        )
        assert unknown(about, Check.REGISTRY) == [
            f"The registry's directory knows nothing of {SECOND_HALF}, which its file has as held."
        ]

    def test_a_mark_on_the_record_is_unknown(self):
        about = clean_facts(registrations=registrations(registration(status=("transfer locked",))))
        assert unknown(about, Check.REGISTRY) == ["The registry's record is marked: transfer locked."]

    def test_legacy_is_told_and_what_it_lacks(self):
        about = clean_facts(registrations=registrations(registration(type="LEGACY")))
        legacy = found(about, Check.REGISTRY)[-1]
        assert str(legacy.summary) == f"Older than its registry (legacy): {BLOCK}."
        assert "RPKI" in str(legacy.meaning)
        assert judged(about) is Verdict.CLEAN

    def test_what_arin_never_gave_out_itself_is_legacy_too(self):
        early = record(registry="arin", date="19930901")
        about = clean_facts(
            delegation=delegation(early), registrations=registrations(registration(registry="arin", type=""))
        )
        assert "legacy" in str(found(about, Check.REGISTRY)[-1].summary)


class TestTheSeller:
    def test_the_holder_may_sell(self):
        (finding,) = found(clean_facts(), Check.SELLER)
        assert str(finding.summary) == f"{HOLDER} is the holder that the registry names."

    def test_somebody_else_may_not(self):
        about = clean_facts(expects=expecting(seller="Quick Brokers Inc"))
        assert bad(about, Check.SELLER) == [
            (DEAL_BREAKER, f"Quick Brokers Inc is not the holder: the registry names another ({HOLDER}).")
        ]
        assert judged(about) is Verdict.REFUSE

    @pytest.mark.parametrize(
        "name", ["Meadow Netwroks", "Meadow", "Meadow Networks AG", "Meadow Networks North"]
    )
    def test_a_name_that_nearly_matches_needs_a_person(self, name):
        about = clean_facts(expects=expecting(seller=name))
        assert unknown(about, Check.SELLER) == [
            f"{name} nearly matches the holder ({HOLDER}). Have them prove it is the same company."
        ]
        assert judged(about) is Verdict.INCOMPLETE

    def test_who_holds_one_half_may_not_sell_both(self):
        about = clean_facts(
            registrations=registrations(
                registration(FIRST_HALF), registration(SECOND_HALF, holder="Harbour Telecom SA")
            )
        )
        (finding,) = [one for one in found(about, Check.SELLER) if one.severity is DEAL_BREAKER]
        assert finding.where == (span(SECOND_HALF),)

    def test_a_providers_customer_may_not_sell(self):
        about = clean_facts(registrations=registrations(registration(type="ASSIGNED PA")))
        assert bad(about, Check.SELLER) == [
            (DEAL_BREAKER, f"{HOLDER} has it from a provider, on loan, and may not sell it.")
        ]

    def test_the_provider_may_though_a_customer_is_registered_in_it(self):
        about = clean_facts(
            registrations=registrations(
                registration(), registration(type="ASSIGNED PA", holder="A customer", handle="inner")
            )
        )
        assert bad(about, Check.SELLER) == []
        assert unknown(about, Check.SELLER) == []

    def test_without_a_name_in_the_directory_it_is_unknown(self):
        about = clean_facts(registrations=registrations(registration(holder=None)))
        assert unknown(about, Check.SELLER) == [f"The registry's directory names no holder for {BLOCK}."]

    def test_with_neither_a_holder_nor_a_seller_it_says_so(self):
        about = clean_facts(
            registrations=registrations(registration(holder=None)), expects=expecting(seller=None)
        )
        (finding,) = found(about, Check.SELLER)
        assert str(finding.summary) == "The registry's directory names no holder."
        assert finding.state is State.NOT_APPLICABLE

    def test_a_directory_that_was_not_asked_leaves_a_named_seller_unknown(self):
        assert judged(clean_facts(registrations=untold())) is Verdict.INCOMPLETE

    def test_nobody_named_leaves_nothing_to_compare(self):
        about = clean_facts(expects=expecting(seller=None))
        assert str(found(about, Check.SELLER)[0].summary) == f"The registry names a holder ({HOLDER})."
        assert judged(about) is Verdict.CLEAN
        assert judged(clean_facts(expects=expecting(seller=None), registrations=untold())) is Verdict.CLEAN


class TestNames:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("meadow networks", "Meadow Networks Ltd."),
            ("Meadow Networks, Limited", "MEADOW NETWORKS LTD"),
            ("Müller & Söhne B.V.", "Muller and Sohne BV"),
            ("Telefónica S.A. de C.V.", "TELEFONICA SA DE CV"),
            ("OOO Lug", "Lug"),
        ],
    )
    def test_case_accents_punctuation_and_a_form_left_out_do_not_count(self, one, other):
        assert likeness(one, other) is likeness(other, one) is Likeness.SAME

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Example LLC", "Example Inc"),
            ("Amazon Data Services", "Amazon"),
            ("Exarnple Networks", "Example Networks"),
            ("Networks Meadow", "Meadow Networks"),
            ("Meadownetworks", "Meadow Networks"),
        ],
    )
    def test_what_an_impostor_would_choose_is_only_near(self, one, other):
        assert likeness(one, other) is likeness(other, one) is Likeness.NEAR

    @pytest.mark.parametrize("other", ["Harbour Telecom SA", "", "Ltd", "???"])
    def test_others_are_others(self, other):
        assert likeness("Meadow Networks Ltd", other) is Likeness.OTHER
