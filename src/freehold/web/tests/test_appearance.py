"""Light, dark, or as the device says; it needs no script and no sign-in."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def choose(client: Client, appearance: str, back: str = "/offline"):
    return client.post("/appearance", {"appearance": appearance, "next": back})


def theme(client: Client) -> str:
    text = client.get("/offline").content.decode()
    return text.partition('data-theme="')[2].partition('"')[0]


class TestAppearance:
    def test_is_the_devices_until_chosen(self, client):
        assert theme(client) == ""

    @pytest.mark.parametrize("appearance", ["light", "dark"])
    def test_is_remembered_and_returns_to_the_page(self, client, appearance):
        answer = choose(client, appearance)
        assert answer["Location"] == "/offline"
        assert theme(client) == appearance

    def test_can_be_given_back_to_the_device(self, client):
        choose(client, "dark")
        choose(client, "")
        assert theme(client) == ""

    def test_an_invented_one_changes_nothing_on_the_page(self, client):
        choose(client, '"><script>')
        assert theme(client) == ""

    @pytest.mark.parametrize(
        "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
    )
    def test_never_leads_to_another_place(self, client, back):
        assert choose(client, "dark", back)["Location"] == "/"

    def test_the_cookie_is_named_for_this_installation_and_unreadable_to_scripts(self, client, settings):
        cookie = choose(client, "dark").cookies[settings.APPEARANCE_COOKIE_NAME]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert settings.INSTALLATION in cookie.key
