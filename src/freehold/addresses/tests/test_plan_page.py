"""The owner plans which address serves what, and has settings and a firewall to hand on."""

import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address

import pytest
from django.conf import settings
from django.utils import timezone
from tests import world

from freehold import audit, certificates
from freehold.addresses import certificate_state
from freehold.addresses.blocks import number, parse
from freehold.addresses.facts import Told
from freehold.addresses.models import ServingPlan
from freehold.addresses.serving import access as serving
from freehold.addresses.tests import telling
from freehold.audit.models import AuditEvent
from freehold.certificates import Certificate

pytestmark = pytest.mark.django_db
PLAN, CHOOSE = "/addresses/plan", "/addresses/plan/choose"
CHOSEN = {
    "web_at": "185.10.20.10",
    "media_at": "185.10.20.11",
    "turn_at": "185.10.20.12",
    "mail_at": "185.10.20.13",
}


def text(answer):
    return answer.content.decode()


@pytest.fixture
def owned(listed):
    return listed(is_owned=True)


@pytest.fixture
def options(monkeypatch):
    """Change this installation's options for a test."""

    def change(**more):
        monkeypatch.setattr(settings, "OPTIONS", settings.OPTIONS.model_copy(update=more))

    return change


class TestSuggested:
    def test_without_a_block_of_ones_own_the_page_teaches(self, ilse, listed):
        listed()
        assert "No address to plan with" in text(ilse.get(PLAN))
        assert ilse.get(CHOOSE).url == PLAN

    def test_the_first_free_addresses_are_suggested_and_nothing_is_chosen(self, ilse, owned):
        page = text(ilse.get(PLAN))
        assert "Nothing is chosen yet" in page
        assert "185.10.20.1</span>" in page
        assert "freehold.toml" not in page
        assert not ServingPlan.objects.exists()
        assert 'value="185.10.20.4"' in text(ilse.get(CHOOSE))

    def test_listed_addresses_are_passed_over(self, ilse, owned, audited):
        audited(owned, telling.clean_facts(lists=Told((telling.hits("attackers", "185.10.20.1"),))))
        assert 'value="185.10.20.1"' not in text(ilse.get(CHOOSE))

    def test_a_block_listed_as_a_whole_still_has_a_plan_and_says_so(self, ilse, listed, audited):
        block = listed(parse("185.8.0.0/14"), is_owned=True)
        whole = Told((telling.hits("attackers", "185.8.0.0/14"),))
        audited(block, replace(telling.clean_facts(lists=whole), block=block.block))
        assert "A list names this address" in text(ilse.get(PLAN))


