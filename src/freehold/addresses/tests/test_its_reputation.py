"""What lists and blocklists say of a block, and when their silence means nothing."""

import pytest

from freehold.addresses import facts
from freehold.addresses.facts import Weight, ZoneState
from freehold.addresses.findings import Check, Severity, State
from freehold.addresses.tests.telling import (
    BLOCK,
    bad,
    clean_facts,
    found,
    hits,
    judged,
    owned,
    span,
    sweep,
    told,
    unknown,
    untold,
    zone,
)
from freehold.addresses.verdict import Verdict

DEAL_BREAKER, FIX_BEFORE, FIX_AFTER = Severity.DEAL_BREAKER, Severity.FIX_BEFORE, Severity.FIX_AFTER
FIRST = BLOCK.first


def listing(address=FIRST + 7, severity=FIX_BEFORE, code="127.0.0.3", meaning="spam source"):
    return facts.Listing(address, code, meaning, severity)


class TestDrop:
    def test_any_overlap_refuses_and_names_the_entry(self):
        entry = {"cidr": "185.10.20.128/25", "sblid": "SBL123", "rir": "ripencc"}
        about = clean_facts(drop=told(facts.Drop((entry,)), "drop"))
        (finding,) = found(about, Check.DROP)
        assert bad(about, Check.DROP) == [
            (DEAL_BREAKER, "Spamhaus DROP lists it: 185.10.20.128/25 (SBL123).")
        ]
        assert finding.where == (span("185.10.20.128/25"),)
        assert finding.evidence[0].detail["entries"] == [entry]
        assert judged(about) is Verdict.REFUSE

    @pytest.mark.parametrize("entry", [{}, {"cidr": None}, {"cidr": "185.10.20.0/99", "sblid": 5}])
    def test_an_entry_of_another_shape_still_refuses(self, entry):
        assert judged(clean_facts(drop=told(facts.Drop((entry,))))) is Verdict.REFUSE

    def test_not_read_is_unknown(self):
        assert judged(clean_facts(drop=untold())) is Verdict.INCOMPLETE


class TestBlocklists:
    def test_a_listing_weighs_what_its_zone_says(self):
        heavy, light = listing(severity=DEAL_BREAKER), listing(FIRST + 9, FIX_AFTER, "127.0.0.10", "policy")
        about = clean_facts(sweep=sweep(zone("zen.example", heavy, light, is_core=True)))
        assert bad(about, Check.DNSBL) == [
            (DEAL_BREAKER, "zen.example lists 1 of 256 addresses asked: spam source."),
            (FIX_AFTER, "zen.example lists 1 of 256 addresses asked: policy."),
        ]
        assert found(about, Check.DNSBL)[0].where == ((FIRST + 7, FIRST + 7),)
        assert judged(about) is Verdict.REFUSE

    def test_an_owner_mends_alone(self):
        about = owned(sweep=sweep(zone("zen.example", listing(), is_core=True)))
        assert [severity for severity, _sentence in bad(about, Check.DNSBL)] == [FIX_AFTER]

    @pytest.mark.parametrize("severity", [DEAL_BREAKER, Severity.FIX_BEFORE, FIX_AFTER])
    def test_an_owner_is_not_told_what_buyers_are(self, severity):
        about = owned(
            sweep=sweep(zone("zen.example", listing(severity=severity), is_core=True)),
            drop=told(facts.Drop(({"cidr": "193.0.0.0/21"},))),
        )
        said = [
            str(one.to_do.text) for one in found(about, Check.DNSBL) + found(about, Check.DROP) if one.to_do
        ]
        assert said
        assert not [text for text in said if "buy" in text or "once they are yours" in text]

    def test_a_white_list_stops_nothing(self):
        about = clean_facts(
            sweep=sweep(zone(is_core=True), zone("white.example", listing(severity=Severity.INFO)))
        )
        assert bad(about, Check.DNSBL) == []
        assert judged(about) is Verdict.CLEAN

    @pytest.mark.parametrize("state", [one for one in ZoneState if one is not ZoneState.ANSWERED])
    def test_a_core_zone_that_does_not_answer_is_unknown(self, state):
        about = clean_facts(sweep=sweep(zone("zen.example", is_core=True, state=state), *many(20)))
        assert judged(about) is Verdict.INCOMPLETE

    def test_a_listing_by_a_zone_that_lists_the_world_is_none(self):
        liar = zone("world.example", listing(severity=DEAL_BREAKER), state=ZoneState.LISTS_THE_WORLD)
        about = clean_facts(sweep=sweep(zone(is_core=True), liar, *many(20)))
        assert judged(about) is Verdict.CLEAN

    def test_a_core_zone_without_an_answer_for_one_address_is_unknown(self):
        about = clean_facts(sweep=sweep(zone("zen.example", is_core=True, unanswered=1), *many(20)))
        assert unknown(about, Check.DNSBL) == [
            "zen.example did not answer for 1 of 256 addresses in a way that is understood."
        ]

    def test_a_core_zone_that_was_not_asked_is_unknown(self):
        assert judged(clean_facts(sweep=sweep(zone(is_core=True, asked=0), *many(20)))) is Verdict.INCOMPLETE

    def test_dead_zones_are_counted_and_shown(self):
        dead = zone("gone.example", state=ZoneState.DEAD)
        about = clean_facts(sweep=sweep(zone(is_core=True), dead, *many(8)))
        (finding,) = [one for one in found(about, Check.DNSBL) if one.state is State.NOT_APPLICABLE]
        assert str(finding.summary) == (
            "Blocklists that did not answer, or answered nonsense: 1 of 10 (gone.example)."
        )
        assert judged(about) is Verdict.CLEAN

    def test_more_than_a_tenth_dead_is_unknown(self):
        dead = zone("gone.example", state=ZoneState.DEAD)
        about = clean_facts(sweep=sweep(zone(is_core=True), dead, *many(7)))
        assert unknown(about, Check.DNSBL) == [
            "Blocklists that did not answer, or answered nonsense: 1 of 9 (gone.example)."
        ]
        assert judged(about) is Verdict.INCOMPLETE

    @pytest.mark.parametrize("changes", [{"is_sample": True}, {"asked": 100}, {"zones": ()}])
    def test_a_sample_or_nothing_leaves_the_rest_unknown(self, changes):
        about = clean_facts(sweep=sweep(zone(is_core=True), **changes))
        assert judged(about) is Verdict.INCOMPLETE

    def test_not_asked_is_unknown(self):
        assert judged(clean_facts(sweep=untold())) is Verdict.INCOMPLETE


