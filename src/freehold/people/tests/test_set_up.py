"""The first run: a link makes the practice and its owner, and the owner adds a second step."""

import pytest
from django.test import Client

from freehold.people import access, actions
from freehold.people.models import OneTimeLink, Person, Practice
from freehold.people.tests.cast import PASSWORD
from freehold.people.tests.codes import code_now

pytestmark = pytest.mark.django_db

GIVEN = {
    "practice_name": "Cedar Counseling",
    "zone": "America/Chicago",
    "name": "Rosa Lindqvist",
    "email": "Rosa@Cedar.example",
    "password": PASSWORD,
    "sees_patients": "on",
}


class TestSetUp:
    def test_it_makes_the_practice_and_an_owner_who_must_add_a_second_step(self):
        path, client = actions.create_setup_link(), Client()
        assert client.get(path).status_code == 200
        assert client.post(path, GIVEN)["Location"] == "/account/secure"
        owner = Person.objects.get()
        assert (owner.role, owner.name, owner.email) == ("owner", "Rosa Lindqvist", "rosa@cedar.example")
        assert owner.is_clinician
        assert access.practice().zone == "America/Chicago"
        assert client.get("/patients")["Location"].startswith("/account/secure")

    def test_then_the_app_the_codes_and_home(self):
        path, client = actions.create_setup_link(), Client()
        client.post(path, GIVEN)
        assert client.get("/account/secure").status_code == 200
        assert client.get("/account/authenticator").status_code == 200
        secret = client.session["new_app_secret"]
        enrolled = client.post("/account/authenticator", {"code": code_now(secret)})
        assert enrolled["Location"] == "/account/recovery-codes"
        page = client.get("/account/recovery-codes").content.decode()
        assert page.count("<li><code>") == 10
        assert client.post("/account/recovery-codes", {"kept": "1"})["Location"] == "/"
        assert "<li><code>" not in client.get("/account/recovery-codes").content.decode()
        assert client.get("/patients").status_code == 200

    def test_looking_does_not_use_the_link_up(self):
        path = actions.create_setup_link()
        for _ in range(3):
            assert Client().get(path).status_code == 200
        assert not Practice.objects.exists()

    def test_a_mistake_keeps_what_was_typed_and_the_link(self):
        path, client = actions.create_setup_link(), Client()
        answer = client.post(path, GIVEN | {"password": "short"})
        assert answer.status_code == 422
        assert "Cedar Counseling" in answer.content.decode()
        assert not Practice.objects.exists()
        assert client.post(path, GIVEN).status_code == 302

    @pytest.mark.parametrize("password", ["password123", "1234567890", "short"])
    def test_short_and_common_passwords_are_refused(self, password):
        answer = Client().post(actions.create_setup_link(), GIVEN | {"password": password})
        assert answer.status_code == 422

    @pytest.mark.parametrize("password", ["onlylowercaseletters", "   spaces around   ", "пароль без цифр"])
    def test_no_letters_or_signs_are_demanded(self, password):
        answer = Client().post(actions.create_setup_link(), GIVEN | {"password": password})
        assert answer.status_code == 302
        assert Person.objects.get().check_password(password)

    def test_a_second_set_up_is_refused_even_with_a_fresh_link(self):
        first, second = actions.create_setup_link(), None
        Client().post(first, GIVEN)
        second = actions.create_setup_link()
        assert Client().get(second).status_code == 404
        assert Client().post(second, GIVEN | {"email": "thief@evil.example"}).status_code == 404
        assert Person.objects.count() == 1

    def test_a_newer_set_up_link_ends_the_older(self):
        older = actions.create_setup_link()
        actions.create_setup_link()
        assert Client().get(older).status_code == 404

    def test_the_database_itself_refuses_a_second_practice(self):
        actions.create_practice(name="One", zone="UTC")
        with pytest.raises(actions.AlreadySetUp):
            actions.create_practice(name="Two", zone="UTC")
        assert Practice.objects.get().name == "One"

    def test_before_it_the_sign_in_page_says_what_to_do(self):
        assert "not set up yet" in Client().get("/sign-in").content.decode()

    def test_the_link_is_stored_as_a_hash(self):
        path = actions.create_setup_link()
        token = path.rpartition("/")[2]
        row = OneTimeLink.objects.get()
        assert len(token) == 43
        assert token not in str(vars(row))
