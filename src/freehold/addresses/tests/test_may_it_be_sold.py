"""Whether a registry lets a block be sold, from when on, and where it may go."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses import transfer_rules
from freehold.addresses.blocks import parse
from freehold.addresses.facts import Registry
from freehold.addresses.findings import Check, Severity, State
from freehold.addresses.tests.telling import (
    BLOCK,
    bad,
    clean_facts,
    delegation,
    expecting,
    found,
    judged,
    log,
    owned,
    record,
    registration,
    registrations,
    rules,
    told,
    transfer,
    unknown,
    untold,
)
from freehold.addresses.verdict import Verdict

DEAL_BREAKER = Severity.DEAL_BREAKER


def held_by(registry: str, where: str = str(BLOCK), day: str = "20050301", **changes):
    return clean_facts(
        block=parse(where),
        delegation=delegation(record(where, registry=registry, date=day)),
        registrations=registrations(registration(where, registry=registry)),
        **changes,
    )


class TestTimesOfWaiting:
    def test_ripe_holds_a_block_back_for_two_years_after_a_transfer(self):
        about = clean_facts(transfers=log(transfer(date(2025, 3, 4))))
        assert bad(about, Check.TRANSFER) == [
            (
                DEAL_BREAKER,
                "RIPE NCC does not let it be sold before 2027-03-04: months to wait from 2025-03-04: 24.",
            )
        ]
        assert judged(about) is Verdict.REFUSE

    def test_the_day_the_wait_ends_it_may_be_sold(self):
        ends = clean_facts(transfers=log(transfer(date(2025, 3, 4))), as_of=date(2027, 3, 4))
        assert bad(ends, Check.TRANSFER) == []
        assert judged(ends) is Verdict.CLEAN

    def test_the_last_transfer_says_since_when_its_holder_has_it(self):
        about = clean_facts(transfers=log(transfer(date(2015, 1, 1)), transfer(date(2021, 6, 7))))
        assert str(found(about, Check.TRANSFER)[0].summary) == (
            "Last moved on 2021-06-07, to Meadow Networks Ltd. Transfers on record: 2."
        )

    @pytest.mark.parametrize(("registry", "waits"), [("ripencc", True), ("arin", False)])
    def test_a_merger_starts_the_wait_where_the_registry_says_so(self, registry, waits):
        merger = transfer(date(2026, 6, 1), type="MERGER_ACQUISITION", recipient_registry=registry)
        assert bool(bad(held_by(registry, transfers=log(merger)), Check.TRANSFER)) is waits

    def test_arins_waiting_list_space_waits_five_years(self):
        ((_severity, sentence),) = bad(held_by("arin", day="20230115"), Check.TRANSFER)
        assert sentence.startswith("ARIN does not let it be sold before 2028-01-15")

    def test_a_files_date_that_is_a_transfers_is_no_allocation(self):
        about = held_by("arin", day="20230115", transfers=log(transfer(date(2023, 1, 10))))
        assert bad(about, Check.TRANSFER) == []

    @pytest.mark.parametrize(("where", "waits"), [("103.20.20.0/24", True), ("202.20.20.0/24", False)])
    def test_apnics_last_pool_waits_five_years_and_no_other(self, where, waits):
        assert bool(bad(held_by("apnic", where, day="20230115"), Check.TRANSFER)) is waits

    def test_a_rule_that_nobody_verified_is_asked_about_and_never_refuses(self):
        about = held_by("lacnic", day="20250101")
        assert bad(about, Check.TRANSFER) == []
        (sentence,) = unknown(about, Check.TRANSFER)
        assert sentence.startswith("LACNIC may not let it be sold before 2028-01-01")
        assert judged(about) is Verdict.INCOMPLETE

    def test_a_date_that_is_none_is_unknown(self):
        assert unknown(held_by("ripencc", day="00000000"), Check.TRANSFER) == [
            f"RIPE NCC's file has no date for {BLOCK}."
        ]

    def test_without_a_day_to_reckon_from_it_is_unknown(self):
        assert judged(clean_facts(as_of=None)) is Verdict.INCOMPLETE

    def test_without_the_logs_it_is_unknown(self):
        assert judged(clean_facts(transfers=untold())) is Verdict.INCOMPLETE

    def test_another_registrys_log_does_not_do(self):
        about = clean_facts(transfers=log(loaded={"arin"}))
        assert unknown(about, Check.TRANSFER) == ["RIPE NCC's log of transfers was not read."]

    def test_a_registry_of_unknown_rules_is_unknown(self):
        assert unknown(held_by("iana"), Check.TRANSFER)

    def test_the_directory_tells_the_registry_when_the_files_do_not(self):
        about = clean_facts(delegation=untold())
        assert "RIPE NCC's file has no date" in unknown(about, Check.TRANSFER)[0]


class TestPools:
    def test_what_a_registry_gave_for_one_purpose_is_not_for_sale(self):
        (sentence,) = unknown(held_by("arin", "23.130.0.0/24"), Check.TRANSFER)
        assert "never sold: 23.130.0.0/24 (NRPM 4.10" in sentence
        assert unknown(held_by("arin", "23.20.0.0/24"), Check.TRANSFER) == []

    def test_only_the_part_in_the_pool_is_marked(self):
        about = held_by("ripencc", "185.0.0.0/15")
        (finding,) = [one for one in found(about, Check.TRANSFER) if one.state is State.UNKNOWN]
        pool = parse("185.1.0.0/16")
        assert finding.where == ((pool.first, pool.last),)


class TestLeavingTheRegion:
    def test_without_a_registry_to_go_to_limits_are_information(self):
        about = held_by("afrinic", "41.57.120.0/24")
        assert "It can never leave AFRINIC." in [str(one.summary) for one in found(about, Check.TRANSFER)]
        assert judged(about) is Verdict.CLEAN

    @pytest.mark.parametrize("target", [one for one in Registry if one is not Registry.AFRINIC])
    def test_afrinics_blocks_go_nowhere(self, target):
        about = held_by("afrinic", "41.57.120.0/24", expects=expecting(to_registry=target))
        ((severity, sentence),) = bad(about, Check.TRANSFER)
        assert severity is DEAL_BREAKER
        assert sentence == f"It cannot move from AFRINIC to {rules().of[target].title}."
        assert judged(about) is Verdict.REFUSE

    @pytest.mark.parametrize("registry", [one.value for one in Registry])
    def test_every_block_may_stay_where_it_is(self, registry):
        where = "41.57.120.0/24" if registry == "afrinic" else str(BLOCK)
        about = held_by(registry, where, expects=expecting(to_registry=Registry(registry)))
        assert judged(about) is Verdict.CLEAN

    def test_it_may_move_between_registries_that_agree(self):
        about = clean_facts(expects=expecting(to_registry=Registry.ARIN))
        assert "It may move from RIPE NCC to ARIN." in [
            str(one.summary) for one in found(about, Check.TRANSFER)
        ]
        assert judged(about) is Verdict.CLEAN

    def test_what_the_buyer_needs_is_that_of_the_buyers_registry(self):
        about = clean_facts(expects=expecting(to_registry=Registry.ARIN))
        asked = [str(one.to_do.text) for one in found(about, Check.TRANSFER) if one.to_do]
        assert "Ask for that approval first, so that nothing holds you up once you have paid." in asked

    def test_african_addresses_elsewhere_need_a_person(self):
        (sentence,) = unknown(held_by("ripencc", "41.57.120.0/24"), Check.TRANSFER)
        assert sentence == "41.57.120.0/24 should be AFRINIC's, by what is known of it, and cannot have left."


class TestOthers:
    def test_when_only_a_customer_is_registered_who_may_sell_is_unknown(self):
        about = clean_facts(
            expects=expecting(seller=None), registrations=registrations(registration(type="REASSIGNMENT"))
        )
        (sentence,) = unknown(about, Check.TRANSFER)
        assert sentence.startswith("Registered as lent by a provider to Meadow Networks Ltd (REASSIGNMENT)")

    def test_an_owner_is_not_asked(self):
        (finding,) = found(owned(transfers=untold()), Check.TRANSFER)
        assert finding.state is State.NOT_APPLICABLE

    @pytest.mark.parametrize("where", ["185.10.20.0/25", "185.10.20.64-185.10.20.190"])
    def test_less_than_a_24_cannot_stand_alone(self, where):
        about = clean_facts(block=parse(where))
        ((severity, _sentence),) = bad(about, Check.SIZE)
        assert severity is DEAL_BREAKER
        assert bad(owned(block=parse(where)), Check.SIZE) == []

    def test_ends_that_are_no_whole_24_are_the_sellers_to_mend(self):
        about = clean_facts(block=parse("185.10.20.0-185.10.21.127"))
        assert bad(about, Check.SIZE) == [
            (Severity.FIX_BEFORE, "Its ends are parts of a /24: 185.10.21.0/25.")
        ]


class TestTheRules:
    def test_every_registry_has_rules_and_every_rule_a_source_and_a_day(self):
        read = rules()
        assert set(read.of) == set(Registry)
        for one in read.registry:
            for rule in (one, *one.hold, *one.pool):
                assert rule.source.startswith("https://")
                assert rule.as_of <= read.as_of
            assert set(one.moves_to) <= set(Registry) - {one.name}

    def test_moves_are_mutual(self):
        of = rules().of
        assert all(one.name in of[other].moves_to for one in of.values() for other in one.moves_to)

    def test_a_file_with_a_wrong_range_is_refused(self, tmp_path):
        wrong = transfer_rules.WHERE.read_text().replace("103.0.0.0/8", "103.0.0.1/8")
        (tmp_path / "rules.toml").write_text(wrong)
        with pytest.raises(ValueError, match="host bits"):
            transfer_rules.read(tmp_path / "rules.toml")

    def test_a_month_that_is_shorter_ends_on_its_last_day(self):
        assert transfer_rules.months_after(date(2024, 8, 31), 6) == date(2025, 2, 28)

    @given(st.dates(), st.integers(0, 120))
    def test_months_never_run_over_the_calendar(self, day, months):
        assert transfer_rules.months_after(day, months) >= day


def test_two_registries_are_both_asked():
    half = delegation(record("185.10.20.0/25"), record("185.10.20.128/25", registry="arin", opaque_id="A"))
    about = clean_facts(delegation=half, registrations=told(registrations().value))
    sentences = [str(one.summary) for one in found(about, Check.TRANSFER)]
    assert "No time of waiting at RIPE NCC runs for this block." in sentences
    assert "No time of waiting at ARIN runs for this block." in sentences
