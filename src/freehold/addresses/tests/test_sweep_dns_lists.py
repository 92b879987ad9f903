"""A block is swept over DNS lists: real ones (rbldnsd, unbound), and such as lie, refuse or die."""

import asyncio
from datetime import UTC, datetime

import dns.message
import dns.rcode
import pytest

from freehold.addresses import blocks, dnsbl
from freehold.addresses.blocks import dotted
from freehold.addresses.facts import Told, Untold, ZoneState
from freehold.addresses.findings import Severity
from freehold.addresses.questioning import Patience
from freehold.addresses.resolvers import Resolver
from freehold.addresses.zones import Code, Zone

from .dns_servers import (
    IMPATIENT,
    LOOPBACK,
    TEST_ENTRY,
    absent,
    answer,
    behaving,
    free_port,
    list_of,
    rbldnsd,
    unbound,
)

BLOCK = blocks.parse("193.0.4.0/24")
PATIENT = Patience(timeouts=(20, 20), pause=0.05)
SPAM = Code("Sends spam", Severity.FIX_BEFORE)
CODES = {
    "127.0.0.1": Code("White", None),
    "127.0.0.2": SPAM,
    "127.0.0.9": Code("Hijacked", Severity.DEAL_BREAKER),
    "127.0.0.10": Code("Policy", Severity.FIX_AFTER),
}


def zone(name="bl.test", **more):
    return Zone(**{"name": name, "title": name, "codes": CODES, "rate": 0, "operator": "Op", **more})


def now():
    return datetime(2026, 9, 16, 12, 0, tzinfo=UTC)


def sweep(zones, resolver, block=BLOCK, **more):
    return asyncio.run(dnsbl.sweep(block, zones, resolver, now=now, **{"patience": PATIENT, **more}))


def swept(behaviour, zones=None, block=BLOCK, **more):
    """The answer of a sweep through a server that behaves so."""

    async def run():
        async with behaving(behaviour) as (_server, resolver):
            options = {"patience": IMPATIENT, "now": now, **more}
            return await dnsbl.sweep(block, zones or [zone()], resolver, **options)

    return asyncio.run(run())


def only(told):
    assert isinstance(told, Told)
    (answers,) = told.value.zones
    return answers


def honestly(listed):
    reply = list_of("bl.test", listed)
    return lambda question, send: send(reply(question))


class TestRealLists:
    def test_sixty_lists_of_real_shape_answer_about_every_address(self):
        """Zone 0 lists one address, zone 1 a quarter of the block, the others none of it."""
        entries = {f"list{number:02}.test": ["127.0.0.2", TEST_ENTRY, "127.0.0.2"] for number in range(60)}
        entries["list00.test"] += [":127.0.0.9:Hijacked, see http://list.test/$", "193.0.4.77"]
        entries["list01.test"] += [":127.0.0.10:Policy", "193.0.4.64/26"]
        heard = []
        with rbldnsd(entries) as resolver:
            told = sweep(
                [zone(name) for name in entries], resolver, progress=lambda *said: heard.append(said)
            )
        assert isinstance(told, Told)
        first, second, *others = told.value.zones
        assert {each.state for each in told.value.zones} == {ZoneState.ANSWERED}
        assert sum(each.unanswered for each in told.value.zones) == 0
        assert sum(each.asked for each in told.value.zones) == 15_360
        assert not told.value.is_sample
        (listing,) = first.listings
        assert (dotted(listing.address), listing.code) == ("193.0.4.77", "127.0.0.9")
        assert listing.severity is Severity.DEAL_BREAKER
        assert first.source.detail["texts"] == {"193.0.4.77": "Hijacked, see http://list.test/193.0.4.77"}
        assert [each.address for each in second.listings] == list(range(BLOCK.first + 64, BLOCK.first + 128))
        assert len(second.source.detail["texts"]) == dnsbl.MOST_TEXTS
        assert not any(each.listings for each in others)
        assert heard[-1] == ("dnsbl", 15_360, 15_360)

    def test_through_a_real_resolver_too(self):
        lines = ["127.0.0.2", TEST_ENTRY, "127.0.0.2", ":127.0.0.2:Spam", "193.0.4.5"]
        with (
            rbldnsd({"bl.test": lines}) as server,
            unbound({"bl.test": server}) as resolver,
        ):
            answers = only(sweep([zone()], resolver, blocks.parse("193.0.4.0/26")))
        assert answers.state is ZoneState.ANSWERED
        assert answers.unanswered == 0
        assert [dotted(each.address) for each in answers.listings] == ["193.0.4.5"]

    def test_a_list_without_test_entry_is_dead_and_one_of_everything_is_too(self):
        lists = {
            "gone.test": ["193.0.4.5"],
            "world.test": ["0.0.0.0/0"],
            "bl.test": ["127.0.0.2"],
        }
        with rbldnsd(lists) as resolver:
            told = sweep([zone(name) for name in [*lists, "nowhere.test"]], resolver)
        assert isinstance(told, Told)
        states = {each.zone: each.state for each in told.value.zones}
        assert states == {
            "gone.test": ZoneState.DEAD,
            "world.test": ZoneState.LISTS_THE_WORLD,
            "bl.test": ZoneState.ANSWERED,
            "nowhere.test": ZoneState.REFUSED,
        }
        assert [each.asked for each in told.value.zones] == [0, 0, 256, 0]

    def test_the_same_answers_give_the_same_words(self):
        lines = [TEST_ENTRY, "127.0.0.2", ":127.0.0.9:Bad", "193.0.4.5", "193.0.4.250"]
        with rbldnsd({"bl.test": lines}) as resolver:
            first, second = (sweep([zone()], resolver) for _time in range(2))
        assert first == second
        assert only(first).source.fetched_at == "2026-09-16T12:00:00+00:00"
        assert len(only(first).source.sha256) == 64

    def test_other_answers_have_another_hash(self):
        hashes = set()
        for listed in (["193.0.4.5"], ["193.0.4.6"], []):
            with rbldnsd({"bl.test": [TEST_ENTRY, "127.0.0.2", *listed]}) as resolver:
                hashes.add(only(sweep([zone()], resolver)).source.sha256)
        assert len(hashes) == 3


