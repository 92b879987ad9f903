"""What passes between the two through us: keys, chat, the card, word of trouble."""

import pytest
from django.db import connection as database

from freehold.audit.references import name_of_actor
from freehold.live.models import Event
from freehold.rooms import actions
from freehold.rooms.models import ChatMessage, KeyMessage, Trouble
from freehold.rooms.tests.conftest import ANSWERS, audited
from freehold.rooms.tests.test_come_to_the_door import in_bytes

COMMIT, REVEAL = "c" * 43, "r" * 86


def say(device, sender, receiver, kind, body):
    return device.post("keys", **{"from": str(sender), "to": str(receiver), "kind": kind, "body": body})


class TestKeys:
    def test_they_are_agreed_while_the_patient_still_waits(self, dana, sam):
        hers, his = dana.enters(), sam.at_door()
        assert say(dana, hers, his, "commit", COMMIT).status_code == 200
        assert say(sam, his, hers, "commit", COMMIT).status_code == 200
        assert say(dana, hers, his, "reveal", REVEAL).status_code == 200
        assert say(sam, his, hers, "reveal", REVEAL).status_code == 200
        assert sam.heard("session.key")[0] == {
            "session": str(sam.session.id),
            "from": str(hers),
            "to": str(his),
            "kind": "commit",
            "body": COMMIT,
        }
        kept = sam.get("state", connection=his).json()["keys"]
        assert [(said["from"], said["kind"]) for said in kept] == [
            (str(hers), "commit"),
            (str(his), "commit"),
            (str(hers), "reveal"),
            (str(his), "reveal"),
        ]

    def test_nothing_is_revealed_before_both_have_committed(self, dana, sam):
        hers, his = dana.enters(), sam.at_door()
        say(sam, his, hers, "commit", COMMIT)
        answer = say(sam, his, hers, "reveal", REVEAL)
        assert (answer.status_code, answer.json()["problem"]) == (409, "commit_first")
        assert KeyMessage.objects.count() == 1

    def test_nobody_takes_a_word_back(self, dana, sam):
        hers, his = dana.enters(), sam.at_door()
        assert say(sam, his, hers, "commit", COMMIT).status_code == 200
        assert say(sam, his, hers, "commit", COMMIT).status_code == 200
        assert say(sam, his, hers, "commit", "d" * 43).json()["problem"] == "already_said"
        assert len(dana.heard("session.key")) == 1

    def test_nobody_speaks_for_another(self, dana, sam):
        hers, his = dana.enters(), sam.at_door()
        assert say(sam, hers, his, "commit", COMMIT).json()["problem"] == "not_current"
        assert say(sam, his, his, "commit", COMMIT).json()["problem"] == "not_current"

    def test_a_new_connection_begins_anew(self, dana, sam):
        hers, his = dana.enters(), sam.at_door()
        say(sam, his, hers, "commit", COMMIT)
        again = sam.enters()
        assert sam.get("state", connection=again).json()["keys"] == []
        assert say(sam, his, hers, "commit", COMMIT).json()["problem"] == "not_current"
        assert say(sam, again, hers, "commit", "d" * 43).status_code == 200

    @pytest.mark.parametrize(
        ("kind", "body"),
        [("commit", REVEAL), ("reveal", COMMIT), ("commit", "="), ("secret", COMMIT), ("commit", "é" * 43)],
    )
    def test_only_commitments_and_reveals_pass(self, dana, sam, kind, body):
        hers, his = dana.enters(), sam.at_door()
        assert say(sam, his, hers, kind, body).status_code == 422


class TestChat:
    def test_both_read_what_both_write(self, dana, sam, together):
        link = "https://example.org/worksheet"
        sent = dana.post("chat", text=link)
        assert sent.status_code == 201
        assert sam.heard("session.chat") == [{"session": str(sam.session.id), "id": sent.json()["id"]}]
        (seen,) = sam.get("chat").json()
        assert (seen["text"], seen["name"], seen["mine"]) == (link, "Dana", False)
        assert dana.get("chat").json()[0]["mine"]
        assert {event.event for event in audited("session.chat_read")}

    def test_it_is_not_kept_in_clear_and_not_in_the_event_log(self, dana, sam, together):
        dana.post("chat", text="marker-of-a-secret")
        assert ChatMessage.objects.get().text == "marker-of-a-secret"
        with database.cursor() as cursor:
            for table in ("rooms_chatmessage", "live_event", "audit_auditevent"):
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
                columns = [in_bytes(column) for row in cursor.fetchall() for column in row]
                assert not any(b"marker" in column for column in columns)

    def test_whoever_waits_writes_nothing(self, dana, sam):
        sam.at_door()
        assert sam.post("chat", text="hello?").json()["problem"] == "not_current"

    @pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
    def test_nothing_and_too_much_are_refused(self, dana, together, text):
        assert set(dana.post("chat", text=text).json()["errors"]) == {"text"}


class TestCard:
    def test_one_tap_shows_where_the_patient_is_and_is_written_down(self, dana, sam, together):
        card = dana.get("card").json()
        assert card["location"] == ANSWERS["location"]
        assert (card["emergency_name"], card["emergency_phone"]) == ("Robin Park", "(541) 555-0188")
        assert (card["callback"], card["alone"], card["headphones"]) == ("(541) 555-0123", True, True)
        (event,) = audited("session.card")
        assert event.who == name_of_actor(dana.person)

    def test_there_is_none_before_the_door(self, dana):
        dana.enters()
        assert dana.get("card").status_code == 404

    def test_both_know_on_which_number_the_clinician_calls(self, dana, sam, together):
        assert dana.bootstrap()["fallback"]["phone"] == "(541) 555-0123"
        assert sam.bootstrap()["fallback"]["phone"] == "(541) 555-0123"


class TestTrouble:
    def test_the_other_side_hears_of_it_and_it_is_kept(self, dana, sam, together):
        _, his = together
        assert sam.post("trouble", connection=str(his), what="video").status_code == 200
        assert dana.heard("session.trouble") == [
            {"session": str(sam.session.id), "person": str(sam.person.id), "what": "video"}
        ]
        assert not sam.heard("session.trouble")
        assert Trouble.objects.get().what == "video"

    def test_nobody_reports_for_another(self, dana, sam, together):
        hers, _ = together
        answer = sam.post("trouble", connection=str(hers), what="video")
        assert answer.json()["problem"] == "not_current"

    def test_only_known_troubles(self, sam, together):
        _, his = together
        assert sam.post("trouble", connection=str(his), what="boredom").status_code == 422


class TestTheEventLog:
    def test_it_holds_ids_and_states_only(self, dana, sam, together):
        actions.send_chat(sam.session, "marker", by=sam.person)
        allowed = {
            "session",
            "connection",
            "person",
            "state",
            "id",
            "from",
            "to",
            "kind",
            "body",
            "how",
            "what",
        }
        for row in Event.objects.filter(name__startswith="session."):
            assert set(row.data) <= allowed
