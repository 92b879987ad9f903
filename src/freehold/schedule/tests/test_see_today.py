"""The home page of everybody: a clinician's day, the practice's day, a patient's next session."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from tests import world

from freehold import audit
from freehold.audit.models import AuditEvent
from freehold.audit.references import name_of_actor, name_of_patient
from freehold.live.models import Event
from freehold.rooms import actions as rooms
from freehold.rooms.models import Connection
from freehold.schedule import actions
from freehold.schedule.models import Appointment


def text_of(page) -> str:
    assert page.status_code == 200, page.content
    return " ".join(page.content.decode().split())


class TestClinician:
    def test_an_empty_day_teaches_the_next_step(self, dana):
        page = text_of(dana.get("/"))
        assert "Good afternoon, Dana" in page
        assert "Monday 23 November" in page
        assert "No sessions yet" in page
        assert 'href="/appointments/new"' in page
        assert "Nobody is waiting" in page

    def test_who_waits_stands_out_with_one_way_to_let_them_in(self, dana, sam, at_two):
        world.knock(sam, at_two)
        page = text_of(dana.get("/"))
        assert "card-attention" in page
        assert "In the waiting room since" in page
        assert "Portland, Oregon" in page
        assert f'href="/sessions/{at_two.session_id}"' in page
        assert "Let Sam in" in page
        assert "Sam Brennan is waiting" in page

    def test_nobody_stands_out_when_nobody_waits(self, dana, at_two):
        page = text_of(dana.get("/"))
        assert "Sam Brennan" in page
        assert "card-attention" not in page
        assert "Let Sam in" not in page

    def test_leaving_the_waiting_room_takes_the_call_away(self, dana, sam, at_two):
        place = world.knock(sam, at_two)
        world.leave(sam, at_two, place)
        assert "Let Sam in" not in text_of(dana.get("/"))

    def test_now_stands_between_what_was_and_what_comes(self, elm, dana, sam, at_two):
        world.booked(elm.dana, elm.leo, "15:00", minutes=45)
        world.knock(sam, at_two)
        page = text_of(dana.get("/"))
        assert page.index("Let Sam in") < page.index("data-now") < page.index("Leo Park")

    def test_what_is_over_says_how_it_ended(self, elm, dana, sam, at_two, clock):
        place = world.knock(sam, at_two)
        world.let_in(dana, at_two, place)
        assert "In session since" in text_of(dana.get("/"))
        clock.shift(timedelta(minutes=48))
        dana = world.window_of(elm.dana)
        world.end(dana, at_two)
        page = text_of(dana.get("/"))
        assert "ended <time" in page
        assert "2:47 pm" in page

    def test_a_session_nobody_settled_asks_what_became_of_it(self, elm, dana, at_two, clock):
        clock.shift(timedelta(days=1))
        page = text_of(world.window_of(elm.dana).get("/"))
        assert "What became of Sam Brennan's session?" in page

    def test_the_day_ends_with_a_look_at_the_next_one(self, elm, dana, at_two):
        world.booked(elm.dana, elm.ana, "09:30", on=world.TODAY + timedelta(days=1))
        page = text_of(dana.get("/"))
        assert "Nothing else today." in page
        assert "Tomorrow starts at" in page
        assert "Ana Sousa" in page

    def test_colleagues_patients_are_not_on_it(self, elm, dana):
        world.booked(elm.chidi, elm.tomas, "15:00")
        assert "Tomás" not in text_of(dana.get("/"))

    def test_times_are_those_of_the_readers_own_wall(self, elm, at_two):
        elm.dana.zone = "America/Los_Angeles"
        elm.dana.save()
        page = text_of(world.window_of(elm.dana).get("/"))
        assert "Good morning, Dana" in page
        assert "11:00 am (Los Angeles)" in page

    def test_the_part_that_changes_can_be_asked_for_alone(self, dana, at_two):
        page = text_of(dana.get("/today", headers={"HX-Request": "true", "X-Poll": "live"}))
        assert "Sam Brennan" in page
        assert 'id="needs"' in page
        assert "<html" not in page


class TestAloneInTheRoom:
    """A session runs, the clinician's page is gone, and the patient sits there."""

    @pytest.fixture
    def begun(self, dana, sam, at_two):
        return world.let_in(dana, at_two, world.knock(sam, at_two))

    def test_with_both_there_nobody_waits(self, dana, begun):
        page = text_of(dana.get("/"))
        assert "Nobody is waiting" in page
        assert "alone" not in page

    def test_the_clinician_is_told_who_is_alone_and_asked_to_join(self, dana, begun, at_two):
        world.leave(dana, at_two, begun)
        page = text_of(dana.get("/"))
        assert "Sam Brennan is alone in the room" in page
        assert "Alone in the room · in session since" in page
        assert "Join Sam" in page
        assert f'href="/sessions/{at_two.session_id}"' in page
        assert "card-attention" in page
        assert "Nobody is waiting" not in page

    def test_a_page_that_fell_silent_counts_as_gone(self, elm, dana, begun, at_two, clock):
        clock.shift(timedelta(seconds=30))
        page = text_of(dana.get("/"))
        assert "Nobody is waiting" in page
        assert "load delay:11s" in page  # asks again when the silence has lasted too long
        clock.shift(timedelta(seconds=11))
        # Sam's page goes on saying that it is open.
        Connection.objects.filter(person=elm.sam).update(last_seen_at=timezone.now())
        assert "Sam Brennan is alone in the room" in text_of(dana.get("/"))

    def test_a_page_that_was_closed_is_gone_at_once(self, elm, dana, begun, at_two):
        """It could not say so, but the media server lost its line."""
        heard = Event.objects.filter(topic=f"person:{elm.dana.id}", name="today.changed")
        both = Connection.objects.filter(session=at_two.session, state="admitted")
        stays = {row.id: {f"PA_{row.id}": timezone.now()} for row in both}
        rooms.note_present(at_two.session, stays, asked_at=timezone.now())
        assert "Nobody is waiting" in text_of(dana.get("/"))
        before = heard.count()
        del stays[UUID(begun)]
        rooms.note_present(at_two.session, stays, asked_at=timezone.now() + timedelta(seconds=1))
        assert heard.count() == before + 1
        assert "Sam Brennan is alone in the room" in text_of(dana.get("/"))

    def test_coming_back_ends_it(self, dana, begun, at_two):
        world.leave(dana, at_two, begun)
        world.enter(dana, at_two)
        assert "Nobody is waiting" in text_of(dana.get("/"))

    def test_a_patient_who_left_too_is_not_alone_there(self, elm, dana, sam, begun, at_two):
        world.leave(dana, at_two, begun)
        world.leave(sam, at_two, str(Connection.objects.get(person=elm.sam).id))
        assert "Nobody is waiting" in text_of(dana.get("/"))

    def test_at_the_door_again_they_wait(self, elm, dana, begun, at_two):
        world.leave(dana, at_two, begun)
        world.knock(world.window_of(elm.sam), at_two)
        page = text_of(dana.get("/"))
        assert "Sam Brennan is waiting" in page
        assert "In the waiting room again" in page
        assert "Let Sam in" in page

    def test_the_front_desk_sees_it_without_a_way_in(self, dana, noor, begun, at_two):
        world.leave(dana, at_two, begun)
        page = text_of(noor.get("/"))
        assert "Sam Brennan is alone in the room" in page
        assert "and Dana Reyes is not there" in page
        assert f"/sessions/{at_two.session_id}" not in page
        week = text_of(noor.get("/appointments"))
        assert ">Alone<" in week
        assert "Dana Reyes is not in the room" in week

    def test_pages_hear_of_it_when_somebody_goes(self, elm, dana, begun, at_two):
        heard = Event.objects.filter(topic=f"person:{elm.dana.id}", name="today.changed")
        before = heard.count()
        world.leave(dana, at_two, begun)
        assert heard.count() == before + 1


