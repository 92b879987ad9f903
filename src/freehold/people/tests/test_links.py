"""People come in by one-time links; whatever is wrong with one, the page is kind and tells nothing."""

from datetime import timedelta
from ipaddress import IPv4Address
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from freehold.audit.models import AuditEvent
from freehold.people import actions, scope
from freehold.people.models import OneTimeLink, SignIn
from freehold.people.tests.cast import PASSWORD, make_cast
from freehold.people.tests.codes import with_app
from freehold.people.tests.signing_in import client_of

pytestmark = pytest.mark.django_db


def newcomer(cast):
    return actions.create_patient(
        name="Nia Bello", email="nia@mail.example", zone="America/New_York", by=cast.dana, clinician=cast.dana
    )


class TestInvitation:
    def test_a_patient_chooses_a_password_and_is_in(self, cast):
        nia = newcomer(cast)
        path, client = actions.create_link(nia, "invite", by=cast.dana), Client()
        page = client.get(path).content.decode()
        assert "Welcome, Nia" in page
        assert client.post(path, {"password": PASSWORD})["Location"] == "/"
        nia.refresh_from_db()
        assert nia.check_password(PASSWORD)
        assert client.get("/account").status_code == 200

    def test_a_colleague_goes_on_to_the_second_step(self, cast):
        path = actions.create_link(cast.omar, "invite", by=cast.rosa)
        client = Client()
        client.post(path, {"password": PASSWORD})
        assert client.get("/patients")["Location"] == "/account/secure?next=%2Fpatients"

    def test_it_works_once(self, cast):
        path = actions.create_link(newcomer(cast), "invite", by=cast.dana)
        assert Client().post(path, {"password": PASSWORD}).status_code == 302
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"password": PASSWORD}).status_code == 404

    def test_a_weak_password_does_not_use_it_up(self, cast):
        path = actions.create_link(newcomer(cast), "invite", by=cast.dana)
        assert Client().post(path, {"password": "short"}).status_code == 422
        assert Client().post(path, {"password": PASSWORD}).status_code == 302

    def test_head_and_prefetch_use_nothing_up(self, cast):
        path = actions.create_link(newcomer(cast), "invite", by=cast.dana)
        client = Client()
        client.get(path, headers={"sec-purpose": "prefetch"})
        client.head(path)
        client.options(path)
        assert Client().get(path).status_code == 200

    def test_it_runs_out(self, cast):
        path = actions.create_link(newcomer(cast), "invite", by=cast.dana)
        with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
            assert Client().get(path).status_code == 404

    def test_a_newer_one_ends_it(self, cast):
        nia = newcomer(cast)
        older = actions.create_link(nia, "invite", by=cast.dana)
        actions.create_link(nia, "invite", by=cast.dana)
        assert Client().get(older).status_code == 404

    def test_it_can_be_revoked(self, cast):
        nia = newcomer(cast)
        path = actions.create_link(nia, "invite", by=cast.dana)
        link = OneTimeLink.objects.get(person=nia)
        answer = client_of(cast.dana).post(f"/patients/{nia.id}/links/{link.id}/revoke")
        assert answer.status_code == 302
        assert Client().get(path).status_code == 404

    def test_a_closed_account_is_not_opened_by_it(self, cast):
        path = actions.create_link(cast.omar, "invite", by=cast.rosa)
        actions.deactivate(cast.omar, by=cast.rosa)
        assert Client().post(path, {"password": PASSWORD}).status_code == 404

    def test_making_and_using_it_are_recorded_without_the_token(self, cast):
        nia = newcomer(cast)
        path = actions.create_link(nia, "invite", by=cast.dana)
        Client().post(path, {"password": PASSWORD})
        events = list(AuditEvent.objects.filter(event__in=["link.create", "link.use"]).order_by("number"))
        assert [event.event for event in events] == ["link.create", "link.use"]
        assert not any(path.rpartition("/")[2] in str(vars(event)) for event in events)


class TestReset:
    def test_every_old_way_in_ends(self, cast):
        with_app(cast.dana)
        actions.renew_recovery_codes(cast.dana)
        elsewhere = client_of(cast.dana)
        path = actions.create_link(cast.dana, "reset", by=cast.rosa)
        client = Client()
        assert client.post(path, {"password": "quite another set of words"}).status_code == 302
        assert elsewhere.get("/account").status_code == 302
        cast.dana.refresh_from_db()
        assert not cast.dana.check_password(PASSWORD)
        assert not cast.dana.recovery_codes.exists()
        assert client.get("/patients")["Location"].startswith("/account/secure")

    def test_until_it_is_used_the_old_ways_work(self, cast):
        actions.create_link(cast.sam, "reset", by=cast.dana)
        assert (
            Client().post("/sign-in", {"email": "sam@mail.example", "password": PASSWORD}).status_code == 302
        )


