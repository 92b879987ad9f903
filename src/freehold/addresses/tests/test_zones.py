"""The list of DNS lists: what stands in it, how a file of one's own changes it, what a code means."""

import pytest

from freehold.addresses import zones
from freehold.addresses.blocks import number
from freehold.addresses.findings import Severity


@pytest.fixture
def own(tmp_path):
    def write(text):
        path = tmp_path / "zones.toml"
        path.write_text(text)
        return path

    return write


def named(path=None):
    return {zone.name: zone for zone in zones.load(path)}


ONE = """
[[zones]]
name = "BL.Own.test."
rate = 0
[zones.codes]
"127.0.0.2" = { meaning = "Bad", severity = "fix_before" }
"127.0.0.4-7" = { meaning = "Worse", severity = "deal_breaker" }
"127.0.0.1" = { meaning = "White" }
"""


class TestTheDefaultList:
    def test_at_least_forty_are_asked_without_a_key(self):
        assert len(zones.load()) >= 40
        assert not any(zone.needs_key for zone in zones.load())

    def test_each_says_who_keeps_it_and_on_what_terms(self):
        for zone in zones.load():
            assert zone.operator, zone.name
            assert zone.home.startswith("http"), zone.name
            assert zone.usage, zone.name
            assert zone.dated

    def test_each_is_asked_with_courtesy(self):
        assert all(0 < zone.rate <= zones.COURTESY for zone in zones.load())

    def test_zen_is_core_and_its_codes_weigh_differently(self):
        zen = named()["zen.spamhaus.org"]
        assert zen.is_core
        assert zen.needs_own_resolver
        weights = {code: zen.codes[f"127.0.0.{code}"].severity for code in (2, 3, 4, 7, 9, 10, 11)}
        assert weights == {
            2: Severity.DEAL_BREAKER,
            3: Severity.FIX_BEFORE,
            4: Severity.FIX_BEFORE,
            7: Severity.FIX_BEFORE,
            9: Severity.DEAL_BREAKER,
            10: Severity.FIX_AFTER,
            11: Severity.FIX_AFTER,
        }

    @pytest.mark.parametrize("level", [2, 3])
    def test_neighbours_guilt_is_put_right_afterwards(self, level):
        codes = named()[f"dnsbl-{level}.uceprotect.net"].codes
        assert {code.severity for code in codes.values()} == {Severity.FIX_AFTER}

    def test_no_error_code_ever_has_a_meaning(self):
        for zone in zones.load():
            assert not any(zones.is_error(code) for code in zone.codes)
            assert all(zones.is_in_loopback(code) for code in zone.codes)

    def test_a_list_of_unheld_space_is_tested_with_an_address_that_is_held(self):
        assert named()["v4.fullbogons.cymru.com"].not_listed == "8.8.8.8"


class TestWhatAnAnswerSays:
    def test_a_white_entry_is_no_listing_and_not_unknown(self):
        hostkarma = named()["hostkarma.junkemailfilter.com"]
        assert zones.read(hostkarma, ["127.0.0.1"]) == zones.Reading((), ())

    def test_the_same_code_elsewhere_is_unknown(self):
        assert zones.read(named()["psbl.surriel.com"], ["127.0.0.1"]).unknown == ("127.0.0.1",)

    def test_several_codes_are_several_listings(self):
        reading = zones.read(named()["zen.spamhaus.org"], ["127.0.0.3", "127.0.0.10"])
        assert [code for code, _meant in reading.listings] == ["127.0.0.3", "127.0.0.10"]

    @pytest.mark.parametrize("code", ["127.255.255.254", "127.0.0.99", "93.184.216.34"])
    def test_what_has_no_meaning_stays_unknown(self, code):
        reading = zones.read(named()["zen.spamhaus.org"], ["127.0.0.3", code])
        assert len(reading.listings) == 1
        assert reading.unknown == (code,)


class TestAFileOfOnesOwn:
    def test_it_adds_to_the_list(self, own):
        changed = named(own(ONE))
        assert changed.keys() - named().keys() == {"bl.own.test"}
        assert changed["bl.own.test"].rate == 0
        assert changed["bl.own.test"].codes["127.0.0.6"].severity is Severity.DEAL_BREAKER
        assert changed["bl.own.test"].codes["127.0.0.1"].severity is None

    def test_or_replaces_it(self, own):
        assert list(named(own("replaces = true\n" + ONE))) == ["bl.own.test"]

    def test_it_can_leave_zones_out(self, own):
        assert "psbl.surriel.com" not in named(own('without = ["psbl.surriel.com"]'))

    def test_it_can_say_anew_what_a_zone_of_the_list_is(self, own):
        text = ONE.replace("BL.Own.test.", "psbl.surriel.com")
        assert named(own(text))["psbl.surriel.com"].rate == 0

    def test_a_key_lets_a_zone_be_asked_that_needs_one(self, own):
        zone = named(own('keys = { "zen.dq.spamhaus.net" = "abc123" }'))["zen.dq.spamhaus.net"]
        assert zone.asked_as == "abc123.zen.dq.spamhaus.net"
        assert zone.is_core

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("zones = [", "Invalid value"),
            ("\x00", ""),
            ('without = ["gone.test"]', "no such zone: gone.test"),
            ('keys = { "gone.test" = "x" }', "no such zone: gone.test"),
            ("replaces = true", "no zone is left"),
            (ONE + ONE, "stands there twice"),
            (ONE.replace("rate = 0", "rate = -1"), "rate"),
            (ONE.replace("rate = 0", "rate = inf"), "rate"),
            (ONE.replace("rate = 0", "rates = 1"), "rates"),
            (ONE.replace("BL.Own.test.", "a..test"), "no DNS name"),
            (ONE.replace("BL.Own.test.", ".".join(["a" * 60] * 4)), "too long"),
            (ONE.replace('"127.0.0.2"', '"8.8.8.8"'), "no code"),
            (ONE.replace('"127.0.0.2"', '"127.255.255.254"'), "no code"),
            (ONE.replace('"127.0.0.2"', '"127.0.0.x"'), "no code"),
            (ONE.replace("127.0.0.4-7", "127.0.0.7-4"), "no code"),
            (ONE.replace("127.0.0.4-7", "127.0.0.4-256"), "no code"),
            (ONE.replace("127.0.0.4-7", "127.0.0.2-7"), "two meanings"),
            (ONE.replace('"fix_before"', '"awful"'), "awful"),
            ('[[zones]]\nname = "a.test"\n[zones.codes]\n', "has no codes"),
            ('[[zones]]\nname = "a.test"\nlisted = "x"\n' + ONE.partition("rate = 0\n")[2], "'x'"),
        ],
    )
    def test_one_that_cannot_be_is_refused_with_the_reason(self, own, text, reason):
        with pytest.raises(zones.BadZones) as refused:
            zones.load(own(text))
        assert "zones.toml cannot be used" in str(refused.value)
        assert reason in str(refused.value)

    def test_one_that_is_not_there_is_refused(self, tmp_path):
        with pytest.raises(zones.BadZones, match="No such file"):
            zones.load(tmp_path / "none.toml")


def test_test_entries_are_addresses():
    assert all(number(zone.listed) and number(zone.not_listed) for zone in zones.load())
