"""Everybody has a page of their own; the practice has one too; help needs nothing."""

import pytest
from django.test import Client

from freehold.people import access
from freehold.people.tests.signing_in import client_of

pytestmark = pytest.mark.django_db


class TestProfile:
    def test_one_says_what_to_be_called_and_where_one_is(self, cast):
        sam = client_of(cast.sam)
        given = {"preferred_name": "Sammy", "pronouns": "they/them", "zone": "Europe/Lisbon"}
        assert sam.post("/account", given)["Location"] == "/account"
        cast.sam.refresh_from_db()
        assert (cast.sam.first_name, cast.sam.pronouns, cast.sam.zone) == (
            "Sammy",
            "they/them",
            "Europe/Lisbon",
        )

    def test_a_patient_s_name_on_record_stays(self, cast):
        client_of(cast.sam).post("/account", {"name": "Somebody Else", "zone": "UTC"})
        cast.sam.refresh_from_db()
        assert cast.sam.name == "Sam Brennan"

    def test_staff_change_their_own(self, cast):
        client_of(cast.dana).post("/account", {"name": "Dana Reyes-Wolf", "zone": "America/Denver"})
        cast.dana.refresh_from_db()
        assert cast.dana.name == "Dana Reyes-Wolf"

    def test_an_unknown_zone_is_refused(self, cast):
        assert client_of(cast.sam).post("/account", {"zone": "Mars/Olympus"}).status_code == 422

    def test_on_a_bare_address_passkeys_are_explained_and_not_offered(self, cast):
        page = client_of(cast.sam).get("/account", headers={"host": "127.0.0.1"}).content.decode()
        assert "bare address" in page
        assert "data-passkey" not in page

    def test_on_a_name_they_are_offered(self, cast):
        page = client_of(cast.sam).get("/account", headers={"host": "localhost"}).content.decode()
        assert 'data-passkey="create"' in page

    def test_asking_for_a_passkey_on_a_bare_address_is_refused(self, cast):
        answer = client_of(cast.sam).post("/account/passkeys/options", headers={"host": "127.0.0.1"})
        assert answer.status_code == 409


LINES = {
    "lines-TOTAL_FORMS": "2",
    "lines-INITIAL_FORMS": "2",
    "lines-0-label": "Lifeline",
    "lines-0-number": "988",
    "lines-1-label": "Emergency",
    "lines-1-number": "9-1-1",
}
PRACTICE = {"name": "Cedar & Co", "zone": "America/Chicago", "phone": "212 555 0100"} | LINES


class TestPractice:
    def test_the_owner_changes_it(self, cast):
        assert client_of(cast.rosa).post("/practice", PRACTICE).status_code == 302
        practice = access.practice()
        assert (practice.name, practice.zone, practice.phone) == (
            "Cedar & Co",
            "America/Chicago",
            "+12125550100",
        )
        assert practice.crisis_lines[1] == {"label": "Emergency", "number": "911"}

    def test_nobody_else_does(self, cast):
        for person in (cast.dana, cast.fred, cast.sam):
            assert client_of(person).post("/practice", PRACTICE).status_code == 404
        assert access.practice().name == "Cedar Counseling"

    def test_at_least_one_crisis_number_stays(self, cast):
        struck = {"lines-0-DELETE": "on", "lines-1-DELETE": "on"}
        assert client_of(cast.rosa).post("/practice", PRACTICE | struck).status_code == 422

    @pytest.mark.parametrize("number", ["help", "tel:988", "<b>", "1"])
    def test_what_cannot_be_dialled_is_refused(self, cast, number):
        assert (
            client_of(cast.rosa).post("/practice", PRACTICE | {"lines-0-number": number}).status_code == 422
        )


class TestHelpNow:
    def test_it_shows_the_practice_s_numbers_to_anybody(self, cast):
        client_of(cast.rosa).post(
            "/practice", PRACTICE | {"lines-0-label": "Night line", "lines-0-number": "113"}
        )
        page = Client().get("/help-now").content.decode()
        assert 'href="tel:113"' in page
        assert "Night line" in page

    def test_it_works_before_there_is_a_practice(self, db):
        page = Client().get("/help-now").content.decode()
        assert 'href="tel:988"' in page
        assert 'href="tel:911"' in page

    def test_it_works_for_everybody_in_every_state(self, cast):
        for client in (client_of(cast.sam), client_of(cast.dana, how="password"), Client()):
            assert client.get("/help-now").status_code == 200


class TestOldForm:
    def test_a_form_with_a_stale_secret_gets_a_kind_page_and_does_nothing(self, cast):
        client = client_of(cast.rosa, enforce_csrf_checks=True)
        answer = client.post("/practice", PRACTICE)
        assert answer.status_code == 403
        assert "Nothing was changed" in answer.content.decode()
        assert access.practice().name == "Cedar Counseling"