class TestVisit:
    def test_it_opens_one_session_and_nothing_else(self, cast):
        session = uuid4()
        path = actions.create_link(cast.guido, "visit", scope=scope.for_session(session), by=cast.dana)
        client = Client()
        assert client.get(path).status_code == 200
        assert client.post(path)["Location"] == f"/sessions/{session}"
        assert client.get("/")["Location"] == f"/sessions/{session}"
        assert client.get("/help-now").status_code == 200
        for elsewhere in ("/account", "/account/devices", f"/sessions/{uuid4()}", "/patients"):
            assert client.get(elsewhere).status_code == 404

    def test_used_again_on_the_same_device_it_leads_on(self, cast):
        session = uuid4()
        path = actions.create_link(cast.guido, "visit", scope=scope.for_session(session), by=cast.dana)
        client = Client()
        client.post(path)
        page = client.get(path)
        assert page.status_code == 200
        assert f'href="/sessions/{session}"' in page.content.decode()
        assert Client().get(path).status_code == 404


class TestDemo:
    def test_it_does_not_work_in_a_real_practice(self, cast):
        path = actions.create_link(cast.dana, "demo", by=None)
        assert Client().get(path).status_code == 404
        assert Client().post(path).status_code == 404
        assert not SignIn.objects.exists()

    def test_it_does_not_work_from_another_machine(self, db):
        demo = make_cast(is_demo=True)
        path = actions.create_link(demo.dana, "demo", by=None)
        assert Client(REMOTE_ADDR="192.0.2.7").post(path).status_code == 404
        assert Client().post(path).status_code == 302

    def test_it_does_not_work_when_the_address_is_a_public_one(self, db, settings):
        demo = make_cast(is_demo=True)
        path = actions.create_link(demo.dana, "demo", by=None)
        settings.OPTIONS = settings.OPTIONS.model_copy(update={"address": IPv4Address("203.0.113.10")})
        assert Client().post(path).status_code == 404

    def test_staff_by_it_need_no_second_step(self, db):
        demo = make_cast(is_demo=True)
        client = Client()
        client.post(actions.create_link(demo.dana, "demo", by=None))
        assert client.get("/patients").status_code == 200


class TestSomebodyElse:
    def test_opened_while_signed_in_as_another_it_says_so_and_swaps_nothing(self, cast):
        path = actions.create_link(newcomer(cast), "invite", by=cast.dana)
        client = client_of(cast.dana)
        for answer in (client.get(path), client.post(path, {"password": PASSWORD})):
            assert answer.status_code == 409
            page = answer.content.decode()
            assert "You are signed in as Dana" in page
            assert "Nia" not in page
        assert "Dana Reyes" in client.get("/account").content.decode()
        assert Client().get(path).status_code == 200

    def test_signing_out_first_leads_back_to_the_link(self, cast):
        path = actions.create_link(newcomer(cast), "invite", by=cast.dana)
        client = client_of(cast.dana)
        assert client.post("/sign-out", {"next": path})["Location"] == path
        assert "Welcome, Nia" in client.get(path).content.decode()

    def test_a_locked_screen_counts_as_somebody_too(self, cast):
        from freehold.people.tests.signing_in import age

        path = actions.create_link(newcomer(cast), "invite", by=cast.dana)
        client = client_of(cast.dana)
        age(client, last_active_at=timedelta(minutes=16))
        assert client.get(path).status_code == 409


class TestNothingIsTold:
    def test_wrong_used_old_revoked_and_closed_look_alike(self, cast):
        used = actions.create_link(newcomer(cast), "invite", by=cast.dana)
        Client().post(used, {"password": PASSWORD})
        old = actions.create_link(cast.ana, "invite", by=cast.omar, lasting=timedelta(seconds=-1))
        closed = actions.create_link(cast.omar, "invite", by=cast.rosa)
        actions.deactivate(cast.omar, by=cast.rosa)
        pages = set()
        for path in (used, old, closed, "/link/AAAA", "/link/" + "x" * 300):
            answer = Client().get(path)
            assert answer.status_code == 404
            page = answer.content.decode()
            pages.add(page.split('<main id="main"')[1].split("</main>")[0])
        assert len(pages) == 1

    def test_two_who_press_at_once_do_not_both_get_in(self, cast):
        nia = newcomer(cast)
        actions.create_link(nia, "invite", by=cast.dana)
        seen_by_both = OneTimeLink.objects.get(person=nia)
        again = OneTimeLink.objects.get(person=nia)
        actions.accept_with_password(seen_by_both, PASSWORD)
        with pytest.raises(actions.LinkSpent):
            actions.accept_with_password(again, "the thief's password words")
        nia.refresh_from_db()
        assert nia.check_password(PASSWORD)
