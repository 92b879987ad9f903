"""What changed between two audits, and what of it is worth telling."""

import pytest
from hypothesis import given, settings

from freehold.addresses import audit, facts
from freehold.addresses.blocks import parse
from freehold.addresses.changes import aspects as seen_in
from freehold.addresses.changes import changes
from freehold.addresses.facts import ZoneState
from freehold.addresses.findings import Severity
from freehold.addresses.report import document
from freehold.addresses.steadiness import SILENT_AFTER, Memory, learn
from freehold.addresses.tests import any_facts, telling
from freehold.addresses.tests.telling import MINE, THEIRS, rules


def made(told):
    return document.document(audit.judge(str(told.block), told, rules()))


def said(before, after):
    return [str(change.text) for change in changes(made(before), made(after))]


def alerts(before, after):
    return [str(change.text) for change in changes(made(before), made(after)) if change.is_alert]


def listed(*addresses, zone="zen.example", **more):
    listings = (
        facts.Listing(parse(address).first, "127.0.0.2", "spam", Severity.FIX_BEFORE) for address in addresses
    )
    return telling.zone(zone, *listings, is_core=True, **more)


def on_drop():
    return telling.told(facts.Drop(({"cidr": BLOCK, "sblid": "SBL1"},)), "drop")


OWNED = telling.owned()
BLOCK = str(telling.BLOCK)


class TestTwoAudits:
    def test_the_same_answers_are_no_change(self):
        assert said(OWNED, OWNED) == []

    def test_a_new_listing(self):
        after = telling.owned(sweep=telling.sweep(listed("185.10.20.7")))
        assert "The block list zen.example now names 185.10.20.7." in alerts(OWNED, after)

    def test_a_listing_that_is_gone_is_said_and_nobody_is_woken(self):
        before = telling.owned(sweep=telling.sweep(listed("185.10.20.7")))
        after = telling.owned(sweep=telling.sweep(listed()))
        assert "The block list zen.example no longer names 185.10.20.7." in said(before, after)
        assert not any("zen.example" in alert for alert in alerts(before, after))

    def test_a_new_origin(self):
        after = telling.owned(routing=telling.routing(telling.announcement(BLOCK, MINE, THEIRS)))
        assert f"AS{THEIRS} announces it now, which did not before." in alerts(OWNED, after)

    def test_an_authorisation_that_is_gone(self):
        after = telling.owned(authorisations=telling.authorisations())
        assert f"A route authorisation is gone: AS{MINE} {BLOCK}." in alerts(OWNED, after)

    def test_the_registrys_record(self):
        after = telling.owned(delegation=telling.delegation(telling.record(status="reserved")))
        (change,) = [one for one in alerts(OWNED, after) if one.startswith("The registry's record")]
        assert "allocated" in change
        assert "reserved" in change

    def test_another_holder(self):
        after = telling.owned(registrations=telling.registrations(telling.registration(holder="Old Mill BV")))
        (change,) = [one for one in alerts(OWNED, after) if "holder" in one]
        assert change == f"The registry names another holder: Old Mill BV, before {telling.HOLDER}."

    def test_reverse_dns_that_is_gone(self):
        after = telling.owned(reverse=telling.reverse(telling.reverse_zone()))
        found = alerts(OWNED, after)
        assert "Reverse DNS no longer works: 20.10.185.in-addr.arpa." in found
        assert "Names in reverse DNS are gone: 185.10.20.1 room.example." in found

    def test_servers_that_answer_for_nothing_are_as_good_as_none(self):
        lame = telling.reverse_zone(is_delegated=True, servers=("ns.example",), lame=("ns.example",))
        after = telling.owned(
            reverse=telling.reverse(lame, names=((telling.BLOCK.first + 1, "room.example"),))
        )
        assert "Reverse DNS no longer works: 20.10.185.in-addr.arpa." in alerts(OWNED, after)

    def test_the_verdict(self):
        after = telling.owned(delegation=telling.delegation(telling.record(status="reserved")))
        assert "The verdict changed: something was found that rules it out." in alerts(OWNED, after)

    def test_a_sellers_names_may_go(self):
        before = telling.clean_facts(
            reverse=telling.reverse(telling.reverse_zone(), names=((telling.BLOCK.first, "old.example"),))
        )
        assert not any("ames" in change for change in said(before, telling.clean_facts()))


