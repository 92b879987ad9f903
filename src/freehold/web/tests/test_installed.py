"""Freehold on a phone's home screen: manifest, icons, and what the service worker may keep."""

from io import BytesIO

import pytest
from PIL import Image

pytestmark = pytest.mark.django_db


class TestTheManifest:
    def test_names_icons_of_the_sizes_it_says(self, client):
        icons = client.get("/manifest.webmanifest").json()["icons"]
        assert {icon["sizes"] for icon in icons} == {"192x192", "512x512"}
        assert any(icon.get("purpose") == "maskable" for icon in icons)
        for icon in icons:
            answer = client.get(icon["src"])
            with Image.open(BytesIO(b"".join(answer.streaming_content))) as image:
                assert "{}x{}".format(*image.size) == icon["sizes"]

    def test_stays_on_our_origin_and_names_nobody(self, client):
        manifest = client.get("/manifest.webmanifest")
        assert manifest["Content-Type"] == "application/manifest+json"
        assert b"http" not in manifest.content
        assert manifest.json()["scope"] == "/"


class TestTheServiceWorker:
    def test_is_served_from_the_root_and_asked_for_again(self, client, settings, tmp_path):
        settings.BUILT = tmp_path
        (tmp_path / "service-worker.js").write_text("self")
        answer = client.get("/service-worker.js")
        assert (answer.content, answer["Content-Type"], answer["Cache-Control"]) == (
            b"self",
            "text/javascript",
            "no-cache",
        )

    def test_is_simply_absent_without_a_build(self, client, settings, tmp_path):
        settings.BUILT = tmp_path
        assert client.get("/service-worker.js").status_code == 404

    def test_what_it_keeps_is_the_same_for_everybody(self, client):
        page = client.get("/offline").content.decode()
        assert "data-person" not in page
        assert "csrfmiddlewaretoken" not in page


class TestStillHere:
    def test_a_stranger_is_told_so(self, client):
        assert client.post("/still-here").status_code == 401

    def test_it_is_a_post(self, client):
        assert client.get("/still-here").status_code == 405