class TestChoose:
    def test_it_is_kept_and_written_down(self, ilse, elm, owned):
        answer = ilse.post(CHOOSE, CHOSEN | {"gate_at": "185.10.20.1"}, follow=True)
        plan = ServingPlan.objects.get()
        assert plan.choice.told == (
            "web=185.10.20.10 media=185.10.20.11 turn=185.10.20.12 mail=185.10.20.13 gate=185.10.20.1"
        )
        assert (plan.changed_by, plan.changed_at) == (elm.ilse, timezone.now())
        row = AuditEvent.objects.get(event="address_plan.choose")
        assert (row.who, row.why) == (f"person:{elm.ilse.id}", plan.choice.told)
        assert "Nothing changed on the machine" in text(answer)

    def test_what_is_left_empty_is_served_where_the_pages_are(self, ilse, owned):
        ilse.post(CHOOSE, {"web_at": "185.10.20.10"})
        plan = ServingPlan.objects.get()
        assert {plan.web, plan.media, plan.turn, plan.mail} == {number("185.10.20.10")}
        assert "media_address" not in text(ilse.get(f"{PLAN}/freehold.toml"))

    def test_a_second_choice_takes_the_place_of_the_first(self, ilse, owned):
        ilse.post(CHOOSE, CHOSEN)
        ilse.post(CHOOSE, CHOSEN | {"web_at": "185.10.20.20"})
        assert ServingPlan.objects.get().web == number("185.10.20.20")
        assert 'value="185.10.20.20"' in text(ilse.get(CHOOSE))

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"web_at": ""}, "required"),
            ({"web_at": "web"}, "web is no IPv4 address. Write it as 203.0.113.7."),
            ({"turn_at": "185.10.20.300"}, "185.10.20.300 is no IPv4 address"),
            ({"turn_at": "2001:db8::7"}, "2001:db8::7 is no IPv4 address"),
            ({"mail_at": "185.10.21.1"}, "185.10.21.1 is in none of your blocks."),
            ({"media_at": "185.10.20.255"}, "first or the last address of its block"),
            ({"web_at": "185.10.20.0"}, "first or the last address of its block"),
            ({"gate_at": "185.10.20.10"}, "185.10.20.10 is your router&#x27;s."),
            ({"gate_at": "router"}, "router is no IPv4 address"),
            ({"ssh_port": "70000"}, "less than or equal to 65535"),
            ({"ssh_port": "22", "ssh_from": "185.10.20.1/24"}, "Did you mean 185.10.20.0/24?"),
            ({"ssh_port": "22", "ssh_from": "185.10.20.1-185.10.20.3"}, "Give one address, or a prefix"),
            ({"ssh_from": "185.10.20.1"}, "Say which port"),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_is_kept(self, ilse, owned, typed, said):
        answer = ilse.post(CHOOSE, CHOSEN | typed)
        assert answer.status_code == 422
        assert said in text(answer)
        assert not ServingPlan.objects.exists()

    def test_all_that_is_wrong_is_said_at_once(self, ilse, owned):
        shown = text(ilse.post(CHOOSE, CHOSEN | {"web_at": "1.2.3.4", "turn_at": "x", "mail_at": "1.2.3.5"}))
        for said in ("1.2.3.4 is in none", "x is no IPv4 address", "1.2.3.5 is in none"):
            assert said in shown

    def test_a_single_address_serves_everything(self, ilse, listed):
        listed(parse("185.10.20.7"), is_owned=True)
        assert ilse.post(CHOOSE, {"web_at": "185.10.20.7"}).url == PLAN

    def test_nobody_but_the_owner_sees_or_changes_it(self, elm, owned):
        window = world.window_of(elm.dana)
        for path in (PLAN, CHOOSE, f"{PLAN}/freehold.toml", f"{PLAN}/freehold.nft"):
            assert window.get(path).status_code == 404
        assert window.post(CHOOSE, CHOSEN).status_code == 404
        assert not ServingPlan.objects.exists()


class TestToHandOn:
    def test_there_is_nothing_to_take_before_a_choice(self, ilse, owned):
        assert ilse.get(f"{PLAN}/freehold.toml").status_code == 404
        assert ilse.get(f"{PLAN}/freehold.nft").status_code == 404

    def test_settings_of_the_plan(self, ilse, owned):
        ilse.post(CHOOSE, CHOSEN)
        answer = ilse.get(f"{PLAN}/freehold.toml")
        assert answer["Content-Disposition"] == 'attachment; filename="freehold.toml"'
        taken = tomllib.loads(text(answer))
        assert (taken["address"], taken["media_address"], taken["turn_address"]) == (
            "185.10.20.10",
            "185.10.20.11",
            "185.10.20.12",
        )
        assert "acme_directory" in taken
        assert "does not stand on this plan yet" in text(ilse.get(PLAN))

    def test_who_brings_a_certificate_is_told_of_no_authority(self, ilse, owned, options, tmp_path):
        options(cert=tmp_path / "cert.pem", key=tmp_path / "key.pem")
        ilse.post(CHOOSE, CHOSEN)
        assert "acme_directory" not in text(ilse.get(f"{PLAN}/freehold.toml"))

    def test_the_firewall_lets_in_whoever_looks_after_the_machine(self, ilse, owned):
        ilse.post(CHOOSE, CHOSEN)
        assert "let nobody new in over SSH" in text(ilse.get(PLAN))
        ilse.post(CHOOSE, CHOSEN | {"ssh_port": "22", "ssh_from": "193.0.0.7"})
        assert "ip saddr 193.0.0.7/32 tcp dport 22 accept" in text(ilse.get(f"{PLAN}/freehold.nft"))
        assert "let nobody new in over SSH" not in text(ilse.get(PLAN))

    def test_once_the_machine_stands_on_it_the_page_says_so(self, ilse, owned, options):
        options(
            address=IPv4Address("185.10.20.10"),
            media_address=IPv4Address("185.10.20.11"),
            turn_address=IPv4Address("185.10.20.12"),
        )
        ilse.post(CHOOSE, CHOSEN)
        assert "set up as this plan says" in text(ilse.get(PLAN))

    def test_a_plan_whose_block_was_put_away_gives_nothing_to_take(self, ilse, owned, listed):
        ilse.post(CHOOSE, CHOSEN)
        ilse.post(f"/addresses/{owned.id}/put-away")
        listed(parse("185.10.21.0/24"), is_owned=True)
        page = text(ilse.get(PLAN))
        assert "185.10.20.10 is in none of your blocks." in page
        assert "cannot serve any more" in page
        assert ilse.get(f"{PLAN}/freehold.nft").status_code == 404

    def test_with_no_block_left_the_page_still_opens(self, ilse, owned):
        ilse.post(CHOOSE, CHOSEN)
        ilse.post(f"/addresses/{owned.id}/put-away")
        assert "185.10.20.10 is in none of your blocks." in text(ilse.get(PLAN))