class TestUnknown:
    @pytest.mark.parametrize(
        "name",
        ["delegation", "registrations", "authorisations", "routing", "drop", "lists", "sweep", "reverse"],
    )
    def test_a_source_that_is_silent_changes_nothing(self, name):
        silent = telling.owned(**{name: telling.untold()})
        assert said(OWNED, silent) == []
        assert said(silent, OWNED) == []

    def test_a_zone_that_died_has_not_forgiven(self):
        before = telling.owned(sweep=telling.sweep(listed("185.10.20.7")))
        after = telling.owned(sweep=telling.sweep(listed(state=ZoneState.DEAD)))
        assert not any("no longer names" in change for change in said(before, after))

    def test_what_half_an_answer_leaves_out_is_not_gone_and_what_it_holds_is_new(self):
        before = telling.owned(sweep=telling.sweep(listed("185.10.20.7")))
        after = telling.owned(sweep=telling.sweep(listed("185.10.20.9", unanswered=3)))
        found = [change for change in said(before, after) if "zen.example" in change]
        assert found == ["The block list zen.example now names 185.10.20.9."]

    @settings(max_examples=60, deadline=None)
    @given(any_facts.all_facts())
    def test_whatever_sources_say_it_has_words(self, told):
        first, second = made(telling.clean_facts()), made(told)
        for change in (*changes(first, second), *changes(second, first)):
            assert str(change.text)


class Story:
    """Audits of a block one after the other; what was told after each."""

    def __init__(self):
        self.memory = Memory()

    def audit(self, **changed):
        self.memory, found = learn(self.memory, seen_in(made(telling.owned(**changed))))
        return [str(change.text) for change in found if change.kind != "verdict"]


class TestSteadiness:
    def test_the_first_audit_tells_nothing(self):
        assert Story().audit(sweep=telling.sweep(listed("185.10.20.7"))) == []

    def test_a_change_is_told_once_it_held_for_two_audits_and_then_never_again(self):
        story, now = Story(), {"sweep": telling.sweep(listed("185.10.20.7"))}
        assert story.audit(sweep=telling.sweep(listed())) == []
        assert story.audit(**now) == []
        assert story.audit(**now) == ["The block list zen.example now names 185.10.20.7."]
        assert story.audit(**now) == []

    def test_a_flapping_zone_tells_nothing(self):
        story = Story()
        story.audit(sweep=telling.sweep(listed()))
        for _ in range(5):
            assert story.audit(sweep=telling.sweep(listed("185.10.20.7"))) == []
            assert story.audit(sweep=telling.sweep(listed())) == []

    def test_each_address_has_its_own_doubt(self):
        story = Story()
        story.audit(sweep=telling.sweep(listed()))
        story.audit(sweep=telling.sweep(listed("185.10.20.7")))
        found = story.audit(sweep=telling.sweep(listed("185.10.20.7", "185.10.20.9")))
        assert found == ["The block list zen.example now names 185.10.20.7."]
        assert story.audit(sweep=telling.sweep(listed("185.10.20.7", "185.10.20.9"))) == [
            "The block list zen.example now names 185.10.20.9."
        ]

    def test_a_third_value_starts_the_doubt_anew(self):
        story = Story()
        story.audit()
        reserved = telling.delegation(telling.record(status="reserved"))
        available = telling.delegation(telling.record(status="available"))
        assert story.audit(delegation=reserved) == []
        assert story.audit(delegation=available) == []
        (change,) = story.audit(delegation=available)
        assert "available" in change

    def test_silence_between_two_sightings_does_not_forget_the_first(self):
        story, now = Story(), telling.sweep(listed("185.10.20.7"))
        story.audit(sweep=telling.sweep(listed()))
        story.audit(sweep=now)
        assert story.audit(sweep=telling.untold()) == []
        assert story.audit(sweep=now) == ["The block list zen.example now names 185.10.20.7."]

    def test_a_source_silent_for_three_audits_is_told_once(self):
        story = Story()
        story.audit()
        for _ in range(SILENT_AFTER - 1):
            assert story.audit(drop=telling.untold()) == []
        assert story.audit(drop=telling.untold()) == ["Spamhaus DROP could not be read in 3 audits in a row."]
        assert story.audit(drop=telling.untold()) == []
        assert story.audit() == []

    def test_what_was_never_known_is_not_missed(self):
        story = Story()
        for _ in range(SILENT_AFTER + 1):
            assert story.audit(drop=telling.untold()) == []

    def test_a_list_that_answers_later_than_the_others_tells_what_it_names(self):
        """The page of the first audit said that it was silent: what it names, nobody has read yet."""
        story, now = Story(), telling.sweep(listed("185.10.20.7"))
        story.audit(sweep=telling.untold())
        assert story.audit(sweep=now) == []
        assert story.audit(sweep=now) == ["The block list zen.example now names 185.10.20.7."]
        assert story.audit(sweep=now) == []

    def test_so_does_drop(self):
        story, now = Story(), on_drop()
        story.audit(drop=telling.untold())
        assert story.audit(drop=now) == []
        (change,) = story.audit(drop=now)
        assert change.startswith("Spamhaus DROP now names")

    def test_and_a_verdict_that_could_not_be_given_before(self):
        memory, found = Memory(), ()
        for drop in (telling.untold(), on_drop(), on_drop()):
            memory, found = learn(memory, seen_in(made(telling.owned(drop=drop))))
        assert "The verdict changed: something was found that rules it out." in [
            str(one.text) for one in found
        ]

    def test_what_else_is_heard_for_the_first_time_is_where_watching_begins(self):
        story = Story()
        story.audit(routing=telling.untold())
        assert story.audit() == []
        assert story.audit() == []
