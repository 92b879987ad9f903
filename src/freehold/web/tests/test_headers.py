"""What every answer carries, whoever asks."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from freehold.config import urls
from freehold.web.csp import OFF, permissions, room_policy


@room_policy
def room(request: HttpRequest) -> HttpResponse:
    return HttpResponse("room")


def own_caching(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x", headers={"Cache-Control": "no-cache"})


for view in (room, own_caching):
    view.__module__ = "freehold.web.tests"
urlpatterns = [*urls.urlpatterns, path("test-room", room), path("test-caching", own_caching)]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def answer(client: Client):
    return client.get("/offline")


class TestThePolicy:
    def test_allows_our_own_and_nothing_inline(self, answer):
        policy = answer["Content-Security-Policy"]
        for directive in (
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ):
            assert directive in policy
        assert "unsafe" not in policy
        assert not re.search(r"https?:|data:|blob:|\*", policy)

    def test_requires_trusted_types_of_the_one_policy(self, answer):
        assert "require-trusted-types-for 'script'" in answer["Content-Security-Policy"]
        assert "trusted-types default" in answer["Content-Security-Policy"]

    def test_lets_only_the_room_run_webassembly_and_open_camera_and_microphone(self, client, answer):
        room = client.get("/test-room")
        assert "script-src 'self' 'wasm-unsafe-eval'" in room["Content-Security-Policy"]
        assert "'unsafe-eval'" not in room["Content-Security-Policy"]
        for feature in ("camera", "microphone", "display-capture"):
            assert f"{feature}=(self)" in room["Permissions-Policy"]
            assert f"{feature}=()" in answer["Permissions-Policy"]
        assert "geolocation=()" in room["Permissions-Policy"]

    def test_switches_off_everything_it_names(self):
        assert permissions().count("=()") == len(OFF)


class TestPrivacy:
    def test_nothing_rendered_is_kept_by_any_cache(self, answer):
        assert answer["Cache-Control"] == "private, no-store"

    def test_a_view_may_say_otherwise(self, client):
        assert client.get("/test-caching")["Cache-Control"] == "no-cache"

    def test_no_address_leaks_and_no_other_origin_may_embed_us(self, answer):
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"

    @override_settings(SECURE_HSTS_SECONDS=31536000)
    def test_over_tls_browsers_stay_on_tls(self, client):
        assert (
            Client().get("/offline", secure=True)["Strict-Transport-Security"].startswith("max-age=31536000")
        )
        assert "Strict-Transport-Security" not in Client().get("/offline")

    def test_icons_carry_the_headers_too(self, client):
        answer = client.get("/static/icons/mark.svg")
        assert answer.status_code == 200
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "max-age" in answer["Cache-Control"]
