"""Somebody signs in with a password, and the answer tells a stranger nothing."""

from unittest.mock import patch

import pytest
import time_machine
from django.test import Client

from freehold.audit.models import AuditEvent
from freehold.people import actions, limits
from freehold.people.models import SignIn
from freehold.people.tests.cast import PASSWORD
from freehold.people.tests.codes import code_now, with_app
from freehold.people.tests.signing_in import client_of

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = PASSWORD, **more):
    return client.post("/sign-in", {"email": email, "password": password} | more)


class TestPassword:
    def test_a_patient_gets_in_with_it_alone(self, cast):
        client = Client()
        answer = sign_in(client, "sam@mail.example")
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert SignIn.objects.get(person=cast.sam).how == "password"
        assert client.get("/account").status_code == 200

    def test_case_and_spaces_of_the_address_do_not_matter(self, cast):
        assert sign_in(Client(), "  SAM@Mail.Example ").status_code == 302

    def test_it_leads_to_the_page_asked_for(self, cast):
        client = Client()
        asked = client.get("/account/devices")
        assert asked["Location"] == "/sign-in?next=%2Faccount%2Fdevices"
        assert sign_in(client, "sam@mail.example", next="/account/devices")["Location"] == "/account/devices"

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "///evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "sign-in",
            "/sign-out",
        ],
    )
    def test_it_never_leads_to_another_host_or_in_a_circle(self, cast, elsewhere):
        assert sign_in(Client(), "sam@mail.example", next=elsewhere)["Location"] == "/"

    def test_the_session_key_changes(self, cast):
        client = Client()
        client.post("/sign-in/passkey/options")
        before = client.session.session_key
        sign_in(client, "sam@mail.example")
        assert before is not None
        assert client.session.session_key not in (None, before)


class TestRefusal:
    def answers(self, cast):
        actions.deactivate(cast.ana, by=cast.rosa)
        cast.kim.set_unusable_password()
        cast.kim.save()
        return [
            sign_in(Client(), "nobody@nowhere.example"),
            sign_in(Client(), "sam@mail.example", "not the password"),
            sign_in(Client(), "ana@mail.example"),
            sign_in(Client(), "kim@mail.example"),
        ]

    def test_unknown_wrong_closed_and_invited_get_the_same_page(self, cast):
        pages = set()
        for answer in self.answers(cast):
            assert answer.status_code == 422
            page = answer.content.decode()
            # The address typed stands in its field again, and the CSRF mask differs each time.
            pages.add(page.split("error-summary")[1].split("</ul>")[0])
        assert len(pages) == 1

    def test_each_costs_exactly_one_hash(self, cast):
        from django.contrib.auth import hashers

        actions.deactivate(cast.ana, by=cast.rosa)
        real, counted = hashers.MD5PasswordHasher.encode, []

        def encode(self, *args):
            counted.append(1)
            return real(self, *args)

        costs = set()
        with patch.object(hashers.MD5PasswordHasher, "encode", encode):
            for email, password in [
                ("nobody@nowhere.example", PASSWORD),
                ("sam@mail.example", "not the password"),
                ("ana@mail.example", PASSWORD),
            ]:
                counted.clear()
                sign_in(Client(), email, password)
                costs.add(len(counted))
        assert costs == {1}

    def test_it_is_recorded_without_the_address(self, cast):
        sign_in(Client(), "nobody@nowhere.example")
        entry = AuditEvent.objects.filter(event="sign_in.refused").latest("number")
        assert "nowhere" not in str(vars(entry))

    def test_what_was_typed_stays_but_not_the_password(self, cast):
        page = sign_in(Client(), "sam@mail.example", "not the password").content.decode()
        assert "sam@mail.example" in page
        assert "not the password" not in page

    def test_nobody_is_signed_in(self, cast):
        client = Client()
        sign_in(client, "sam@mail.example", "wrong")
        assert client.get("/account").status_code == 302
        assert not SignIn.objects.exists()


class TestTooOften:
    def test_after_ten_failures_even_the_right_password_waits(self, cast):
        client = Client()
        for _ in range(limits.PASSWORD_PER_PLACE.tries):
            assert sign_in(client, "sam@mail.example", "wrong").status_code == 422
        answer = sign_in(client, "sam@mail.example")
        assert answer.status_code == 429
        assert "wait" in answer.content.decode()

    def test_others_are_not_kept_out_by_it(self, cast):
        for _ in range(limits.PASSWORD_PER_PLACE.tries):
            sign_in(Client(), "sam@mail.example", "wrong")
        assert sign_in(Client(), "ana@mail.example").status_code == 302

    def test_successes_do_not_count(self, cast):
        for _ in range(limits.PASSWORD_PER_PLACE.tries + 2):
            assert sign_in(Client(), "sam@mail.example").status_code == 302

    def test_the_wait_ends(self, cast):
        with time_machine.travel("2026-11-24 15:00:00Z", tick=False) as clock:
            for _ in range(limits.PASSWORD_PER_PLACE.tries):
                sign_in(Client(), "sam@mail.example", "wrong")
            assert sign_in(Client(), "sam@mail.example").status_code == 429
            clock.shift(limits.PASSWORD_PER_PLACE.within)
            assert sign_in(Client(), "sam@mail.example").status_code == 302

    def test_the_cache_holds_no_address(self, cast):
        from django.db import connection

        sign_in(Client(), "sam@mail.example", "wrong")
        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key, value FROM cache")
            rows = str(cursor.fetchall())
        assert "limit:" in rows
        assert "sam" not in rows


