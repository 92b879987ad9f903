"""The sessions on a patient's page, and who was there for how long: each shown to those who may know."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import world

from freehold.people import actions as people
from freehold.rooms import actions as rooms
from freehold.rooms.models import Connection
from freehold.schedule import actions
from freehold.schedule.models import Appointment


def page_of(window, patient) -> str:
    answer = window.get(f"/patients/{patient.id}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def page_about(window, appointment) -> str:
    answer = window.get(f"/appointments/{appointment.id}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def was_in_the_room(appointment, person, minutes: int) -> None:
    """As the media server tells it, to the worker that asks."""
    session = appointment.session
    here, now = Connection.objects.get(session=session, person=person), timezone.now()
    rooms.note_present(session, {here.id: {f"PA_{here.id}": now - timedelta(minutes=minutes)}}, asked_at=now)


@pytest.fixture
def held(elm, at_two, clock):
    """Two to ten to three: Dana was there all the time, Sam came two minutes late."""
    world.let_in(world.window_of(elm.dana), at_two, world.knock(world.window_of(elm.sam), at_two))
    clock.move_to(at_two.ends_at)
    for person, minutes in ((elm.dana, 50), (elm.sam, 48)):
        was_in_the_room(at_two, person, minutes)
    rooms.end_session(at_two.session, how="ended", by=elm.dana)
    rooms.note_present(at_two.session, {}, asked_at=timezone.now())
    return Appointment.objects.get(pk=at_two.pk)


class TestSessions:
    def test_none_yet(self, elm, dana):
        assert "Those you book with Sam stand here" in page_of(dana, elm.sam)

    def test_those_to_come_soonest_first_then_those_that_were_latest_first(self, elm, held, dana):
        for days in (14, 7):
            world.booked(elm.dana, elm.sam, "09:30", on=world.TODAY + timedelta(days=days))
        actions.cancel(
            world.booked(elm.dana, elm.sam, "09:00", on=world.TODAY + timedelta(days=3)),
            reason="Ill",
            by=elm.dana,
        )
        page = page_of(dana, elm.sam)
        order = ["Mon 30 Nov", "Mon 7 Dec", "Before", "Thu 26 Nov", "Today, 2:00-2:50 pm"]
        places = [page.index(what) for what in order]
        assert places == sorted(places)
        assert page.index("Cancelled") < page.index("Ended")
        assert f'href="/appointments/{held.id}"' in page
        assert "Ill" not in page

    def test_many_past_ones_are_folded_away(self, elm, dana, clock):
        for days in range(1, 9):
            world.booked(elm.dana, elm.sam, "15:00", on=world.TODAY + timedelta(days=days))
        clock.shift(timedelta(days=20))
        page = page_of(world.window_of(elm.dana), elm.sam)
        assert "None is booked from now on" in page
        assert "3 more before that" in page
        assert page.count("Not settled") == 8

    def test_a_colleagues_sessions_with_the_same_patient_are_not_on_it(self, elm, held):
        people.join_care_team(elm.sam, elm.chidi, by=elm.dana)
        page = page_of(world.window_of(elm.chidi), elm.sam)
        assert "Sessions with you" in page
        assert f"/appointments/{held.id}" not in page

    def test_another_patients_are_not_on_it(self, elm, held, dana):
        assert f"/appointments/{held.id}" not in page_of(dana, elm.marta)

    def test_the_front_desk_sees_all_and_with_whom(self, elm, held, noor):
        page = page_of(noor, elm.sam)
        assert f"/appointments/{held.id}" in page
        assert page.index("Dana Reyes", page.index('id="sessions"')) < page.index('id="team"')


class TestMinutes:
    def test_the_clinician_reads_them_on_both_pages(self, elm, held, dana):
        for page in (page_of(dana, elm.sam), page_about(dana, held)):
            assert "Sam Brennan: 48 minutes" in page
            assert "Dana Reyes: 50 minutes" in page

    @pytest.mark.parametrize("who", ["noor", "ilse"])
    def test_who_does_not_treat_the_patient_does_not(self, elm, held, who):
        window = world.window_of(getattr(elm, who))
        for page in (page_of(window, elm.sam), page_about(window, held)):
            assert "Ended" in page
            assert "48 minutes" not in page

    def test_an_owner_on_the_care_team_does(self, elm, held):
        people.join_care_team(elm.sam, elm.ilse, by=elm.ilse)
        window = world.window_of(elm.ilse)
        for page in (page_of(window, elm.sam), page_about(window, held)):
            assert "Sam Brennan: 48 minutes" in page

    def test_the_patient_reads_their_own(self, sam, held):
        page = page_about(sam, held)
        assert "You were there" in page
        assert "48 minutes" in page
        assert "50 minutes" not in page

    def test_a_guardian_does_not(self, elm, clock):
        booked = world.booked(elm.dana, elm.leo, "14:00")
        world.let_in(world.window_of(elm.dana), booked, world.knock(world.window_of(elm.leo), booked))
        was_in_the_room(booked, elm.leo, 1)
        rooms.end_session(booked.session, how="ended", by=elm.dana)
        assert "You were there" not in page_about(world.window_of(elm.kim), booked)
        assert "You were there" in page_about(world.window_of(elm.leo), booked)

    def test_who_never_came_in_is_said(self, elm, dana, sam, at_two):
        world.let_in(dana, at_two, world.knock(sam, at_two))
        was_in_the_room(at_two, elm.dana, 4)
        assert "Sam Brennan: not in the room" in page_about(dana, at_two)

    def test_a_session_that_no_room_saw_says_nothing(self, dana, at_two):
        assert "not in the room" not in page_about(dana, at_two)


class TestDays:
    def test_the_day_since_when_somebody_treats_is_that_of_the_readers_wall(self, elm, clock):
        """Late in the evening in New York it is tomorrow in Greenwich."""
        clock.move_to(world.MONDAY.replace(hour=1) + timedelta(days=1))
        people.join_care_team(elm.marta, elm.chidi, by=elm.dana)
        page = page_of(world.window_of(elm.dana), elm.marta)
        team = page[page.index('id="team"') :]
        assert "Mon 23 Nov" in team
        assert "24 Nov" not in team


class TestWay:
    def test_from_an_appointment_to_the_patients_page(self, elm, dana, at_two):
        assert f'href="/patients/{elm.sam.id}"' in page_about(dana, at_two)

    def test_none_to_a_page_that_one_may_not_open(self, elm, dana, at_two, clock):
        people.leave_care_team(elm.sam.care_team.get(clinician=elm.dana), by=elm.dana)
        clock.shift(timedelta(seconds=1))
        assert "/patients/" not in page_about(dana, at_two).partition("<main")[2]
