"""One appointment's page, the calendar, and a link into one session."""

import re
from datetime import datetime, time, timedelta

import pytest
from tests import world

from freehold.schedule import actions
from freehold.schedule.wall_time import WallTime


class TestStaff:
    def test_the_front_desk_has_no_way_into_the_room(self, noor, at_two):
        page = noor.get(f"/appointments/{at_two.id}").content.decode()
        assert "Sam Brennan" in page
        assert f"/sessions/{at_two.session_id}" not in page

    def test_before_its_time_nobody_is_called_missing(self, dana, at_two):
        page = dana.get(f"/appointments/{at_two.id}").content.decode()
        assert "Move it" in page
        assert "Did not come" not in page

    def test_what_is_over_is_not_moved_or_cancelled(self, elm, dana, at_two):
        actions.cancel(at_two, reason="Flu", by=elm.dana)
        page = dana.get(f"/appointments/{at_two.id}").content.decode()
        assert "Flu" in page
        assert "Move it" not in page
        assert "Cancel it" not in page

    @pytest.mark.parametrize("who", ["chidi", "theo", "marta", "kim"])
    def test_others_get_404(self, elm, at_two, who):
        window = world.window_of(getattr(elm, who))
        assert window.get(f"/appointments/{at_two.id}").status_code == 404


class TestPatient:
    def test_their_own_with_how_to_change_it(self, sam, at_two):
        page = sam.get(f"/appointments/{at_two.id}").content.decode()
        assert "Dana Reyes" in page
        assert "To move or cancel it, call Elm Street Therapy" in page
        assert "(212) 555-0100" in page
        assert "/cancel" not in page

    def test_not_why_it_was_cancelled(self, elm, sam, at_two):
        actions.cancel(at_two, reason="Dana is ill", by=elm.dana)
        page = sam.get(f"/appointments/{at_two.id}").content.decode()
        assert "Cancelled" in page
        assert "Dana is ill" not in page

    def test_a_guardian_sees_the_wards(self, elm):
        booked = world.booked(elm.dana, elm.leo, "15:00")
        page = world.window_of(elm.kim).get(f"/appointments/{booked.id}").content.decode()
        assert "Leo" in page
        assert f"/sessions/{booked.session_id}" not in page


def link_made(clinician, appointment) -> str:
    """The path of a link for one session, as its page shows it."""
    clinician.post(f"/appointments/{appointment.id}/link")
    page = clinician.get(f"/appointments/{appointment.id}").content.decode()
    return re.search(r'id="visit-link">http://testserver(/link/[\w-]+)<', page)[1]


class TestVisitLink:
    def test_it_is_shown_once_and_opens_that_session(self, elm, dana, at_two, client):
        path = link_made(dana, at_two)
        assert path not in dana.get(f"/appointments/{at_two.id}").content.decode()
        assert client.get(path).status_code == 200
        assert client.post(path)["Location"] == f"/sessions/{at_two.session_id}"
        assert client.get(f"/appointments/{at_two.id}").status_code == 404

    def test_opened_the_day_before_it_says_when_to_come_and_is_not_used_up(self, elm, dana, client, clock):
        booked = world.booked(elm.dana, elm.sam, "15:00", on=world.TODAY + timedelta(days=10))
        path = link_made(dana, booked)
        for early in (client.get(path), client.post(path)):
            assert "Please keep this link" in early.content.decode()
            assert "11:45 am" in early.content.decode()  # 14:45 in New York, for Sam in Los Angeles
        clock.move_to(booked.starts_at - timedelta(minutes=10))
        assert client.post(path)["Location"] == f"/sessions/{booked.session_id}"

    def test_it_follows_the_appointment_when_that_is_moved(self, elm, dana, client, at_two, clock):
        path = link_made(dana, at_two)
        meant = WallTime(datetime.combine(world.TODAY + timedelta(days=6), time(15)), world.PRACTICE_ZONE)
        moved = actions.move(at_two, meant=meant, minutes=50, by=elm.dana)
        assert "early" in client.get(path).content.decode()
        clock.move_to(moved.starts_at)
        assert client.post(path)["Location"] == f"/sessions/{at_two.session_id}"

    def test_of_a_cancelled_appointment_it_says_so(self, elm, dana, client):
        booked = world.booked(elm.dana, elm.sam, "15:00", on=world.TODAY + timedelta(days=2))
        path = link_made(dana, booked)
        actions.cancel(booked, reason="Dana is ill", by=elm.dana)
        page = client.get(client.post(path)["Location"]).content.decode()
        assert "not taking place" in page


class TestCalendar:
    def test_a_week_from_today(self, elm, dana, at_two):
        world.booked(elm.dana, elm.ana, "09:30", on=world.TODAY + timedelta(days=1))
        world.booked(elm.dana, elm.marta, "11:00", on=world.TODAY + timedelta(days=7))
        page = dana.get("/appointments").content.decode()
        assert page.index("Sam Brennan") < page.index("Tuesday 24 November") < page.index("Ana Sousa")
        assert "Marta Oduya" not in page
        assert "Marta Oduya" in dana.get("/appointments?from=2026-11-30").content.decode()

    def test_colleagues_sessions_are_the_front_desks_to_see(self, elm, dana, noor):
        world.booked(elm.chidi, elm.tomas, "15:00")
        assert "Tomás Vidal" not in dana.get("/appointments").content.decode()
        page = noor.get("/appointments").content.decode()
        assert "Tomás Vidal" in page
        assert "Dr. Chidi Okafor" in page

    def test_an_empty_week_says_what_to_do(self, dana):
        assert "Book a session" in dana.get("/appointments").content.decode()

    @pytest.mark.parametrize("day", ["yesterday", "0001-01-01", "9999-12-31", ""])
    def test_a_day_that_is_none_means_today(self, dana, at_two, day):
        assert "Sam Brennan" in dana.get("/appointments", {"from": day}).content.decode()

    def test_patients_do_not_get_it(self, sam):
        assert sam.get("/appointments").status_code == 404
