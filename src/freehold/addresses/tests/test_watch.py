"""Watched blocks: audited by the clock; only what changed and held is told, and mail says no more."""

from datetime import timedelta
from ipaddress import IPv4Address
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.utils import timezone
from tests.installations import free_port

from freehold import smtp
from freehold.addresses import actions, mailing, tasks, watching
from freehold.addresses.models import ChangeSeen, Notice, Run
from freehold.addresses.tests import telling
from freehold.addresses.tests.test_changes import listed as named
from freehold.people import actions as people

WEEK = timedelta(days=7)
ON_A_LIST = {"sweep": telling.sweep(named("185.10.20.7"))}
OFF_IT = {"sweep": telling.sweep(named())}


def text(answer):
    return answer.content.decode()


def told():
    return [str(change.text) for change in ChangeSeen.objects.order_by("first_at", "id")]


@pytest.fixture
def watched(listed):
    return listed(is_owned=True, origin=telling.MINE, watch_days=7)


@pytest.fixture
def look(watched, audited, clock):
    """One more audit in which sources told what they tell of an owned block, but for this; a day later."""

    def look(**changed):
        clock.shift(timedelta(days=1))
        return audited(watched, telling.owned(**changed))

    return look


@pytest.mark.django_db
class TestByTheClock:
    def test_it_is_audited_when_its_time_has_come_and_not_before(self, watched, clock):
        tasks.start_watches.func()
        assert not watched.runs.exists()
        clock.shift(WEEK)
        tasks.start_watches.func()
        run = watched.runs.get()
        assert (run.why, run.state) == (Run.Why.WATCH, Run.State.WAITING)
        tasks.start_watches.func()
        assert watched.runs.count() == 1
        watched.refresh_from_db()
        assert watched.due_at == timezone.now() + WEEK

    def test_not_while_it_is_being_audited(self, watched, elm, clock):
        actions.ask_for_audit(watched, by=elm.ilse)
        clock.shift(WEEK)
        tasks.start_watches.func()
        assert watched.runs.count() == 1

    def test_nor_when_it_is_no_longer_watched_or_off_the_list(self, listed, elm, clock):
        listed()
        away = listed(telling.parse("185.10.21.0/24"), watch_days=1)
        actions.put_away(away, by=elm.ilse)
        clock.shift(WEEK)
        tasks.start_watches.func()
        assert not Run.objects.exists()

    def test_here_and_now_for_the_command(self, watched, tables, clock):
        assert watching.watch_due() == []
        clock.shift(WEEK)
        (done,) = watching.watch_due()
        assert done.run.state == Run.State.DONE
        assert done.changes == ()
        assert watching.watch_due() == []

    def test_a_worker_that_died_after_claiming_loses_nothing(self, watched, clock):
        clock.shift(WEEK)
        assert watching.claimed() == [watched]
        assert watching.claimed() == []
        clock.shift(timedelta(minutes=5))
        tasks.start_watches.func()
        assert watched.runs.count() == 1


@pytest.mark.django_db
class TestOnThePage:
    def test_a_change_that_held_is_told_until_it_was_read(self, ilse, watched, look):
        look(**OFF_IT)
        look(**ON_A_LIST)
        assert told() == []
        look(**ON_A_LIST)
        assert "The block list zen.example now names 185.10.20.7." in told()
        assert "Something changed" in text(ilse.get("/addresses"))
        assert "now names 185.10.20.7" in text(ilse.get(f"/addresses/{watched.id}"))
        ilse.post(f"/addresses/{watched.id}/read")
        assert "Something changed" not in text(ilse.get("/addresses"))
        assert "now names 185.10.20.7" in text(ilse.get(f"/addresses/{watched.id}"))

    def test_the_same_back_and_forth_is_one_line(self, ilse, watched, look):
        look(**OFF_IT)
        for _ in range(3):
            for state in (ON_A_LIST, OFF_IT):
                look(**state)
                look(**state)
        rows = [row for row in ChangeSeen.objects.all() if row.what["about"][0] == "zone:zen.example"]
        assert [row.times for row in rows] == [6]
        assert "Back and forth 6 times since" in text(ilse.get(f"/addresses/{watched.id}"))

    def test_a_block_that_is_not_watched_tells_nothing(self, listed, audited):
        block = listed()
        for state in (OFF_IT, ON_A_LIST, ON_A_LIST):
            audited(block, telling.clean_facts(**state))
        assert told() == []

    def test_watching_anew_does_not_tell_what_happened_meanwhile(self, ilse, watched, look):
        look(**OFF_IT)
        details = {"whose": "owned", "origin": f"AS{telling.MINE}"}
        ilse.post(f"/addresses/{watched.id}/change", details | {"watch_days": ""})
        ilse.post(f"/addresses/{watched.id}/change", details | {"watch_days": "7"})
        watched.refresh_from_db()
        look(**ON_A_LIST)
        look(**ON_A_LIST)
        assert told() == []

    def test_another_expectation_makes_another_verdict_and_no_change(self, ilse, watched, look):
        look(**OFF_IT)
        ilse.post(f"/addresses/{watched.id}/change", {"whose": "owned", "watch_days": "7", "origin": "AS1"})
        watched.refresh_from_db()
        assert "verdict" not in watched.memory["known"]
        assert "zone:zen.example" in watched.memory["known"]