class TestInTheRooms:
    def test_roles_stand_in_the_rooms_of_the_owned_block(self, ilse, owned, audited):
        audited(owned, telling.clean_facts())
        page = f"/addresses/{owned.id}"
        assert "Plan what these addresses serve" in text(ilse.get(page))
        ilse.post(CHOOSE, CHOSEN | {"gate_at": "185.10.20.1"})
        shown = text(ilse.get(page))
        for last, sign in ((1, "gate"), (10, "web"), (11, "media"), (12, "TURN"), (13, "mail")):
            assert f'aria-label="185.10.20.{last}: {sign}"' in shown
        assert "in your plan" in shown
        assert shown.count('href="#in-your-plan"') == 5

    def test_what_was_found_of_a_planned_address_stays_to_be_seen(self, ilse, owned, audited):
        ilse.post(CHOOSE, CHOSEN)
        audited(owned, telling.clean_facts(lists=Told((telling.hits("attackers", "185.10.20.10"),))))
        shown = text(ilse.get(f"/addresses/{owned.id}"))
        assert shown.count('href="#in-your-plan"') == 3
        assert 'aria-label="185.10.20.10: ' in shown
        assert ">web</" in shown
        assert "A list names this address" in text(ilse.get(PLAN))

    def test_rooms_are_walked_row_by_row_whatever_stands_in_them(self, ilse, owned, audited):
        ilse.post(CHOOSE, CHOSEN)
        bad = telling.hits("attackers", "185.10.20.11", "185.10.20.40")
        audited(owned, telling.clean_facts(lists=Told((bad,))))
        shown = text(ilse.get(f"/addresses/{owned.id}"))
        walked = re.findall(r'<a [^>]*aria-label="185\.10\.20\.(\d+):', shown)
        assert walked == ["10", "11", "12", "13", "40"]

    def test_several_things_on_one_listed_address_are_warned_of_once(self, ilse, owned, audited):
        ilse.post(CHOOSE, {"web_at": "185.10.20.10"})
        audited(owned, telling.clean_facts(lists=Told((telling.hits("attackers", "185.10.20.10"),))))
        assert text(ilse.get(PLAN)).count("A list names this address") == 1
        assert ">web+</" in text(ilse.get(f"/addresses/{owned.id}"))

    def test_another_block_of_ones_own_says_that_nothing_stands_in_it(self, ilse, owned, listed, audited):
        ilse.post(CHOOSE, CHOSEN)
        spare = listed(parse("185.10.21.0/24"), is_owned=True)
        audited(spare, replace(telling.clean_facts(), block=spare.block))
        assert "Nothing of your plan stands in this block." in text(ilse.get(f"/addresses/{spare.id}"))

    def test_in_a_large_block_a_room_stands_for_several_addresses(self, ilse, listed, audited):
        large = listed(parse("185.8.0.0/16"), is_owned=True)
        audited(large, replace(telling.clean_facts(), block=large.block))
        ilse.post(CHOOSE, {"web_at": "185.8.0.1", "turn_at": "185.8.0.2"})
        assert 'aria-label="185.8.0.0/24: web, media, mail, TURN"' in text(ilse.get(f"/addresses/{large.id}"))

    def test_a_block_that_somebody_else_owns_has_no_plan(self, ilse, owned, listed, audited):
        ilse.post(CHOOSE, CHOSEN)
        other = listed(parse("185.10.21.0/24"))
        audited(other, telling.clean_facts())
        assert "in-your-plan" not in text(ilse.get(f"/addresses/{other.id}"))


def certificate(ends_in):
    now = timezone.now()
    return Certificate(frozenset({"185.10.20.10"}), now - timedelta(days=4), now + ends_in)


