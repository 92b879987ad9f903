"""One appointment's page, the calendar, and a link into one session."""

import re
from datetime import timedelta

import pytest
from tests import world

from freehold.schedule import actions


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


class TestVisitLink:
    def test_it_is_shown_once_and_opens_that_session(self, elm, dana, at_two, client):
        dana.post(f"/appointments/{at_two.id}/link")
        page = dana.get(f"/appointments/{at_two.id}").content.decode()
        path = re.search(r'id="visit-link">http://testserver(/link/[\w-]+)<', page)[1]
        assert path not in dana.get(f"/appointments/{at_two.id}").content.decode()
        assert client.get(path).status_code == 200
        assert client.post(path)["Location"] == f"/sessions/{at_two.session_id}"
        assert client.get(f"/appointments/{at_two.id}").status_code == 404


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