class Post:
    """A mail server that keeps what it is given."""

    def __init__(self):
        self.mails, self.callers = [], []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            self.mails.append(envelope)
            self.callers.append(session.peer[0])
        return self.answer

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.answer.startswith("550"):
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def post(monkeypatch, settings):
    handler = Post()
    port = free_port()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setattr(settings.OPTIONS, "smtp_url", f"smtp://127.0.0.1:{port}")
    settings.EMAIL_BACKEND = "freehold.smtp.FromPlannedAddress"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield handler
    server.stop()


@pytest.mark.django_db
class TestMail:
    def test_it_says_that_something_changed_and_nothing_of_it(self, elm, post, look):
        look(**OFF_IT)
        look(**ON_A_LIST)
        look(**ON_A_LIST)
        tasks.send_notices.func()
        (mail,) = post.mails
        assert mail.rcpt_tos == [elm.ilse.email]
        said = mail.content.decode()
        assert "Something changed about your addresses" in said
        assert "sign in to read it" in said.lower()
        assert f"{settings.OPTIONS.origin}/addresses" in said
        for secret in ("185.10", "zen.example", "AS200100"):
            assert secret not in said

    def test_its_link_goes_by_the_practices_name_which_the_certificate_covers(
        self, post, look, monkeypatch, tmp_path
    ):
        named = {"names": ["elm.example"], "port": 443, "cert": tmp_path / "c", "key": tmp_path / "k"}
        monkeypatch.setattr(settings, "OPTIONS", settings.OPTIONS.model_copy(update=named))
        look(**OFF_IT)
        look(**ON_A_LIST)
        look(**ON_A_LIST)
        tasks.send_notices.func()
        assert "https://elm.example/addresses" in post.mails[0].content.decode()

    def test_it_is_sent_once_and_carries_its_rows_id(self, post, look):
        look(**OFF_IT)
        look(**ON_A_LIST)
        look(**ON_A_LIST)
        tasks.send_notices.func()
        tasks.send_notices.func()
        (mail,) = post.mails
        notice = Notice.objects.get()
        assert f"Message-ID: <{notice.id}@" in mail.content.decode()
        assert notice.state == Notice.State.SENT

    def test_sent_again_after_a_crash_it_is_the_same_mail(self, post, look, clock, monkeypatch):
        look(**OFF_IT)
        look(**ON_A_LIST)
        look(**ON_A_LIST)
        with monkeypatch.context() as broken:

            def crash(notice):
                raise KeyboardInterrupt

            broken.setattr(mailing.actions, "note_sent", crash)
            with pytest.raises(KeyboardInterrupt):
                mailing.send_due()
        clock.shift(timedelta(minutes=5))
        mailing.send_due()
        lines = [line for mail in post.mails for line in mail.content.decode().splitlines()]
        ids = {line for line in lines if line.startswith("Message-ID:")}
        assert len(post.mails) == 2
        assert len(ids) == 1

    def test_a_block_is_written_about_once_a_day(self, post, watched, audited, clock):
        audited(watched, telling.owned(**OFF_IT))
        for number in (7, 8, 9):
            state = {"sweep": telling.sweep(named(*(f"185.10.20.{one}" for one in range(7, number + 1))))}
            audited(watched, telling.owned(**state))
            audited(watched, telling.owned(**state))
            tasks.send_notices.func()
        assert len(post.mails) == 1
        clock.shift(timedelta(days=1))
        tasks.send_notices.func()
        assert len(post.mails) == 2
        clock.shift(timedelta(days=2))
        tasks.send_notices.func()
        assert len(post.mails) == 2

    def test_what_goes_back_and_forth_is_written_about_twice_at_most(self, post, look):
        look(**OFF_IT)
        for _ in range(4):
            for state in (ON_A_LIST, OFF_IT):
                look(**state)
                look(**state)
                tasks.send_notices.func()
        assert len(post.mails) <= 2

    def test_good_news_can_wait(self, post, look):
        two, one = named("185.10.20.7", "185.10.20.9"), named("185.10.20.9")
        for state in (two, one, one):
            look(sweep=telling.sweep(state))
        tasks.send_notices.func()
        assert told() == ["The block list zen.example no longer names 185.10.20.7."]
        assert post.mails == []

    def test_what_was_read_before_is_not_sent(self, ilse, post, watched, look):
        look(**OFF_IT)
        look(**ON_A_LIST)
        look(**ON_A_LIST)
        ilse.post(f"/addresses/{watched.id}/read")
        tasks.send_notices.func()
        assert post.mails == []
        assert Notice.objects.get().state == Notice.State.NEEDLESS

    def test_whoever_left_is_not_written_to(self, elm, post, look):
        look(**OFF_IT)
        look(**ON_A_LIST)
        look(**ON_A_LIST)
        second = people.invite_staff(
            name="Uma Frost", email="uma@elm-street.example", role="owner", zone="", by=elm.ilse
        )
        people.deactivate(elm.ilse, by=second)
        tasks.send_notices.func()
        assert post.mails == []

    def test_a_server_that_is_busy_is_asked_again_later(self, post, look, clock):
        look(**OFF_IT)
        look(**ON_A_LIST)
        look(**ON_A_LIST)
        post.answer = "451 busy"
        tasks.send_notices.func()
        tasks.send_notices.func()
        notice = Notice.objects.get()
        assert (notice.state, notice.tries) == (Notice.State.WAITING, 1)
        post.answer = "250 OK"
        clock.shift(timedelta(minutes=3))
        tasks.send_notices.func()
        assert len(post.mails) == 1

    def test_an_address_that_is_refused_for_good_is_given_up(self, post, look):
        look(**OFF_IT)
        look(**ON_A_LIST)
        look(**ON_A_LIST)
        post.answer = "550 nobody of that name"
        tasks.send_notices.func()
        assert Notice.objects.get().state == Notice.State.GIVEN_UP

    def test_without_a_server_the_page_says_that_it_is_the_only_place(self, ilse, watched, look):
        look(**OFF_IT)
        look(**ON_A_LIST)
        look(**ON_A_LIST)
        assert not Notice.objects.exists()
        assert "No mail server is set up" in text(ilse.get(f"/addresses/{watched.id}"))
        assert "now names 185.10.20.7" in text(ilse.get(f"/addresses/{watched.id}"))


