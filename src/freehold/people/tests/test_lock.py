"""A screen locks when its person is away; coming back costs a password and loses nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from freehold.people import sessions
from freehold.people.models import SignIn
from freehold.people.tests.cast import PASSWORD, make_cast
from freehold.people.tests.codes import code_now, with_app
from freehold.people.tests.signing_in import age, client_of

pytestmark = pytest.mark.django_db

AWAY = timedelta(minutes=15)


@pytest.fixture
def dana(cast):
    """Dana at her desk, with an app on her phone."""
    client = client_of(cast.dana, how="password_code")
    client.secret = with_app(cast.dana)
    return client


def unlock(client, **more):
    return client.post("/unlock", {"password": PASSWORD, "code": code_now(client.secret)} | more)


class TestIdle:
    def test_after_a_quarter_of_an_hour_staff_are_asked_again(self, dana):
        age(dana, last_active_at=AWAY)
        assert dana.get("/patients")["Location"] == "/unlock?next=%2Fpatients"

    def test_a_minute_earlier_they_are_not(self, dana):
        age(dana, last_active_at=AWAY - timedelta(minutes=1))
        assert dana.get("/patients").status_code == 200

    def test_opening_a_page_keeps_them_in(self, dana):
        age(dana, last_active_at=AWAY - timedelta(minutes=1))
        dana.get("/patients")
        assert timezone.now() - SignIn.objects.get().last_active_at < timedelta(minutes=1)

    @pytest.mark.parametrize("headers", [{"x-poll": "1"}, {"sec-purpose": "prefetch"}])
    def test_polling_and_prefetching_do_not(self, dana, headers):
        before = age(dana, last_active_at=timedelta(minutes=10)).last_active_at
        assert dana.get("/patients", headers=headers).status_code == 200
        assert SignIn.objects.get().last_active_at == before

    def test_a_live_session_does(self, dana):
        age(dana, last_active_at=timedelta(minutes=10))
        sessions.touch(str(dana.sign_in.id))
        assert timezone.now() - SignIn.objects.get().last_active_at < timedelta(minutes=1)

    def test_a_patient_is_left_in_peace(self, cast):
        sam = client_of(cast.sam, how="password")
        age(sam, last_active_at=timedelta(hours=11))
        assert sam.get("/account").status_code == 200

    def test_pages_for_everybody_stay_open(self, dana):
        age(dana, last_active_at=AWAY)
        assert dana.get("/help-now").status_code == 200
        assert "Dana" not in dana.get("/help-now").content.decode()

    def test_a_locked_sign_in_hears_no_events_and_opens_no_gate(self, dana):
        cookies = {name: morsel.value for name, morsel in dana.cookies.items()}
        assert sessions.person_for(cookies) is not None
        age(dana, last_active_at=AWAY)
        assert sessions.person_for(cookies) is None
        assert sessions.audience(cookies) is None
        assert sessions.still_valid([str(dana.sign_in.id)]) == set()

    def test_activity_does_not_revive_a_lock(self, dana):
        age(dana, last_active_at=AWAY)
        dana.get("/help-now")
        dana.get("/patients")
        assert dana.get("/patients").status_code == 302


class TestComingBack:
    def test_password_and_code_lead_back_to_the_page(self, dana):
        age(dana, last_active_at=AWAY)
        assert dana.get("/unlock?next=/patients").status_code == 200
        assert unlock(dana, next="/patients")["Location"] == "/patients"
        assert dana.get("/patients").status_code == 200

    def test_it_is_the_same_sign_in_under_a_new_cookie(self, dana):
        cookie = dana.session.session_key
        age(dana, last_active_at=AWAY)
        unlock(dana)
        assert SignIn.objects.get().pk == dana.sign_in.pk
        assert dana.session.session_key != cookie

    @pytest.mark.parametrize(
        "given", [{"password": "wrong"}, {"code": "000000"}, {"code": ""}, {"password": ""}]
    )
    def test_less_than_both_does_not_open(self, dana, given):
        age(dana, last_active_at=AWAY)
        assert unlock(dana, **given).status_code == 422
        assert dana.get("/patients").status_code == 302

    def test_another_person_cannot_unlock_it(self, dana, cast):
        age(dana, last_active_at=AWAY)
        cast.omar.set_password("the other clinician's words")
        cast.omar.save()
        assert unlock(dana, password="the other clinician's words").status_code == 422

    def test_it_never_leads_to_another_host(self, dana):
        age(dana, last_active_at=AWAY)
        assert unlock(dana, next="https://evil.example/")["Location"] == "/"

    def test_guessing_stops(self, dana):
        age(dana, last_active_at=AWAY)
        statuses = {unlock(dana, code="000000").status_code for _ in range(8)}
        assert statuses == {422, 429}

    def test_the_sign_in_page_leads_to_the_lock(self, dana):
        age(dana, last_active_at=AWAY)
        assert dana.get("/sign-in?next=/patients")["Location"] == "/unlock?next=%2Fpatients"

    def test_somebody_else_can_sign_out_and_in(self, dana):
        age(dana, last_active_at=AWAY)
        dana.post("/sign-out")
        assert dana.get("/unlock")["Location"] == "/sign-in"

    def test_a_demonstration_has_no_password_to_ask_for(self, db):
        demo = make_cast(is_demo=True)
        client = client_of(demo.dana, how="demo")
        age(client, last_active_at=AWAY)
        assert client.post("/unlock", {"next": "/patients"})["Location"] == "/patients"
        assert client.get("/patients").status_code == 200

    def test_a_demo_sign_in_in_a_real_practice_is_not_waved_through(self, cast):
        client = client_of(cast.dana, how="demo")
        age(client, last_active_at=AWAY)
        assert client.post("/unlock").status_code == 422


class TestTwelveHours:
    def test_then_even_an_active_person_proves_it_anew(self, dana):
        age(dana, expires_at=timedelta(seconds=1))
        assert dana.get("/patients")["Location"] == "/unlock?next=%2Fpatients"
        assert unlock(dana, next="/patients")["Location"] == "/patients"
        assert SignIn.objects.count() == 2
        assert dana.get("/patients").status_code == 200

    def test_activity_does_not_prolong_it(self, dana):
        before = SignIn.objects.get().expires_at
        age(dana, last_active_at=timedelta(minutes=5))
        dana.get("/patients")
        assert SignIn.objects.get().expires_at == before


class TestNothingTypedIsLost:
    FORM = {"name": "Nia Bello", "zone": "America/New_York", "phone": "(503) 555-0142"}

    @pytest.mark.parametrize("gone", [{"last_active_at": AWAY}, {"expires_at": timedelta(seconds=1)}])
    def test_a_form_sent_too_late_waits_for_its_owner(self, dana, gone):
        age(dana, **gone)
        sent = dana.post("/patients/new", self.FORM, headers={"referer": "http://testserver/patients/new"})
        assert sent["Location"] == "/unlock?next=%2Fpatients%2Fnew"
        assert "Nia" not in dana.get("/unlock").content.decode()
        assert unlock(dana, next="/patients/new")["Location"] == "/resume?next=%2Fpatients%2Fnew"
        page = dana.get("/resume").content.decode()
        assert 'action="/patients/new"' in page
        for name, value in self.FORM.items():
            assert f'<input type="hidden" name="{name}" value="{value}">' in page
        assert dana.post("/patients/new", self.FORM).status_code == 302

    def test_the_next_lock_does_not_bring_it_up_again(self, dana):
        age(dana, last_active_at=AWAY)
        dana.post("/patients/new", self.FORM)
        unlock(dana)
        dana.get("/resume")
        age(dana, last_active_at=AWAY)
        again = dana.post("/unlock", {"password": PASSWORD, "code": code_now(dana.secret, steps=1)})
        assert again["Location"] == "/"

    def test_it_lies_sealed_in_the_database(self, dana):
        from django.db import connection

        age(dana, last_active_at=AWAY)
        dana.post("/patients/new", self.FORM)
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_data FROM people_storedsession")
            stored = str(cursor.fetchall())
        assert stored != "[]"
        assert "Nia" not in stored

    def test_passwords_and_codes_are_not_kept(self, dana):
        age(dana, last_active_at=AWAY)
        dana.post("/account/password", {"password": "a new password", "code": "123456", "note": "kept"})
        unlock(dana)
        page = dana.get("/resume").content.decode()
        assert "kept" in page
        assert "a new password" not in page
        assert "123456" not in page

    def test_another_person_on_the_same_browser_does_not_get_it(self, dana, cast):
        age(dana, last_active_at=AWAY)
        dana.post("/patients/new", self.FORM)
        dana.post("/sign-out")
        dana.post("/sign-in", {"email": "sam@mail.example", "password": PASSWORD})
        assert dana.get("/account").status_code == 200
        assert dana.get("/resume").status_code == 404

    def test_a_form_from_another_site_is_not_kept(self, cast):
        client = client_of(cast.dana, how="password_code", enforce_csrf_checks=True)
        age(client, last_active_at=AWAY)
        assert client.post("/patients/new", self.FORM).status_code == 403
        assert "held" not in client.session

    def test_htmx_and_scripts_are_told_where_to_go(self, dana):
        age(dana, last_active_at=AWAY)
        part = dana.get(
            "/patients", headers={"hx-request": "true", "hx-current-url": "http://testserver/account"}
        )
        assert part["HX-Redirect"] == "/unlock?next=%2Faccount"
        answer = dana.post(
            f"/patients/{uuid4()}/invite",
            "{}",
            content_type="application/json",
            headers={"referer": "http://testserver/patients"},
        )
        assert answer.status_code == 401
        assert answer.json()["problem"] == "locked"
        assert answer.json()["go"] == "/unlock?next=%2Fpatients"


class TestProvingItAgain:
    def test_changes_to_signing_in_ask_again_after_a_while(self, dana):
        age(dana, confirmed_at=timedelta(minutes=16))
        assert dana.get("/account").status_code == 200
        assert dana.get("/account/password")["Location"] == "/unlock?next=%2Faccount%2Fpassword"
        assert unlock(dana, next="/account/password")["Location"] == "/account/password"
        assert dana.get("/account/password").status_code == 200

    def test_right_after_signing_in_they_do_not(self, dana):
        assert dana.get("/account/password").status_code == 200

    def test_a_stranger_is_sent_to_sign_in(self):
        assert Client().get("/unlock")["Location"] == "/sign-in"
