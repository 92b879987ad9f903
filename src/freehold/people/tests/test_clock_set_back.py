"""The server's clock is set back by a day: nobody is kept out by it, and nothing spent works again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from freehold.people import actions
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
