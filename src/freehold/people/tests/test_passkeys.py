"""A passkey is two factors in one, so nothing less than a verified, fresh, own answer opens anything."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from freehold.people import actions
from freehold.people.models import SignIn
from freehold.people.tests.cast import PASSWORD
from freehold.people.tests.passkey_device import Device
from freehold.people.tests.signing_in import age, client_of

pytestmark = pytest.mark.django_db

LOCAL = {"headers": {"host": "localhost"}}


def enrol(client: Client, device: Device, **how):
    options = client.post("/account/passkeys/options").json()
    return client.post("/account/passkeys", {"credential": device.create(options, **how)})


def sign_in(client: Client, device: Device, **how):
    options = client.post("/sign-in/passkey/options").json()
    return client.post("/sign-in/passkey", {"credential": device.get(options, **how), "next": "/account"})


@pytest.fixture
def phone(cast):
    """Dana's, with a passkey on it."""
    device = Device()
    assert enrol(client_of(cast.dana, **LOCAL), device).status_code == 302
    SignIn.objects.all().delete()
    return device


class TestMaking:
    def test_options_ask_for_a_verified_discoverable_key(self, cast):
        options = client_of(cast.dana, **LOCAL).post("/account/passkeys/options").json()["publicKey"]
        assert options["rp"] == {"id": "localhost", "name": "Cedar Counseling"}
        assert options["authenticatorSelection"]["userVerification"] == "required"
        assert options["authenticatorSelection"]["residentKey"] == "required"

    def test_it_counts_as_the_second_step_at_once(self, cast):
        weak = client_of(cast.dana, how="password", **LOCAL)
        answer = enrol(weak, Device())
        assert answer["Location"] == "/account/recovery-codes"
        assert weak.get("/patients").status_code == 200

    @pytest.mark.parametrize(
        ("device", "how"),
        [
            (Device(), {"is_verified": False}),
            (Device(origin="https://evil.example"), {}),
            (Device(host="evil.example"), {}),
        ],
    )
    def test_unverified_or_foreign_is_refused(self, cast, device, how):
        assert enrol(client_of(cast.dana, **LOCAL), device, **how).status_code == 422
        assert not Authenticator.objects.exists()

    def test_an_answer_to_an_old_challenge_is_refused(self, cast):
        client, device = client_of(cast.dana, **LOCAL), Device()
        old = device.create(client.post("/account/passkeys/options").json())
        client.post("/account/passkeys/options")
        assert client.post("/account/passkeys", {"credential": old}).status_code == 422

    @pytest.mark.parametrize("nonsense", ["", "{}", "[]", "null", '{"response": {}}', "not json"])
    def test_nonsense_is_refused_and_not_an_error(self, cast, nonsense):
        client = client_of(cast.dana, **LOCAL)
        client.post("/account/passkeys/options")
        assert client.post("/account/passkeys", {"credential": nonsense}).status_code == 422