class TestFrontDesk:
    def test_the_whole_practice_by_clinician(self, elm, noor, at_two):
        world.booked(elm.chidi, elm.tomas, "15:00", minutes=30)
        page = text_of(noor.get("/"))
        assert page.index("Dana Reyes") < page.index("Sam Brennan")
        assert page.index("Dr. Chidi Okafor") < page.index("Tomás Vidal")

    def test_they_see_who_waits_for_whom_but_not_where_they_are(self, noor, sam, at_two):
        world.knock(sam, at_two)
        page = text_of(noor.get("/"))
        assert "For Dana Reyes, since" in page
        assert "Portland" not in page
        assert f"/sessions/{at_two.session_id}" not in page

    def test_an_empty_day_says_so(self, noor):
        assert "No sessions today" in text_of(noor.get("/"))


class TestOwnerWhoTreats:
    def test_their_own_day_first_then_the_practices(self, elm, at_two):
        world.booked(elm.ilse, elm.ruth, "16:00")
        page = text_of(world.window_of(elm.ilse).get("/"))
        assert page.index("Ruth Feldman") < page.index("Dana Reyes")
        assert "Sam Brennan" in page


class TestPatient:
    def test_one_button_to_the_waiting_room(self, sam, at_two):
        page = text_of(sam.get("/"))
        assert "Hello Sam" in page
        assert "Dana Reyes" in page
        assert f'href="/sessions/{at_two.session_id}"' in page
        assert "Go to the waiting room" in page
        assert "Help now" in page

    def test_the_time_is_theirs_and_says_whose_it_is(self, sam, at_two):
        assert "Today, 11:00-11:50 am (Los Angeles)" in text_of(sam.get("/"))

    def test_before_the_door_opens_it_says_when_it_will(self, elm, sam):
        world.booked(elm.dana, elm.sam, "15:00")
        page = text_of(sam.get("/"))
        assert "Go to the waiting room" not in page
        assert "Your waiting room opens at" in page
        assert "11:45 am" in page

    def test_what_is_cancelled_is_gone(self, elm, sam, at_two):
        actions.cancel(at_two, reason="Ill", by=elm.dana)
        page = text_of(sam.get("/"))
        assert "No session is booked" in page
        assert "Ill" not in page

    def test_others_sessions_are_not_on_it(self, elm, sam):
        world.booked(elm.dana, elm.marta, "15:00")
        assert "No session is booked" in text_of(sam.get("/"))

    def test_later_ones_follow(self, elm, sam, at_two):
        world.booked(elm.chidi, elm.sam, "11:00", on=world.TODAY + timedelta(days=3), minutes=30)
        page = text_of(sam.get("/"))
        assert page.index("Dana Reyes") < page.index("Coming up") < page.index("Dr. Chidi Okafor")