def many(number):
    return [zone(f"zone{at}.example") for at in range(number)]


class TestLists:
    @pytest.mark.parametrize(
        ("weight", "severity"),
        [(Weight.ABUSE_NOW, FIX_BEFORE), (Weight.POLICY, FIX_AFTER), (Weight.LABEL, FIX_AFTER)],
    )
    def test_a_hit_weighs_what_its_list_says(self, weight, severity):
        about = clean_facts(lists=told((hits("a-list", "185.10.20.8/29", weight=weight),)))
        ((weighed, sentence),) = bad(about, Check.LISTS)
        assert weighed is severity
        assert sentence.endswith("8 of 256 addresses (a-list).")
        assert judged(about) is Verdict.CLEAN_AFTER_FIXES

    def test_an_address_on_several_lists_is_one_address(self):
        about = clean_facts(lists=told((hits("one", "185.10.20.8/29"), hits("two", "185.10.20.8/30"))))
        ((_severity, sentence),) = bad(about, Check.LISTS)
        assert sentence == "On lists of attackers and spammers: 8 of 256 addresses (one, two)."

    def test_what_a_list_repeats_is_not_counted_again(self):
        about = clean_facts(
            lists=told((hits("one", "185.10.20.8/29"), hits("all", "185.10.20.8/29", contains=("one",))))
        )
        ((_severity, sentence),) = bad(about, Check.LISTS)
        assert sentence.endswith("(one).")

    def test_what_a_list_adds_is_counted(self):
        repeating = hits("all", "185.10.20.0/28", contains=("one",))
        about = clean_facts(lists=told((hits("one", "185.10.20.8/29"), repeating)))
        (finding,) = [one for one in found(about, Check.LISTS) if one.state is State.BAD]
        assert str(finding.summary).endswith("16 of 256 addresses (one, all).")
        assert [source.detail["counted"] for source in finding.evidence] == [8, 8]

    def test_a_list_that_repeats_drop_is_drops(self):
        about = clean_facts(
            lists=told((hits("firehol_level1", str(BLOCK), contains=("drop",)),)),
            drop=told(facts.Drop(({"cidr": str(BLOCK), "sblid": "SBL1"},))),
        )
        assert bad(about, Check.LISTS) == []
        assert bad(about, Check.DROP)

    def test_no_list_at_all_is_unknown_but_not_required(self):
        for nothing in (untold(), told(())):
            about = clean_facts(lists=nothing)
            assert unknown(about, Check.LISTS)
            assert judged(about) is Verdict.CLEAN