class TestWhatACodeMeans:
    def test_several_codes_of_one_address_are_several_listings(self):
        answers = only(swept(honestly({"193.0.4.5": ["127.0.0.10", "127.0.0.9"]})))
        assert [each.code for each in answers.listings] == ["127.0.0.9", "127.0.0.10"]
        assert answers.unanswered == 0

    def test_a_white_entry_is_no_listing(self):
        answers = only(swept(honestly({"193.0.4.5": ["127.0.0.1"]})))
        assert (answers.listings, answers.unanswered) == ((), 0)

    @pytest.mark.parametrize("code", ["127.0.0.99", "127.0.1.2", "93.184.216.34", "255.255.255.255"])
    def test_a_code_without_meaning_is_unknown_and_shown(self, code):
        answers = only(swept(honestly({"193.0.4.5": [code]})))
        assert (answers.listings, answers.unanswered) == ((), 1)
        assert answers.source.detail["unknown_codes"] == {code: 1}

    def test_beside_one_that_has_a_meaning_both_are_told(self):
        answers = only(swept(honestly({"193.0.4.5": ["127.0.0.9", "127.0.0.99"]})))
        assert [each.code for each in answers.listings] == ["127.0.0.9"]
        assert answers.unanswered == 1

    def test_an_error_code_ends_the_questions_to_that_zone(self):
        reply = list_of("bl.test", {"193.0.4.9": ["127.0.0.9"], "193.0.4.20": ["127.255.255.255"]})
        told = swept(lambda q, send: send(reply(q)), [zone(rate=400)])
        answers = only(told)
        assert answers.state is ZoneState.ANSWERED
        assert [dotted(each.address) for each in answers.listings] == ["193.0.4.9"]
        assert answers.unanswered > 150
        assert answers.asked == 256

    def test_a_zone_that_refuses_after_its_test_has_refused(self):
        tests = list_of("bl.test", {})

        def refuse(question, send):
            is_of_the_block = question.question[0].name.to_text().endswith(".4.0.193.bl.test.")
            send(answer(question, "127.255.255.255") if is_of_the_block else tests(question))

        told = swept(refuse, block=blocks.parse("193.0.4.0/28"))
        assert only(told).state is ZoneState.REFUSED
        assert only(told).unanswered == 16


class TestAZonesTest:
    def state(self, listed=("127.0.0.2",), not_listed=(), anything=(), not_listed_="127.0.0.1"):
        names = {"2.0.0.127.bl.test.": listed, "1.0.0.127.bl.test.": not_listed}

        def reply(question, send):
            name = question.question[0].name.to_text()
            if not name.endswith("bl.test."):
                send(absent(question))
                return
            is_no_address = name.count(".") == "x.bl.test.".count(".")
            codes = names.get(name, anything if is_no_address else ())
            if codes is None:
                return
            send(answer(question, *codes) if codes else absent(question))

        return only(swept(reply, [zone(not_listed=not_listed_)], blocks.parse("193.0.4.0/30"))).state

    def test_it_passes(self):
        assert self.state() is ZoneState.ANSWERED

    def test_with_any_code_of_its_own_for_the_test_entry(self):
        assert self.state(listed=("127.0.0.77",)) is ZoneState.ANSWERED

    def test_a_white_answer_for_the_entry_that_must_not_be_listed_is_right(self):
        assert self.state(not_listed=("127.0.0.1",)) is ZoneState.ANSWERED

    def test_without_its_entry_it_is_dead(self):
        assert self.state(listed=()) is ZoneState.DEAD

    @pytest.mark.parametrize("silent", ["listed", "not_listed"])
    def test_without_an_answer_it_is_dead(self, silent):
        assert self.state(**{silent: None}) is ZoneState.DEAD

    def test_listing_the_other_it_lists_the_world(self):
        assert self.state(not_listed=("127.0.0.2",)) is ZoneState.LISTS_THE_WORLD

    def test_so_it_does_when_any_name_is_listed(self):
        assert self.state(anything=("127.0.0.2",)) is ZoneState.LISTS_THE_WORLD

    def test_a_complaint_about_a_name_that_is_no_address_is_in_order(self):
        assert self.state(anything=("127.255.255.252",)) is ZoneState.ANSWERED

    @pytest.mark.parametrize("code", ["127.255.255.254", "127.255.255.252"])
    def test_an_error_code_is_a_refusal(self, code):
        assert self.state(listed=(code,)) is ZoneState.REFUSED
        assert self.state(listed=(code,), not_listed=(code,)) is ZoneState.REFUSED

    def test_an_address_of_the_real_world_is_a_refusal(self):
        assert self.state(listed=("93.184.216.34",), not_listed=("93.184.216.34",)) is ZoneState.REFUSED

    def test_other_test_entries_may_be_named(self):
        assert self.state(not_listed=("127.0.0.2",), not_listed_="8.8.8.8") is ZoneState.ANSWERED


