"""From facts to a verdict: what refuses, what leaves it open, what is mended, what holds whatever is told."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freehold.addresses import checks, facts
from freehold.addresses.blocks import parse
from freehold.addresses.findings import REQUIRED, Check, Finding, Severity, Source, State
from freehold.addresses.tests.any_facts import all_facts
from freehold.addresses.tests.telling import (
    BLOCK,
    THEIRS,
    announcement,
    authorisation,
    authorisations,
    clean_facts,
    delegation,
    expecting,
    hits,
    judged,
    log,
    owned,
    record,
    reverse,
    reverse_zone,
    route_object,
    routing,
    rules,
    sweep,
    told,
    transfer,
    untold,
    zone,
)
from freehold.addresses.texts import Text
from freehold.addresses.verdict import Verdict, verdict

ANSWERS = {
    "delegation": Check.REGISTRY,
    "transfers": Check.TRANSFER,
    "authorisations": Check.RPKI,
    "routing": Check.ROUTING,
    "drop": Check.DROP,
    "sweep": Check.DNSBL,
    "registrations": Check.SELLER,
}
"""The answers that a named seller's block is not proven clean without."""


class TestVerdicts:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, Verdict.CLEAN),
            ({"delegation": delegation(record(status="reserved"))}, Verdict.REFUSE),
            ({"expects": expecting(seller="Quick Brokers")}, Verdict.REFUSE),
            ({"expects": expecting(seller="Meadow")}, Verdict.INCOMPLETE),
            ({"transfers": log(transfer(date(2026, 1, 1)))}, Verdict.REFUSE),
            ({"block": parse("185.10.20.0/26")}, Verdict.REFUSE),
            ({"authorisations": authorisations(authorisation(str(BLOCK), 0))}, Verdict.REFUSE),
            (
                {"authorisations": authorisations(authorisation(str(BLOCK), THEIRS))},
                Verdict.CLEAN_AFTER_FIXES,
            ),
            ({"route_objects": told((route_object(str(BLOCK), THEIRS),))}, Verdict.CLEAN_AFTER_FIXES),
            ({"routing": routing(announcement(str(BLOCK), THEIRS))}, Verdict.REFUSE),
            ({"drop": told(facts.Drop(({"cidr": "185.10.0.0/16", "sblid": "SBL1"},)))}, Verdict.REFUSE),
            ({"sweep": sweep(zone())}, Verdict.INCOMPLETE),
            ({"lists": told((hits("attackers", "185.10.20.1/32"),))}, Verdict.CLEAN_AFTER_FIXES),
            ({"reverse": reverse(reverse_zone(is_delegated=True))}, Verdict.CLEAN_AFTER_FIXES),
            ({"locations": untold(), "reverse": untold(), "route_objects": untold()}, Verdict.CLEAN),
        ],
    )
    def test_one_change_at_a_time(self, changes, expected):
        assert judged(clean_facts(**changes)) is expected

    @pytest.mark.parametrize("name", ANSWERS)
    def test_without_a_required_answer_it_is_incomplete(self, name):
        assert judged(clean_facts(**{name: untold()})) is Verdict.INCOMPLETE

    @pytest.mark.parametrize("name", ANSWERS)
    def test_what_refuses_refuses_though_an_answer_is_missing(self, name):
        about = clean_facts(**{name: untold()}, block=parse("185.10.20.0/25"))
        assert judged(about) is Verdict.REFUSE

    def test_a_named_seller_is_a_required_answer(self):
        assert checks.required(facts.Expectations()) == REQUIRED
        assert checks.required(expecting()) == REQUIRED | {Check.SELLER}

    def test_the_order_is_that_of_the_questions(self):
        order = list(Check)
        for about in (clean_facts(), owned(), clean_facts(**dict.fromkeys(ANSWERS, untold()))):
            asked = [order.index(one.check) for one in checks.find(about, rules())]
            assert asked == sorted(asked)
            assert {one.check for one in checks.find(about, rules())} == set(Check)

    def test_every_bad_finding_says_what_to_do(self):
        about = clean_facts(
            delegation=delegation(record(status="reserved")),
            authorisations=authorisations(authorisation(str(BLOCK), THEIRS)),
            route_objects=told((route_object(str(BLOCK), THEIRS),)),
            routing=routing(announcement(str(BLOCK), THEIRS)),
            reverse=reverse(reverse_zone(is_delegated=True, has_ds=True, lame=("ns.example",))),
            lists=told((hits("attackers", "185.10.20.1/32"),)),
        )
        wrong = [one for one in checks.find(about, rules()) if one.state is State.BAD]
        assert len(wrong) >= 8
        assert all(one.to_do is not None for one in wrong)


class TestWhateverTheSourcesSay:
    @settings(max_examples=60)
    @given(all_facts())
    def test_it_is_judged_the_same_each_time_and_every_sentence_can_be_said(self, about):
        findings = checks.find(about, rules())
        assert findings == checks.find(replace(about), rules())
        assert {one.check for one in findings} >= REQUIRED
        for one in findings:
            assert str(one.summary)
            assert str(one.meaning)
            assert one.to_do is None or str(one.to_do.text)
            assert all(about.block.contains(where) and where[0] <= where[1] for where in one.where)
            json.dumps([dict(cited.detail) for cited in one.evidence])
        assert judged(about) in Verdict

    @settings(max_examples=60)
    @given(all_facts(), st.sampled_from(sorted(ANSWERS)))
    def test_without_a_required_answer_it_is_never_clean(self, about, name):
        asks = about.expects.seller if name == "registrations" else not about.expects.is_owned
        silenced = replace(about, **{name: untold()})
        if asks or name not in ("registrations", "transfers"):
            assert judged(silenced) in (Verdict.REFUSE, Verdict.INCOMPLETE)

    @given(st.sampled_from(sorted(ANSWERS)), st.lists(st.sampled_from(sorted(ANSWERS)), unique=True))
    def test_the_more_is_unknown_the_less_is_clean(self, first, others):
        about = clean_facts(**dict.fromkeys([first, *others], untold()))
        assert judged(about) is Verdict.INCOMPLETE


WORST_FIRST = [Verdict.REFUSE, Verdict.INCOMPLETE, Verdict.CLEAN_AFTER_FIXES, Verdict.CLEAN]
FINDINGS = st.builds(
    Finding,
    st.sampled_from(Check),
    st.sampled_from(State),
    st.sampled_from(Severity),
    st.just(Text("Something.")),
    st.just(Text("It means something.")),
    st.none(),
    st.just((Source("a-table"),)),
)


class TestWeighing:
    @given(st.lists(FINDINGS, min_size=1, max_size=12), st.sampled_from(Severity), st.data())
    def test_one_more_thing_that_is_wrong_never_makes_it_better(self, findings, severity, data):
        # Of a question that has a finding: for one that has none, a bad one is an answer.
        about = data.draw(st.sampled_from(findings))
        worse = replace(about, state=State.BAD, severity=severity)
        before, after = verdict(findings), verdict([*findings, worse])
        assert WORST_FIRST.index(after) <= WORST_FIRST.index(before)

    @given(st.lists(FINDINGS, max_size=12), st.randoms())
    def test_the_order_of_findings_does_not_matter(self, findings, random):
        shuffled = list(findings)
        random.shuffle(shuffled)
        assert verdict(shuffled) is verdict(findings)
