"""The clinician lets the patient in, removes them, ends; who may do that and who hears of it."""

import pytest

from freehold.audit.references import name_of_actor, name_of_patient
from freehold.live.models import Event
from freehold.people import actions as people
from freehold.rooms import access, actions, places, signals
from freehold.rooms.models import Session
from freehold.rooms.places import AlreadyBegun
from freehold.rooms.publishing import GATE
from freehold.rooms.tests.conftest import ANSWERS, audited


@pytest.fixture
def signalled():
    """What rooms tells the parts above, in order."""
    told = []
    names = ("arrived", "began", "ended", "left")

    def listener(name):
        def hear(sender, signal, **given):
            told.append((name, given.get("how") or getattr(given.get("person"), "id", None)))

        return hear

    listening = {name: listener(name) for name in names}
    for name, hear in listening.items():
        getattr(signals, name).connect(hear)
    yield told
    for name, hear in listening.items():
        getattr(signals, name).disconnect(hear)


def cuts():
    """Connections every gate was told to cut."""
    return [row.data["connection"] for row in Event.objects.filter(topic=GATE).order_by("id")]


class TestAdmitting:
    def test_the_clinician_lets_the_patient_in_and_both_are_told(self, dana, sam, signalled):
        hers, his = dana.enters(), sam.at_door()
        assert dana.get("state", connection=hers).json()["other"]["state"] == "waiting"
        assert dana.post("admit", connection=str(his)).status_code == 200
        told = {"session": str(sam.session.id), "connection": str(his), "person": str(sam.person.id)}
        assert dana.heard("session.admitted") == sam.heard("session.admitted") == [told]
        assert sam.get("state", connection=his).json()["me"]["state"] == "admitted"
        assert Session.objects.get().state == "live"
        assert signalled == [("arrived", dana.person.id), ("arrived", sam.person.id), ("began", None)]

    def test_the_clinician_is_told_the_number_that_was_given_at_the_door(self, dana, sam):
        dana.enters()
        assert (
            dana.bootstrap()["fallback"]["phone"] == "(541) 555-0100"
        )  # the page opened before the patient came
        his = sam.at_door(callback="541 555 0177")
        assert dana.post("admit", connection=str(his)).json() == {"callback": "(541) 555-0177"}

    def test_it_is_written_down_who_let_whom_in(self, dana, sam, together):
        (event,) = audited("session.admit")
        assert event.who == name_of_actor(dana.person)
        assert event.whose == name_of_patient(sam.person)

    def test_a_patient_admits_nobody(self, dana, sam):
        his = sam.at_door()
        for verb in ("admit", "remove", "end"):
            assert sam.post(verb, connection=str(his), how="ended").status_code == 404
        assert sam.get("card").status_code == 404
        assert sam.get("state", connection=his).json()["me"]["state"] == "waiting"

    def test_whoever_left_the_waiting_room_is_not_let_in(self, dana, sam):
        his = sam.at_door()
        sam.post("leave", connection=str(his))
        answer = dana.post("admit", connection=str(his))
        assert (answer.status_code, answer.json()["problem"]) == (409, "not_waiting")

    def test_a_connection_of_another_session_is_not_let_in(self, dana, sam, people_of_it):
        other = actions.create_session(
            clinician=people_of_it["ravi"],
            patient=people_of_it["mia"],
            starts_at=sam.session.starts_at,
            minutes=50,
            by=people_of_it["ravi"],
        )
        his = sam.at_door()
        with pytest.raises(places.NotWaiting):
            actions.admit(other, his, by=people_of_it["ravi"])

    def test_a_reload_does_not_begin_the_session_twice(self, dana, sam, together, signalled):
        sam.enters()
        dana.enters()
        assert ("began", None) not in signalled


class TestLeaving:
    def test_the_other_is_told_and_the_gate_cuts(self, dana, sam, together, signalled):
        _, his = together
        assert sam.post("leave", connection=str(his)).status_code == 200
        assert dana.heard("session.peer")[-1] == {
            "session": str(sam.session.id),
            "person": str(sam.person.id),
            "connection": None,
            "state": "left",
        }
        assert cuts() == [str(his)]
        assert signalled == [("left", sam.person.id)]

    def test_nobody_leaves_for_the_other(self, dana, sam, together):
        hers, _ = together
        assert sam.post("leave", connection=str(hers)).json()["problem"] == "not_current"

    def test_signing_out_gives_up_the_place_at_once(self, dana, sam, together):
        _, his = together
        people.end_sign_in(sam.sign_in, by=sam.person, why="signed out")
        assert cuts() == [str(his)]
        assert not access.current_connections(sam.session).filter(person=sam.person).exists()