class TestAResolver:
    def test_one_that_invents_answers_makes_everything_unknown(self):
        """As providers do that sell advertisements for names that do not exist."""
        lists = list_of("bl.test", {})

        def hijack(question, send):
            true = lists(question)
            is_absent = dns.message.from_wire(true).rcode() == dns.rcode.NXDOMAIN
            send(answer(question, "203.0.113.80") if is_absent else true)

        told = swept(hijack)
        assert isinstance(told, Untold)
        assert "invents answers" in str(told.reason)

    def test_one_that_invents_only_where_names_could_be_sold_is_found_out_too(self):
        lists = list_of("bl.test", {})

        def hijack(question, send):
            sold = question.question[0].name.to_text().endswith(".com.")
            send(answer(question, "203.0.113.80") if sold else lists(question))

        assert isinstance(swept(hijack), Untold)

    def test_one_that_is_silent_is_said_to_be(self):
        told = swept(lambda _question, _send: None)
        assert isinstance(told, Untold)
        assert "does not answer" in str(told.reason)

    def test_where_nobody_listens_likewise(self):
        told = sweep([zone()], Resolver(LOOPBACK, free_port()), patience=Patience((20, 20), 0.01))
        assert isinstance(told, Untold)

    def test_without_a_way_there_it_is_said(self):
        told = sweep([zone()], Resolver("255.255.255.255"), patience=IMPATIENT)
        assert isinstance(told, Untold)
        assert "255.255.255.255" in str(told.reason)

    def test_one_that_does_not_serve_us_leaves_every_zone_refused(self):
        told = swept(lambda q, send: send(answer(q, rcode=dns.rcode.REFUSED)))
        assert only(told).state is ZoneState.REFUSED

    def test_one_that_dies_in_the_middle_leaves_the_rest_unanswered(self):
        reply = list_of("bl.test", {"193.0.4.2": ["127.0.0.9"]})
        answered = []

        def die(question, send):
            if len(answered) < 100:
                answered.append(question)
                send(reply(question))

        patience = Patience(timeouts=(0.5,), pause=0.01)
        answers = only(swept(die, [zone(rate=0)], patience=patience))
        assert answers.asked == 256
        assert 100 < answers.unanswered < 256


class TestCourtesy:
    def test_a_key_goes_into_the_question_and_not_into_the_report(self):
        reply = list_of("k3y.bl.test", {"193.0.4.5": ["127.0.0.9"]})
        told = swept(lambda q, send: send(reply(q)), [zone(key="k3y")])
        assert len(only(told).listings) == 1
        assert "k3y" not in repr(told)

    def test_of_a_large_block_a_sample_is_asked_about_and_said_to_be_one(self, monkeypatch):
        monkeypatch.setattr(dnsbl, "MOST_ASKED", 64)
        told = swept(honestly({}))
        assert isinstance(told, Told)
        assert (told.value.is_sample, told.value.asked) == (True, 64)
        assert only(told).asked == 64

    def test_the_sample_begins_above_a_slash_20(self):
        assert blocks.parse("193.0.0.0/20").size == dnsbl.MOST_ASKED

    def test_texts_are_cut_to_a_bearable_length(self):
        reply = list_of("bl.test", {"193.0.4.5": ["127.0.0.9"]})

        def talk(question, send):
            if question.question[0].rdtype == 16 and question.question[0].name.to_text()[0] == "5":
                message = dns.message.make_response(question)
                text = " ".join(['"' + "x" * 200 + '"'] * 2)
                message.answer.append(dns.rrset.from_text(question.question[0].name, 60, "IN", "TXT", text))
                send(message.to_wire())
            else:
                send(reply(question))

        assert len(only(swept(talk)).source.detail["texts"]["193.0.4.5"]) == dnsbl.MOST_TEXT

    def test_it_can_be_stopped_in_the_middle(self):
        async def run():
            async with behaving(honestly({})) as (_server, resolver):
                begun = asyncio.Event()
                task = asyncio.ensure_future(
                    dnsbl.sweep(
                        BLOCK, [zone(rate=20)], resolver, now=now, progress=lambda *_said: begun.set()
                    )
                )
                await begun.wait()
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

        asyncio.run(run())
