"""The server's clock is set back by a day: nobody is kept out by it, and nothing spent works again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from freehold.audit.models import AuditEvent
from freehold.audit.references import name_of_patient
from freehold.people import actions
from freehold.people.tasks import end_expired_links
from freehold.people.tests.cast import PASSWORD

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