class TestCertificate:
    @pytest.fixture(autouse=True)
    def _block(self, owned):
        """There is one."""

    @pytest.fixture
    def held(self, options, monkeypatch):
        """An authority issues the certificate; this one is there."""

        def hold(found, **state):
            options(acme_directory="https://authority.example/directory")
            monkeypatch.setattr(certificate_state, "held", lambda managed: found)
            monkeypatch.setattr(certificate_state, "read", lambda data: certificate_state.State(**state))

        return hold

    def test_without_one_the_page_says_what_that_means(self, ilse):
        assert "pages travel unencrypted" in text(ilse.get(PLAN))

    def test_until_when_it_is_good_and_when_it_was_renewed(self, ilse, held):
        held(certificate(timedelta(days=3)), renewed_at="2026-11-22T10:00:00+00:00")
        page = text(ilse.get(PLAN))
        assert "renewed by itself" in page
        assert "Last renewed" in page
        assert "Why it failed" not in page

    def test_a_renewal_that_fails_is_an_alarm_with_its_reason(self, ilse, held):
        held(certificate(timedelta(hours=6)), failures=9, problem="The authority did not answer.")
        page = text(ilse.get(PLAN))
        assert "should have been renewed long ago" in page
        assert "The authority did not answer." in page

    def test_a_broken_record_is_no_crash(self, ilse, held):
        held(certificate(timedelta(days=3)), renewed_at="yesterday")
        assert "renewed by itself" in text(ilse.get(PLAN))

    def test_one_that_ended_is_said(self, ilse, held):
        held(certificate(-timedelta(hours=1)))
        assert "The certificate has ended." in text(ilse.get(PLAN))

    def test_one_that_the_owner_brings(self, ilse, options, tmp_path, monkeypatch):
        options(cert=tmp_path / "cert.pem", key=tmp_path / "key.pem")
        assert "cannot be read" in text(ilse.get(PLAN))
        monkeypatch.setattr(certificates, "read_certificate", lambda path: certificate(timedelta(days=80)))
        assert "renew it yourself" in text(ilse.get(PLAN))
        monkeypatch.setattr(certificates, "read_certificate", lambda path: certificate(-timedelta(days=1)))
        assert "that you bring has ended" in text(ilse.get(PLAN))


class TestProof:
    @pytest.fixture(autouse=True)
    def _block(self, owned):
        """There is one."""

    def made(self, verdict):
        @audit.action
        def proof_made():
            audit.record("proof.made", who=None, why=f"{verdict}, sha256 {'ab' * 32}")

        proof_made()

    def test_nothing_is_claimed_without_one(self, ilse):
        page = text(ilse.get(PLAN))
        assert "Nobody has proven yet" in page
        assert "was found on planned addresses" not in page

    @pytest.mark.parametrize(
        ("verdict", "said"),
        [
            ("proved", "was found on planned addresses, and signed"),
            ("incomplete", "proves nothing yet"),
            ("not proved", "it was not proved"),
            ("something new", "it was not proved"),
        ],
    )
    def test_what_the_newest_one_found(self, ilse, verdict, said):
        self.made("proved")
        self.made(verdict)
        page = text(ilse.get(PLAN))
        assert said in page
        assert "ab" * 32 in page

    def test_a_plan_that_changed_since_is_to_be_proven_again(self, ilse, clock):
        self.made("proved")
        clock.shift(3600)
        ilse.post(CHOOSE, CHOSEN)
        assert "Have it proven again" in text(ilse.get(PLAN))
        clock.shift(3600)
        self.made("proved")
        assert "Have it proven again" not in text(ilse.get(PLAN))

    def test_today_tells_the_owner_of_one_that_holds(self, ilse, elm, clock, options):
        serving.looked_up.clear()
        options(address=IPv4Address("185.10.20.10"))
        assert "See the proof" not in text(ilse.get("/"))
        clock.shift(3600)
        self.made("proved")
        shown = text(ilse.get("/"))
        assert "is on your own addresses" in shown
        assert f'href="{PLAN}#proof"' in shown
        assert "See the proof" not in text(world.window_of(elm.dana).get("/"))
        clock.shift(3600)
        ilse.post(CHOOSE, CHOSEN)
        assert "See the proof" not in text(ilse.get("/"))

    def test_today_calls_nothing_ones_own_that_is_not_on_the_list_as_such(self, ilse, options):
        serving.looked_up.clear()
        options(address=IPv4Address("185.10.20.10"), media_address=IPv4Address("185.10.99.11"))
        self.made("proved")
        assert "See the proof" not in text(ilse.get("/"))

    def test_today_is_silent_about_one_that_does_not_prove_it(self, ilse, options):
        options(address=IPv4Address("185.10.20.10"))
        serving.looked_up.clear()
        self.made("proved")
        self.made("not proved")
        assert "See the proof" not in text(ilse.get("/"))
