"""The server's clock is set back by a day: nobody is kept out by it, and nothing spent works again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from freehold.audit.models import AuditEvent
from freehold.audit.references import name_of_patient
from freehold.people import actions, sessions
from freehold.people.models import SignIn
from freehold.people.tasks import end_expired_links, note_sign_ins_run_out
from freehold.people.tests.cast import PASSWORD
from freehold.people.tests.codes import code_now, with_app
from freehold.people.tests.signing_in import client_of

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 11, 24, 15, tzinfo=UTC)
A_DAY = timedelta(days=1)
SAM = {"email": "sam@mail.example", "password": PASSWORD}


@pytest.fixture
def clock(cast):
    with time_machine.travel(BEFORE, tick=False) as clock:
        yield clock


class TestSignIn:
    def test_whoever_is_signed_in_stays_so(self, clock):
        client = Client()
        assert client.post("/sign-in", SAM).status_code == 302
        clock.shift(-A_DAY)
        assert client.get("/account").status_code == 200

    def test_one_can_sign_in(self, clock):
        assert Client().post("/sign-in", SAM).status_code == 302
        clock.shift(-A_DAY)
        client = Client()
        assert client.post("/sign-in", SAM).status_code == 302
        assert client.get("/account").status_code == 200

    def test_what_was_ended_stays_so(self, clock, cast):
        client = Client()
        client.post("/sign-in", SAM)
        actions.end_sign_in(cast.sam.sign_ins.get(), by=cast.sam, why="revoked")
        clock.shift(-A_DAY)
        assert client.get("/account").status_code == 302


def look(client: Client) -> None:
    """Somebody asks for a page too late."""
    assert client.get("/account")["Location"] == "/unlock?next=%2Faccount"


def sweep(_: Client) -> None:
    """Nobody asks, and the worker comes by."""
    note_sign_ins_run_out.call()


@pytest.mark.parametrize("notice", [look, sweep])
class TestSignInThatRanOut:
    """Idle for a quarter of an hour, or twelve hours old: once that was noticed, no clock undoes it."""

    @pytest.fixture
    def dana(self, clock, cast):
        client = client_of(cast.dana, how="password_code")
        client.secret = with_app(cast.dana)
        return client

    @pytest.mark.parametrize("away", [timedelta(minutes=15), timedelta(hours=12)])
    def test_it_does_not_come_back_with_the_clock(self, clock, dana, notice, away):
        clock.shift(away)
        notice(dana)
        clock.shift(-away)
        assert dana.get("/patients")["Location"] == "/unlock?next=%2Fpatients"
        cookies = {name: morsel.value for name, morsel in dana.cookies.items()}
        assert sessions.person_for(cookies) is None
        assert sessions.still_valid([str(dana.sign_in.id)]) == set()

    def test_a_patient_s_neither(self, clock, cast, notice):
        sam = client_of(cast.sam, how="password")
        clock.shift(timedelta(hours=12))
        notice(sam)
        clock.shift(-timedelta(hours=12))
        assert sam.get("/account").status_code == 302

    def test_a_live_session_s_heartbeat_does_not_bring_it_back(self, clock, dana, notice):
        clock.shift(timedelta(minutes=15))
        notice(dana)
        sessions.touch(dana.sign_in.id)
        clock.shift(-timedelta(minutes=14))
        assert dana.get("/patients").status_code == 302

    @pytest.mark.parametrize(("away", "sign_ins"), [(timedelta(minutes=15), 1), (timedelta(hours=12), 2)])
    def test_its_owner_comes_back_to_the_page_and_what_was_typed(self, clock, dana, notice, away, sign_ins):
        """After idling it is the same sign-in, after twelve hours a new one."""
        form = {"name": "Nia Bello", "zone": "America/New_York", "phone": "(503) 555-0142"}
        clock.shift(away)
        notice(dana)
        clock.shift(-away)
        sent = dana.post("/patients/new", form, headers={"referer": "http://testserver/patients/new"})
        assert sent["Location"] == "/unlock?next=%2Fpatients%2Fnew"
        given = {"password": PASSWORD, "code": code_now(dana.secret), "next": "/patients/new"}
        assert dana.post("/unlock", given)["Location"] == "/resume?next=%2Fpatients%2Fnew"
        assert "Nia Bello" in dana.get("/resume").content.decode()
        assert dana.post("/patients/new", form).status_code == 302
        assert SignIn.objects.count() == sign_ins

    def test_after_unlocking_it_locks_again(self, clock, dana, notice):
        clock.shift(timedelta(minutes=15))
        notice(dana)
        dana.post("/unlock", {"password": PASSWORD, "code": code_now(dana.secret)})
        assert dana.get("/patients").status_code == 200
        clock.shift(timedelta(minutes=15))
        assert dana.get("/patients").status_code == 302


class TestSweep:
    def test_it_spares_whoever_is_there(self, clock, cast):
        dana, sam = client_of(cast.dana, how="password_code"), client_of(cast.sam, how="password")
        clock.shift(timedelta(minutes=14))
        note_sign_ins_run_out.call()
        assert dana.get("/account").status_code == 200
        clock.shift(timedelta(hours=11))
        note_sign_ins_run_out.call()
        assert dana.get("/account").status_code == 302
        assert sam.get("/account").status_code == 200

    def test_twelve_hours_are_recorded_once_for_each(self, clock, cast):
        client_of(cast.dana, how="password_code")
        sam = client_of(cast.sam, how="password")
        clock.shift(timedelta(hours=12))
        look(sam)
        note_sign_ins_run_out.call()
        note_sign_ins_run_out.call()
        assert AuditEvent.objects.filter(event="sign_in.expire").count() == 2

    def test_a_screen_left_alone_still_locks_after_a_quarter_of_an_hour_of_the_new_clock(self, clock, cast):
        dana = client_of(cast.dana, how="password_code")
        clock.shift(-A_DAY)
        note_sign_ins_run_out.call()
        clock.shift(timedelta(minutes=15))
        assert dana.get("/account").status_code == 302

    def test_and_twelve_hours_stay_twelve(self, clock, cast):
        sam = client_of(cast.sam, how="password")
        clock.shift(-A_DAY)
        note_sign_ins_run_out.call()
        clock.shift(timedelta(hours=12))
        assert sam.get("/account").status_code == 302


class TestLink:
    def test_a_fresh_one_works(self, clock, cast):
        path = actions.create_link(cast.sam, "reset", by=cast.dana)
        clock.shift(-A_DAY)
        client = Client()
        assert client.get(path).status_code == 200
        assert client.post(path, {"password": PASSWORD}).status_code == 302
        assert client.get("/account").status_code == 200

    def test_a_used_one_does_not_work_again(self, clock, cast):
        path = actions.create_link(cast.sam, "reset", by=cast.dana)
        Client().post(path, {"password": PASSWORD})
        clock.shift(-A_DAY)
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"password": PASSWORD}).status_code == 404

    def test_one_that_ran_out_unseen_is_ended_by_the_worker_and_does_not_come_back(self, clock, cast):
        path = actions.create_link(cast.sam, "reset", by=cast.dana)
        clock.shift(A_DAY)
        end_expired_links.call()
        clock.shift(-A_DAY)
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"password": PASSWORD}).status_code == 404

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_one_that_was_opened_too_late_does_not_come_back(self, clock, cast, method):
        path = actions.create_link(cast.sam, "reset", by=cast.dana)
        clock.shift(A_DAY)
        assert getattr(Client(), method)(path).status_code == 404
        clock.shift(-A_DAY)
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"password": PASSWORD}).status_code == 404

    def test_the_passkey_of_one_that_was_opened_too_late_neither(self, clock, cast):
        path = actions.create_link(cast.sam, "reset", by=cast.dana)
        clock.shift(A_DAY)
        Client().post(f"{path}/passkey")
        clock.shift(-A_DAY)
        assert Client().get(path).status_code == 404

    def test_ending_them_is_recorded_once_each_and_spares_the_others(self, clock, cast):
        actions.create_link(cast.sam, "reset", by=cast.dana)
        lasting = actions.create_link(cast.ana, "reset", lasting=2 * A_DAY, by=cast.dana)
        clock.shift(A_DAY)
        end_expired_links.call()
        end_expired_links.call()
        assert [event.whose for event in AuditEvent.objects.filter(event="link.expire")] == [
            name_of_patient(cast.sam)
        ]
        assert Client().get(lasting).status_code == 200
