"""A patient comes to a session: answers the door's questions, consents, waits."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from freehold.audit.references import name_of_actor
from freehold.rooms import actions, consent
from freehold.rooms.models import ConsentGiven, ConsentText, DoorAnswers
from freehold.rooms.tests.conftest import ANSWERS, audited, sign_in


def in_bytes(column):
    """A column as the database holds it."""
    return bytes(column) if isinstance(column, bytes | memoryview) else str(column).encode()


class TestTheDoor:
    def test_a_patient_waits_and_the_clinician_is_told(self, sam, dana):
        answer = sam.post("door", **ANSWERS)
        assert answer.json()["state"] == "waiting"
        (told,) = dana.heard("session.waiting")
        assert told == {
            "session": str(sam.session.id),
            "person": str(sam.person.id),
            "connection": answer.json()["connection"],
        }
        assert not sam.heard("session.waiting")

    def test_the_answers_are_kept_and_not_in_clear(self, sam):
        sam.at_door()
        kept = DoorAnswers.objects.get()
        assert kept.location == ANSWERS["location"]
        assert (kept.callback, kept.emergency_phone) == ("+15415550123", "+15415550188")
        assert kept.privacy == {"alone": True, "who_else": "", "headphones": True}
        with database.cursor() as cursor:
            cursor.execute("SELECT * FROM rooms_dooranswers")
            row = b" ".join(in_bytes(column) for column in cursor.fetchone())
        assert not any(marker in row for marker in (b"Larch", b"Robin", b"5415550123", b"555-0188"))

    def test_it_is_written_down_who_came(self, sam):
        sam.at_door()
        assert [event.who for event in audited("session.arrive")] == [name_of_actor(sam.person)]
        assert audited("session.door")

    @pytest.mark.parametrize("field", ["location", "callback", "emergency_name", "emergency_phone"])
    def test_what_is_missing_is_asked_for_by_name(self, sam, field):
        answer = sam.post("door", **{**ANSWERS, field: ""})
        assert answer.status_code == 422
        assert set(answer.json()["errors"]) == {field}
        assert not DoorAnswers.objects.exists()

    @pytest.mark.parametrize("number", ["12", "call me", "+1 541 555 0123 0123 0123"])
    def test_a_number_nobody_can_call_is_refused(self, sam, number):
        answer = sam.post("door", **{**ANSWERS, "callback": number})
        assert set(answer.json()["errors"]) == {"callback"}

    def test_who_is_not_alone_says_with_whom(self, sam):
        answer = sam.post("door", **{**ANSWERS, "alone": False})
        assert set(answer.json()["errors"]) == {"who_else"}
        sam.at_door(alone=False, who_else="my sister")
        assert DoorAnswers.objects.get().privacy["who_else"] == "my sister"

    @pytest.mark.parametrize("body", ["", "[]", "not json", '{"location": ["a"]}'])
    def test_nonsense_is_refused_with_its_reasons(self, sam, body):
        answer = sam.client.post(sam.path("door"), body, content_type="application/json")
        assert answer.status_code == 422
        assert answer.json()["errors"]

    def test_the_last_answers_are_offered_next_time_and_asked_again(self, sam, dana, people_of_it):
        sam.at_door()
        later = actions.create_session(
            clinician=people_of_it["dana"],
            patient=people_of_it["sam"],
            starts_at=timezone.now(),
            minutes=50,
            by=people_of_it["dana"],
        )
        door = sign_in(sam.person, later).bootstrap()["door"]
        assert door["needed"]
        assert door["answers"]["location"] == ANSWERS["location"]
        assert door["answers"]["callback"] == "(541) 555-0123"
        assert door["consent"]["signed"]

    def test_the_lead_has_no_door(self, dana):
        assert dana.post("door", **ANSWERS).status_code == 404

    def test_nobody_else_finds_the_session(self, outsider):
        for verb in ("", "state", "card", "chat"):
            assert outsider.get(verb).status_code == 404
        for verb in (
            "door",
            "at-door",
            "enter",
            "admit",
            "keys",
            "chat",
            "leave",
            "end",
            "remove",
            "trouble",
            "heartbeat",
        ):
            assert outsider.post(verb, **ANSWERS).status_code == 404
        assert not DoorAnswers.objects.exists()


class TestConsent:
    def test_it_is_asked_for_once_per_version(self, sam):
        answer = sam.post("door", **{**ANSWERS, "consent_version": ""})
        assert set(answer.json()["errors"]) == {"consent_version"}
        sam.at_door()
        sam.at_door(consent_version="")
        assert ConsentGiven.objects.count() == 1

    def test_the_very_words_are_kept(self, sam):
        sam.at_door()
        given = ConsentGiven.objects.get()
        assert given.person_id == sam.person.id
        assert given.text.version == consent.VERSION
        assert given.text.paragraphs == consent.paragraphs()
        assert [event.who for event in audited("consent.give")] == [name_of_actor(sam.person)]

    def test_another_version_than_the_one_that_holds_is_refused(self, sam):
        answer = sam.post("door", **{**ANSWERS, "consent_version": "2020-01"})
        assert (answer.status_code, answer.json()["problem"]) == (409, "consent_outdated")
        assert not ConsentGiven.objects.exists()

    def test_a_new_version_is_asked_for_again(self, sam, monkeypatch):
        sam.at_door()
        monkeypatch.setattr("freehold.rooms.consent.VERSION", "2027-01")
        monkeypatch.setattr("freehold.rooms.access.VERSION", "2027-01")
        assert not sam.bootstrap()["door"]["consent"]["signed"]
        sam.at_door(consent_version="2027-01")
        assert ConsentText.objects.count() == 2

    def test_what_was_given_is_never_changed(self, sam):
        sam.at_door()
        given = ConsentGiven.objects.get()
        with pytest.raises(TypeError):
            given.save()
        with pytest.raises(TypeError):
            given.delete()


class TestWhenItIsOpen:
    def move(self, sam, **by):
        sam.session.starts_at = timezone.now() + timedelta(**by)
        sam.session.save(update_fields=["starts_at"])

    def test_too_early_says_when_to_come(self, sam):
        self.move(sam, minutes=40)
        page = sam.get()
        assert page.status_code == 200
        assert "early" in page.content.decode()
        assert 'id="room"' not in page.content.decode()
        answer = sam.post("door", **ANSWERS)
        assert (answer.status_code, answer.json()["problem"]) == (409, "too_early")

    def test_the_lead_may_come_earlier(self, sam, dana):
        self.move(sam, minutes=40)
        assert 'id="room"' in dana.get().content.decode()
        assert dana.post("enter").status_code == 200

    def test_long_past_is_over(self, sam, dana):
        self.move(sam, hours=-9)
        assert "over" in sam.get().content.decode()
        assert sam.post("door", **ANSWERS).json()["problem"] == "ended"
        assert dana.post("enter").json()["problem"] == "ended"


class TestComingBack:
    def test_a_reload_keeps_the_place_in_the_waiting_room(self, sam, dana):
        first = sam.at_door()
        assert not sam.bootstrap()["door"]["needed"]
        second = sam.enters()
        assert second != first
        assert sam.get("state", connection=first).json()["me"]["state"] == "replaced"
        assert sam.get("state", connection=second).json()["me"]["state"] == "waiting"
        assert sam.heard("session.replaced") == [{"session": str(sam.session.id), "connection": str(first)}]

    def test_a_reload_in_the_room_goes_straight_back_in(self, sam, dana, together):
        assert sam.post("enter").json()["state"] == "admitted"
        assert dana.heard("session.peer")[-1]["state"] == "admitted"

    def test_another_device_answers_for_itself_and_waits(self, sam, dana, together):
        phone = sign_in(sam.person, sam.session)
        assert phone.bootstrap()["door"]["needed"]
        assert phone.post("enter").json()["problem"] == "door_first"
        assert phone.post("door", **ANSWERS).json()["state"] == "waiting"
        assert dana.heard("session.waiting")[-1]["person"] == str(sam.person.id)

    def test_who_stands_at_the_door_again_is_said_to_stand_there(self, sam, dana, together):
        _, his = together
        assert sam.post("at-door").status_code == 200
        heard = {"session": str(sam.session.id), "person": str(sam.person.id), "connection": str(his)}
        assert dana.heard("session.at_door") == [heard]
        assert sam.heard("session.at_door") == []

    def test_nobody_hears_of_who_comes_to_the_door_first_or_after_leaving(self, sam, dana):
        dana.enters()
        sam.post("at-door")
        sam.post("leave", connection=str(sam.at_door()))
        sam.post("at-door")
        assert dana.heard("session.at_door") == []

    def test_whoever_is_silent_for_long_is_shown_as_away(self, sam, dana):
        hers, his = dana.enters(), sam.at_door()
        assert not dana.get("state", connection=hers).json()["other"]["away"]
        dana.session.connections.filter(id=his).update(last_seen_at=timezone.now() - timedelta(minutes=1))
        assert dana.get("state", connection=hers).json()["other"] == {
            "person": str(sam.person.id),
            "connection": str(his),
            "state": "waiting",
            "away": True,
        }
        assert sam.post("heartbeat", connection=str(his)).status_code == 200
        assert not dana.get("state", connection=hers).json()["other"]["away"]

    def test_a_replaced_page_has_no_heartbeat(self, sam):
        first = sam.at_door()
        sam.enters()
        assert sam.post("heartbeat", connection=str(first)).json()["problem"] == "not_current"
