"""Staff add a second step before anything opens; secrets lie sealed; the last step cannot be taken away."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection
from django.urls import get_resolver

from freehold.audit.models import AuditEvent
from freehold.people import actions, totp
from freehold.people.models import SignIn
from freehold.people.tests.cast import PASSWORD
from freehold.people.tests.codes import code_now, with_app
from freehold.people.tests.signing_in import client_of

pytestmark = pytest.mark.django_db

BEFORE = {"secure", "authenticator", "new_passkey", "new_passkey_options", "sign_out"}


@pytest.fixture
def weak(cast):
    """Dana, signed in with her password only, nothing enrolled."""
    return client_of(cast.dana, how="password")


class TestEnforcement:
    def test_no_page_opens_before_it(self, weak):
        for page in ("/", "/patients", "/patients/new", "/account", "/account/devices"):
            assert weak.get(page)["Location"].startswith("/account/secure"), page

    def test_only_enrolling_and_signing_out_are_marked_as_open_before_it(self):
        marked = {
            pattern.name
            for resolver in get_resolver().url_patterns
            for pattern in getattr(resolver, "url_patterns", [resolver])
            if hasattr(pattern.callback, "before_second_factor")
        }
        assert marked == BEFORE

    def test_help_is_open(self, weak):
        assert weak.get("/help-now").status_code == 200

    def test_scripts_are_told(self, weak):
        answer = weak.get("/patients", headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["problem"]) == (401, "second_factor")

    def test_a_patient_is_not_asked(self, cast):
        assert client_of(cast.sam, how="password").get("/account").status_code == 200

    def test_events_and_the_gate_stay_shut_too(self, weak):
        from freehold.people import sessions

        cookies = {name: morsel.value for name, morsel in weak.cookies.items()}
        assert sessions.person_for(cookies) is None
        assert sessions.still_valid([str(weak.sign_in.id)]) == set()

    def test_enrolled_meanwhile_elsewhere_the_old_step_is_asked_before_a_new_one(self, weak, cast):
        with_app(cast.dana)
        assert weak.get("/account/authenticator")["Location"].startswith("/unlock")
        assert weak.post("/account/passkeys/options").status_code == 302


class TestApp:
    def test_a_right_code_enrols_and_this_sign_in_counts(self, weak):
        page = weak.get("/account/authenticator").content.decode()
        secret = weak.session["new_app_secret"]
        assert "<svg" in page
        assert totp.grouped(secret) in page
        answer = weak.post("/account/authenticator", {"code": code_now(secret), "next": "/patients"})
        assert answer["Location"] == "/account/recovery-codes?next=%2Fpatients"
        assert SignIn.objects.get().how == "password_code"
        assert weak.get("/patients").status_code == 200

    def test_a_wrong_code_changes_nothing(self, weak):
        weak.get("/account/authenticator")
        assert weak.post("/account/authenticator", {"code": "000000"}).status_code == 422
        assert not Authenticator.objects.exists()
        assert weak.get("/patients").status_code == 302

    def test_the_secret_stays_the_same_until_it_is_proved(self, weak):
        weak.get("/account/authenticator")
        first = weak.session["new_app_secret"]
        weak.post("/account/authenticator", {"code": "000000"})
        assert weak.session["new_app_secret"] == first

    def test_the_enrolling_code_is_spent(self, weak, cast):
        weak.get("/account/authenticator")
        secret = weak.session["new_app_secret"]
        code = code_now(secret)
        weak.post("/account/authenticator", {"code": code})
        assert not actions.use_authenticator_code(cast.dana, code)

    def test_no_table_holds_the_seed(self, weak):
        weak.get("/account/authenticator")
        secret = weak.session["new_app_secret"]
        for _ in range(2):
            with connection.cursor() as cursor:
                for table in connection.introspection.table_names():
                    cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                    assert secret not in str(cursor.fetchall()), table
            weak.post("/account/authenticator", {"code": code_now(secret)})
        assert Authenticator.objects.exists()

    def test_a_new_app_replaces_the_old(self, cast):
        old = with_app(cast.dana)
        with_app(cast.dana)
        assert not actions.use_authenticator_code(cast.dana, code_now(old))


class TestRemoving:
    def test_the_last_step_of_staff_stays(self, cast):
        with_app(cast.dana)
        app = Authenticator.objects.get()
        answer = client_of(cast.dana).post(f"/account/second-steps/{app.id}/remove")
        assert answer.status_code == 409
        assert Authenticator.objects.exists()

    def test_a_patient_may_go_back_to_the_password_alone(self, cast):
        with_app(cast.sam)
        actions.renew_recovery_codes(cast.sam)
        app = Authenticator.objects.get()
        client = client_of(cast.sam, how="password_code")
        assert client.post(f"/account/second-steps/{app.id}/remove").status_code == 302
        assert not Authenticator.objects.exists()
        assert not cast.sam.recovery_codes.exists()

    def test_anothers_is_not_there(self, cast):
        with_app(cast.sam)
        app = Authenticator.objects.get()
        assert (
            client_of(cast.ana, how="password").post(f"/account/second-steps/{app.id}/remove").status_code
            == 404
        )
        assert Authenticator.objects.exists()


class TestRecord:
    def test_each_change_is_written_down_without_its_secret(self, cast):
        secret = with_app(cast.dana)
        codes = actions.renew_recovery_codes(cast.dana)
        actions.set_password(cast.dana, "a new and longer password", keeping=None)
        rows = [str(vars(event)) for event in AuditEvent.objects.all()]
        for event in ("mfa.app_add", "mfa.codes_renew", "password.change"):
            assert AuditEvent.objects.filter(event=event).exists()
        assert not any(word in row for row in rows for word in (secret, codes[0], "longer"))


class TestAllauth:
    def test_its_email_tables_stay_empty(self, cast, client):
        with_app(cast.dana)
        client.post("/sign-in", {"email": "sam@mail.example", "password": PASSWORD})
        assert not EmailAddress.objects.exists()

    @pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/login/", "/signup", "/accounts/"])
    def test_none_of_its_pages_are_served(self, client, path):
        assert client.get(path).status_code == 404

    def test_passwords_are_hashed_with_argon2(self):
        from freehold.config import settings

        assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