class TestGuardian:
    def test_the_wards_sessions_without_a_way_into_them(self, elm):
        booked = world.booked(elm.dana, elm.leo, "14:00")
        page = text_of(world.window_of(elm.kim).get("/"))
        assert "Leo with Dana Reyes" in page
        assert f"/sessions/{booked.session_id}" not in page


class TestVisitor:
    def test_who_came_by_a_link_lands_on_that_session(self, elm, at_two):
        window = world.window_of(elm.sam, visiting=at_two.session)
        assert window.get("/")["Location"] == f"/sessions/{at_two.session_id}"

    @pytest.mark.parametrize("path", ["/appointments", "/appointments/new", "/today"])
    def test_nothing_beside_it(self, elm, at_two, path):
        assert world.window_of(elm.sam, visiting=at_two.session).get(path).status_code == 404


class TestStranger:
    def test_they_are_asked_to_sign_in(self, client, elm):
        assert client.get("/")["Location"].startswith("/sign-in")


class TestWhenThingsHappen:
    """The pages hear of it by an event, which leaves with the transaction that did it."""

    def heard(self, topic, name):
        return Event.objects.filter(topic=topic, name=name).count()

    def test_a_knock_is_told_to_the_clinicians_page_and_the_practices(self, elm, sam, at_two):
        before = (
            self.heard(f"person:{elm.dana.id}", "today.changed"),
            self.heard("practice:staff", "practice.changed"),
        )
        world.knock(sam, at_two)
        after = (
            self.heard(f"person:{elm.dana.id}", "today.changed"),
            self.heard("practice:staff", "practice.changed"),
        )
        assert after == (before[0] + 1, before[1] + 1)

    def test_their_pages_listen_for_it(self, elm, dana, noor, sam):
        assert 'data-live="today.changed"' in text_of(dana.get("/"))
        assert 'data-live="today.changed practice.changed"' in text_of(noor.get("/"))
        assert 'data-live="today.changed"' in text_of(sam.get("/"))

    def test_a_second_knock_of_the_same_visit_changes_nothing(self, elm, sam, at_two, clock):
        world.knock(sam, at_two)
        came = Appointment.objects.get().arrived_at
        clock.shift(timedelta(minutes=3))
        world.knock(sam, at_two)
        assert Appointment.objects.get().arrived_at == came


class TestOnTheRecord:
    """No row, no read."""

    @pytest.mark.parametrize(
        ("who", "path", "event"),
        [
            ("dana", "/", "today.read"),
            ("dana", "/today", "today.read"),
            ("noor", "/appointments", "diary.read"),
            ("noor", "/appointments/new", "patient.list"),
            ("sam", "/", "home.read"),
        ],
    )
    def test_opening_it_is_written_down(self, elm, at_two, who, path, event):
        person = getattr(elm, who)
        window = world.window_of(person)
        before = AuditEvent.objects.filter(event=event).count()
        text_of(window.get(path))
        assert AuditEvent.objects.filter(event=event).count() == before + 1
        assert AuditEvent.objects.filter(event=event).latest("number").who == name_of_actor(person)

    def test_one_appointment_says_whose_it_is(self, elm, dana, at_two):
        text_of(dana.get(f"/appointments/{at_two.id}"))
        assert AuditEvent.objects.get(event="appointment.read").whose == name_of_patient(elm.sam)

    def test_where_somebody_waits_is_read_on_the_record(self, elm, dana, sam, at_two):
        world.knock(sam, at_two)
        text_of(dana.get("/"))
        assert AuditEvent.objects.get(event="session.location").whose == name_of_patient(elm.sam)

    def test_what_cannot_be_written_down_is_not_shown(self, dana, at_two, monkeypatch):
        def full(drafts):
            raise audit.DiskFull

        monkeypatch.setattr("freehold.audit.journal.append", full)
        dana.raise_request_exception = False
        answer = dana.get("/")
        assert answer.status_code >= 500
        assert b"Sam Brennan" not in answer.content