class TestSigningIn:
    def test_it_is_enough_by_itself(self, phone, cast):
        client = Client(**LOCAL)
        assert sign_in(client, phone)["Location"] == "/account"
        assert SignIn.objects.get().how == "passkey"
        assert client.get("/patients").status_code == 200

    def test_the_options_tell_nothing_about_anybody(self, phone):
        options = Client(**LOCAL).post("/sign-in/passkey/options").json()["publicKey"]
        assert options["userVerification"] == "required"
        assert not options.get("allowCredentials")

    def test_without_verification_it_is_refused(self, phone):
        assert sign_in(Client(**LOCAL), phone, is_verified=False).status_code == 422
        assert not SignIn.objects.exists()

    @pytest.mark.parametrize("change", [{"origin": "https://evil.example"}, {"host": "evil.example"}])
    def test_from_another_site_it_is_refused(self, phone, change):
        for name, value in change.items():
            setattr(phone, name, value)
        assert sign_in(Client(**LOCAL), phone).status_code == 422

    def test_another_key_under_the_same_name_is_refused(self, phone):
        assert sign_in(Client(**LOCAL), Device(id=phone.id, handle=phone.handle)).status_code == 422

    def test_an_unknown_person_gets_the_same_page_as_a_wrong_key(self, phone):
        from fido2.utils import websafe_encode

        unknown = Device(handle=websafe_encode(b"9a84c486-1fce-4394-a02a-4157ebaaf1a3"))
        wrong = Device(id=phone.id, handle=phone.handle)
        pages = {
            sign_in(Client(**LOCAL), device).content.decode().split("<main")[1].split("csrf")[0]
            for device in (unknown, wrong)
        }
        assert len(pages) == 1

    def test_an_answer_cannot_be_used_twice(self, phone):
        client = Client(**LOCAL)
        options = client.post("/sign-in/passkey/options").json()
        credential = phone.get(options)
        assert client.post("/sign-in/passkey", {"credential": credential}).status_code == 302
        assert Client(**LOCAL).post("/sign-in/passkey", {"credential": credential}).status_code == 422
        assert client.post("/sign-in/passkey", {"credential": credential}).status_code == 422

    def test_a_failed_try_uses_the_challenge_up(self, phone):
        client = Client(**LOCAL)
        options = client.post("/sign-in/passkey/options").json()
        wrong = Device(id=phone.id, handle=phone.handle).get(options)
        assert client.post("/sign-in/passkey", {"credential": wrong}).status_code == 422
        assert client.post("/sign-in/passkey", {"credential": phone.get(options)}).status_code == 422

    def test_a_closed_account_is_refused(self, phone, cast):
        actions.deactivate(cast.dana, by=cast.rosa)
        assert sign_in(Client(**LOCAL), phone).status_code == 422

    def test_a_removed_key_is_refused(self, phone):
        Authenticator.objects.all().delete()
        assert sign_in(Client(**LOCAL), phone).status_code == 422

    def test_the_password_of_staff_with_only_a_passkey_opens_nothing(self, phone):
        client = Client(**LOCAL)
        given = {"email": "dana@cedar.example", "password": PASSWORD}
        assert client.post("/sign-in", given)["Location"] == "/sign-in/code"
        assert client.get("/patients").status_code == 302


class TestUnlocking:
    def test_ones_own_passkey_unlocks(self, phone, cast):
        client = client_of(cast.dana, how="passkey", **LOCAL)
        age(client, last_active_at=timedelta(minutes=16))
        options = client.post("/sign-in/passkey/options").json()
        given = {"credential": phone.get(options), "next": "/patients"}
        assert client.post("/unlock/passkey", given)["Location"] == "/patients"
        assert client.get("/patients").status_code == 200

    def test_anothers_does_not(self, phone, cast):
        client = client_of(cast.omar, how="passkey", **LOCAL)
        age(client, last_active_at=timedelta(minutes=16))
        options = client.post("/sign-in/passkey/options").json()
        assert client.post("/unlock/passkey", {"credential": phone.get(options)}).status_code == 422
        assert client.get("/patients").status_code == 302


class TestInvitation:
    def test_a_patient_comes_in_by_a_passkey_alone(self, cast):
        nia = actions.create_patient(
            name="Nia Bello", email="nia@mail.example", zone="UTC", by=cast.dana, clinician=cast.dana
        )
        path, client, device = actions.create_link(nia, "invite", by=cast.dana), Client(**LOCAL), Device()
        options = client.post(f"{path}/passkey").json()
        assert client.post(path, {"credential": device.create(options)})["Location"] == "/"
        assert client.get("/account").status_code == 200
        client.post("/sign-out")
        assert sign_in(client, device).status_code == 302

    def test_a_failed_passkey_does_not_use_the_link_up(self, cast):
        path = actions.create_link(cast.omar, "invite", by=cast.rosa)
        client = Client(**LOCAL)
        options = client.post(f"{path}/passkey").json()
        assert (
            client.post(path, {"credential": Device().create(options, is_verified=False)}).status_code == 422
        )
        assert Client(**LOCAL).get(path).status_code == 200

    @pytest.mark.parametrize("purpose", ["visit", "demo"])
    def test_links_that_are_no_invitations_give_no_options(self, cast, purpose):
        path = actions.create_link(cast.sam, purpose, by=cast.dana)
        assert Client(**LOCAL).post(f"{path}/passkey").status_code == 404