class TestSecondStep:
    def test_the_password_alone_opens_nothing(self, cast):
        with_app(cast.dana)
        client = Client()
        answer = sign_in(client, "dana@cedar.example", next="/patients")
        assert answer["Location"] == "/sign-in/code?next=%2Fpatients"
        assert client.get("/patients")["Location"].startswith("/sign-in")
        assert not SignIn.objects.exists()

    def test_the_code_opens_the_page_asked_for(self, cast):
        secret = with_app(cast.dana)
        client = Client()
        sign_in(client, "dana@cedar.example")
        answer = client.post("/sign-in/code", {"code": code_now(secret), "next": "/patients"})
        assert answer["Location"] == "/patients"
        assert SignIn.objects.get().how == "password_code"
        assert client.get("/patients").status_code == 200

    def test_a_code_works_once(self, cast):
        secret = with_app(cast.dana)
        code = code_now(secret)
        first, second = Client(), Client()
        for client in (first, second):
            sign_in(client, "dana@cedar.example")
        assert first.post("/sign-in/code", {"code": code}).status_code == 302
        assert second.post("/sign-in/code", {"code": code}).status_code == 422

    def test_an_older_code_does_not_work_after_a_newer_one(self, cast):
        secret = with_app(cast.dana)
        assert actions.use_authenticator_code(cast.dana, code_now(secret))
        assert not actions.use_authenticator_code(cast.dana, code_now(secret, steps=-1))

    def test_a_clock_half_a_minute_off_is_forgiven_and_two_minutes_are_not(self, cast):
        secret = with_app(cast.dana)
        assert actions.use_authenticator_code(cast.dana, code_now(secret, steps=-1))
        assert not actions.use_authenticator_code(cast.dana, code_now(secret, steps=4))

    def test_guessing_stops(self, cast):
        secret = with_app(cast.dana)
        client = Client()
        sign_in(client, "dana@cedar.example")
        for _ in range(limits.SECOND_STEP.tries):
            assert client.post("/sign-in/code", {"code": "000000"}).status_code == 422
        assert client.post("/sign-in/code", {"code": code_now(secret)}).status_code == 429

    def test_the_first_step_is_forgotten_after_ten_minutes(self, cast):
        secret = with_app(cast.dana)
        client = Client()
        with time_machine.travel("2026-11-24 15:00:00Z", tick=False) as clock:
            sign_in(client, "dana@cedar.example")
            clock.shift(601)
            answer = client.post("/sign-in/code", {"code": code_now(secret)})
        assert answer["Location"] == "/sign-in"
        assert not SignIn.objects.exists()

    def test_the_page_without_a_first_step_leads_back(self, cast):
        assert Client().get("/sign-in/code")["Location"] == "/sign-in"

    def test_a_patient_who_chose_an_app_is_asked_too(self, cast):
        with_app(cast.sam)
        assert sign_in(Client(), "sam@mail.example")["Location"] == "/sign-in/code"


class TestRecoveryCode:
    def test_each_works_once_in_place_of_the_phone(self, cast):
        with_app(cast.dana)
        code = actions.renew_recovery_codes(cast.dana)[3]
        for expected in (302, 422):
            client = Client()
            sign_in(client, "dana@cedar.example")
            assert client.post("/sign-in/code", {"code": code.lower()}).status_code == expected
        assert SignIn.objects.get().how == "password_recovery"

    def test_renewing_ends_the_old_ones(self, cast):
        old = actions.renew_recovery_codes(cast.dana)
        actions.renew_recovery_codes(cast.dana)
        assert not any(actions.use_recovery_code(cast.dana, code) for code in old)

    def test_anothers_do_not_work(self, cast):
        codes = actions.renew_recovery_codes(cast.omar)
        actions.renew_recovery_codes(cast.dana)
        assert not actions.use_recovery_code(cast.dana, codes[0])

    @pytest.mark.parametrize("text", ["", "x", "0", "²KQ7MX2P9RTA", "99999999999999999999"])
    def test_nonsense_is_refused_and_not_an_error(self, cast, text):
        actions.renew_recovery_codes(cast.dana)
        assert not actions.use_recovery_code(cast.dana, text)

    def test_the_database_holds_only_hashes(self, cast):
        from django.db import connection

        codes = actions.renew_recovery_codes(cast.dana)
        with connection.cursor() as cursor:
            cursor.execute("SELECT code_hash FROM people_recoverycode")
            stored = str(cursor.fetchall())
        assert not any(code in stored or code.replace("-", "") in stored for code in codes)


class TestSignOut:
    def test_it_ends_the_sign_in_and_forgets_the_session(self, cast):
        client = client_of(cast.sam)
        assert client.post("/sign-out")["Location"] == "/sign-in"
        assert client.get("/account").status_code == 302
        assert SignIn.objects.get().revoked_at is not None

    def test_an_old_cookie_opens_nothing_afterwards(self, cast):
        client = client_of(cast.sam)
        cookie = client.cookies.output(header="")
        client.post("/sign-out")
        assert Client(headers={"cookie": cookie}).get("/account").status_code == 302

    def test_a_get_does_not_sign_out(self, cast):
        client = client_of(cast.sam)
        assert client.get("/sign-out").status_code == 405
        assert client.get("/account").status_code == 200