class TestTheServer:
    def test_it_is_called_from_the_address_that_mail_was_given(self, post, monkeypatch, settings):
        smtp.send("sam@example.org", "Hello", "Text.", row=uuid4())
        monkeypatch.setattr(settings.OPTIONS, "mail_address", IPv4Address("127.0.0.7"))
        smtp.send("sam@example.org", "Hello", "Text.", row=uuid4())
        assert post.callers == ["127.0.0.1", "127.0.0.7"]

    def test_from_an_address_that_is_not_this_machine_s_nothing_leaves(self, post, monkeypatch, settings):
        """Better late than from an address that other mail servers do not know us by."""
        monkeypatch.setattr(settings.OPTIONS, "smtp_url", "smtp://mail.example.org")
        monkeypatch.setattr(settings.OPTIONS, "mail_address", IPv4Address("203.0.113.77"))
        assert "OSError" in smtp.answers()

    def test_the_doctor_is_told_whether_it_answers(self, post):
        assert smtp.answers() == ""

    def test_and_why_not(self, post, settings):
        settings.EMAIL_PORT = 9
        assert "ConnectionRefusedError" in smtp.answers()


@pytest.mark.django_db
class TestSilence:
    def test_a_source_silent_for_three_audits_is_told_once(self, look):
        look()
        for _ in range(5):
            look(drop=telling.untold())
        assert [one for one in told() if "in a row" in one] == [
            "Spamhaus DROP could not be read in 3 audits in a row."
        ]


def test_the_command_says_what_it_did(installation):
    """In a practice's own installation, from its own data folder."""
    import json
    import subprocess
    import sys

    installation.run(
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "from freehold.cli import cast\n"
        "from freehold.addresses import actions\n"
        "from freehold.addresses.blocks import parse\n"
        "from freehold.addresses.models import AddressBlock\n"
        "elm = cast.create(is_demo=True)\n"
        "actions.add_block(parse('185.10.20.0/24'), by=elm.ilse, is_owned=True, origin=None, seller='',"
        " to_registry='', price=None, watch_days=1)\n"
        "AddressBlock.objects.update(due_at=timezone.now() - timedelta(hours=1))"
    )
    environment = installation.environment | {"FREEHOLD_ADDRESSES_ASK": "false"}
    command = [sys.executable, "-m", "freehold.cli", "addresses", "watch"]
    done = subprocess.run([*command, "--once", "--json"], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == {
        "schema": "freehold-address-watch/1",
        "blocks": [{"block": "185.10.20.0/24", "verdict": "incomplete", "problem": None, "changes": []}],
        "mails": 0,
    }
    again = subprocess.run([*command, "--once"], env=environment, capture_output=True, check=False)
    assert again.stdout == b"No watched block is due.\n"
    refused = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert refused.returncode == 2
    assert b"--once" in refused.stderr