class TestRemoving:
    def test_a_removed_patient_does_not_come_back(self, dana, sam, together, signalled):
        _, his = together
        assert dana.post("remove", connection=str(his)).status_code == 200
        assert sam.heard("session.removed")[-1]["connection"] == str(his)
        assert cuts() == [str(his)]
        assert sam.post("enter").json()["problem"] == "removed"
        assert sam.post("door", **ANSWERS).json()["problem"] == "removed"
        assert "go back in" in sam.get().content.decode()
        assert ("left", sam.person.id) in signalled
        assert audited("session.remove")

    def test_somebody_waiting_can_be_removed_too(self, dana, sam):
        his = sam.at_door()
        dana.enters()
        assert dana.post("remove", connection=str(his)).status_code == 200
        assert dana.post("admit", connection=str(his)).status_code == 409

    def test_the_lead_is_not_removed(self, dana, together):
        hers, _ = together
        assert dana.post("remove", connection=str(hers)).json()["problem"] == "not_current"


class TestEnding:
    @pytest.mark.parametrize("how", ["ended", "technical_failure"])
    def test_it_ends_for_both(self, dana, sam, together, signalled, how):
        hers, his = together
        assert dana.post("end", how=how).status_code == 200
        told = {"session": str(sam.session.id), "how": how}
        assert dana.heard("session.ended") == sam.heard("session.ended") == [told]
        assert set(cuts()) == {str(hers), str(his)}
        assert signalled[-1] == ("ended", how)
        assert sam.get("state", connection=his).json()["session"] == "ended"
        assert sam.post("enter").json()["problem"] == "ended"
        assert dana.post("enter").json()["problem"] == "ended"
        assert "over" in sam.get().content.decode()

    def test_it_ends_once(self, dana, together):
        dana.post("end", how="ended")
        assert dana.post("end", how="technical_failure").json()["problem"] == "ended"
        assert Session.objects.get().how_ended == "ended"

    def test_nobody_invents_another_way_to_end(self, dana, together):
        assert dana.post("end", how="no_show").status_code == 422

    def test_an_ended_session_is_not_written_to(self, dana, sam, together):
        hers, his = together
        dana.post("end", how="ended")
        for verb, sent in (
            ("chat", {"text": "one more thing"}),
            ("trouble", {"connection": str(his), "what": "video"}),
            ("heartbeat", {"connection": str(his)}),
            ("leave", {"connection": str(his)}),
            ("keys", {"from": str(his), "to": str(hers), "kind": "commit", "body": "a" * 43}),
        ):
            assert sam.post(verb, **sent).status_code == 409, verb


class TestPlans:
    """What the diary asks of a session that has not begun."""

    def test_it_moves(self, session, people_of_it):
        later = session.starts_at.replace(year=2027)
        actions.move_session(session, starts_at=later, minutes=25, by=people_of_it["dana"])
        session.refresh_from_db()
        assert (session.starts_at, session.minutes) == (later, 25)

    @pytest.mark.parametrize(
        ("how", "title", "is_signalled"),
        [
            ("cancelled", "not taking place", False),
            ("no_show", "over", True),
            ("technical_failure", "over", True),
        ],
    )
    def test_it_is_closed(self, session, sam, people_of_it, signalled, how, title, is_signalled):
        actions.close_session(session, how=how, by=people_of_it["dana"])
        assert title in sam.get().content.decode()
        assert (("ended", how) in signalled) is is_signalled

    def test_a_session_that_has_begun_is_neither_moved_nor_closed(self, session, together, people_of_it):
        with pytest.raises(AlreadyBegun):
            actions.move_session(session, starts_at=session.starts_at, minutes=25, by=people_of_it["dana"])
        with pytest.raises(AlreadyBegun):
            actions.close_session(session, how="no_show", by=people_of_it["dana"])

    def test_what_is_over_is_neither_moved_nor_closed(self, session, people_of_it):
        actions.close_session(session, how="cancelled", by=people_of_it["dana"])
        with pytest.raises(places.Over):
            actions.close_session(session, how="no_show", by=people_of_it["dana"])
        with pytest.raises(places.Over):
            actions.move_session(session, starts_at=session.starts_at, minutes=25, by=people_of_it["dana"])
