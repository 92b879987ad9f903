"""The one document of door, waiting room and room, and what it tells its script."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from freehold import live
from freehold.people.scope import for_session
from freehold.rooms import access, livekit
from freehold.rooms.tests.conftest import ANSWERS, audited, sign_in


@pytest.fixture
def no_media_server(monkeypatch):
    monkeypatch.setattr(settings.OPTIONS, "livekit_missing", "Go could not be found.")


class TestBootstrap:
    def test_it_says_who_is_who(self, dana, sam):
        told = sam.bootstrap()
        assert told["me"] == {
            "person": str(sam.person.id),
            "part": "member",
            "name": "Sam Ortiz",
            "firstName": "Sam",
            "initials": "SO",
        }
        assert told["other"]["name"] == "Dana Reyes"
        assert told["session"]["zone"] == "America/Los_Angeles"
        assert told["session"]["practice"] == "Larch Street Practice"
        assert dana.bootstrap()["me"]["part"] == "lead"
        assert dana.bootstrap()["door"]["needed"] is False

    def test_every_url_in_it_is_ours_and_holds_no_name(self, sam):
        told = sam.bootstrap()
        for url in [*told["urls"].values(), told["live"], told["signal"]]:
            assert urlsplit(url).netloc == ""
            assert not any(name in url for name in ("Sam", "Ortiz", "Dana", "Reyes"))

    def test_the_live_stream_goes_on_from_before_the_page_was_read(self, sam, monkeypatch):
        """What happens while the page is put together is heard afterwards, and not lost."""
        done = []
        read = access.participation_of
        monkeypatch.setattr(live, "last_event", lambda: done.append("asked") or len(done))
        monkeypatch.setattr(access, "participation_of", lambda *of: done.append("read") or read(*of))
        told = sam.bootstrap()
        asked_at = int(told["live"].partition("after=")[2])
        assert asked_at <= done.index("read")

    def test_opening_it_is_written_down(self, dana, sam):
        dana.get()
        (event,) = audited("session.open")
        assert event.what.endswith(str(sam.session.id))

    def test_the_room_name_is_random_and_not_told(self, dana, sam):
        page = dana.get().content.decode()
        assert sam.session.room not in page
        assert str(sam.session.id) not in sam.session.room


class TestWithoutAMediaServer:
    def test_the_page_opens_and_says_why(self, sam, no_media_server):
        assert sam.bootstrap()["media"] == {"available": False, "why": "Go could not be found."}
        assert sam.post("door", **ANSWERS).status_code == 200

    def test_a_dead_one_is_said_too(self, sam, monkeypatch):
        monkeypatch.setattr(livekit, "answers", lambda: False)
        assert not sam.bootstrap()["media"]["available"]


class TestHelpNow:
    def test_the_practice_s_own_numbers_are_at_hand_without_leaving(self, sam, dana):
        house = access.house()
        house.crisis_lines = [{"label": "Oregon line", "number": "541 555 0100"}]
        house.phone = "+15415550111"
        house.save()
        told = sam.bootstrap()["help"]
        assert told == {
            "lines": [{"label": "Oregon line", "number": "541 555 0100"}],
            "practice": "(541) 555-0111",
        }
        assert sam.bootstrap()["urls"]["home"] == "/"

    def test_a_practice_without_a_phone_names_none(self, sam):
        house = access.house()
        house.phone = ""
        house.save()
        assert sam.bootstrap()["help"]["practice"] == ""


class TestAfterTheEnd:
    def test_the_practice_is_one_tap_away(self, sam, dana):
        house = access.house()
        house.phone = "+15415550111"
        house.save()
        dana.enters()
        sam.at_door()
        dana.post("end", how="ended")
        assert '<a class="link" href="tel:+15415550111">(541) 555-0111</a>' in sam.get().content.decode()
        assert "tel:" not in dana.get().content.decode()


class TestHeaders:
    def test_camera_and_microphone_are_ours_alone(self, dana):
        answer = dana.get()
        permissions = answer.headers["Permissions-Policy"]
        for feature in ("camera", "microphone", "display-capture"):
            assert f"{feature}=(self)" in permissions
        policy = answer.headers["Content-Security-Policy"]
        assert "'wasm-unsafe-eval'" in policy
        assert "'unsafe-inline'" not in policy


class TestBeingOnlineAgain:
    def test_the_client_finds_us_where_it_signals(self, sam, outsider):
        address = sam.bootstrap()["signal"]
        answer = sam.client.head(address)
        assert (answer.status_code, answer.content) == (200, b"")
        assert outsider.client.head(address).status_code == 404


class TestForms:
    def test_a_post_without_the_page_s_secret_is_refused(self, sam):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = sam.client.cookies
        for verb in ("door", "enter", "leave", "chat", "heartbeat"):
            assert strict.post(sam.path(verb), "{}", content_type="application/json").status_code == 403

    def test_a_stranger_is_asked_to_sign_in(self, sam):
        stranger = Client(headers={"Accept": "application/json"})
        assert stranger.get(sam.path("state")).status_code == 401
        assert stranger.post(sam.path("door"), "{}", content_type="application/json").status_code == 401

    def test_a_link_for_one_session_opens_that_one(self, sam):
        visit = sign_in(sam.person, sam.session, scope=for_session(sam.session.id))
        assert visit.bootstrap()["me"]["firstName"] == "Sam"
        assert visit.bootstrap()["urls"]["home"] == ""  # the start page would only lead back here
        visit.at_door()
