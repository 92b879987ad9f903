"""Booking a session: by the clinician or the front desk, on the practice's wall."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from tests import world

from freehold.audit.models import AuditEvent
from freehold.people import actions as people
from freehold.rooms.models import Session
from freehold.schedule.models import Appointment


def asked(clinician, patient, **changed):
    """What the form sends: tomorrow at three, fifty minutes."""
    return {
        "patient": str(patient.id),
        "clinician": str(clinician.id),
        "day": "2026-11-24",
        "at": "15:00",
        "minutes": "50",
        **changed,
    }


class TestTheForm:
    def test_a_clinician_chooses_among_patients_in_their_care(self, dana):
        page = dana.get("/appointments/new").content.decode()
        assert "Sam Brennan" in page
        assert "Tomás Vidal" not in page
        assert "Times are those of the practice, in New York." in page

    def test_it_suggests_the_next_half_hour(self, dana):
        page = dana.get("/appointments/new").content.decode()
        assert 'value="2026-11-23"' in page
        assert 'value="14:00"' in page

    def test_a_patients_page_can_send_its_patient_along(self, elm, dana):
        page = dana.get("/appointments/new", {"patient": str(elm.sam.id)}).content.decode()
        assert f'<option value="{elm.sam.id}" selected>' in page

    @pytest.mark.parametrize("who", ["sam", "kim"])
    def test_patients_do_not_get_it(self, elm, who):
        window = world.window_of(getattr(elm, who))
        assert window.get("/appointments/new").status_code == 404
        assert window.post("/appointments/new", asked(elm.dana, elm.sam)).status_code == 404
        assert not Appointment.objects.exists()


class TestBooking:
    def test_a_clinician_books_and_sees_it(self, elm, dana):
        answer = dana.post("/appointments/new", asked(elm.dana, elm.sam))
        booked = Appointment.objects.get()
        assert answer["Location"] == f"/appointments/{booked.id}"
        assert booked.starts_at == datetime(2026, 11, 24, 20, tzinfo=UTC)
        assert (booked.zone, booked.state, booked.booked_by) == ("America/New_York", "booked", elm.dana)
        page = dana.get(answer["Location"]).content.decode()
        assert "Sam Brennan" in page
        assert "Tue 24 Nov, 3:00-3:50 pm" in page
        assert "For Sam: <time" in page

    def test_its_room_is_made_with_it(self, elm, dana):
        dana.post("/appointments/new", asked(elm.dana, elm.sam))
        session = Session.objects.get()
        assert session.starts_at == Appointment.objects.get().starts_at
        assert {place.person for place in session.participations.all()} == {elm.dana, elm.sam}

    def test_the_front_desk_books_for_a_clinician(self, elm, noor):
        noor.post("/appointments/new", asked(elm.chidi, elm.tomas, minutes="30"))
        booked = Appointment.objects.get()
        assert (booked.clinician, booked.booked_by) == (elm.chidi, elm.noor)

    def test_audit_says_who_booked_for_whom(self, elm, noor):
        noor.post("/appointments/new", asked(elm.dana, elm.sam))
        row = AuditEvent.objects.get(event="appointment.book")
        assert str(elm.noor.id) in row.who
        assert str(elm.sam.id) not in row.whose

    def test_it_stays_at_three_when_the_clocks_change(self, elm, dana):
        with time_machine.travel(datetime(2027, 3, 10, 15, tzinfo=UTC), tick=False):
            dana = world.window_of(elm.dana)
            dana.post("/appointments/new", asked(elm.dana, elm.sam, day="2027-03-12"))
            dana.post("/appointments/new", asked(elm.dana, elm.sam, day="2027-03-15"))
        before, after = Appointment.objects.all()
        assert after.starts_at - before.starts_at == timedelta(days=3, hours=-1)


class TestWhatIsRefused:
    def refused(self, answer) -> str:
        assert answer.status_code == 422
        return " ".join(answer.content.decode().split())

    def test_a_time_that_has_gone_by(self, elm, dana):
        page = self.refused(
            dana.post("/appointments/new", asked(elm.dana, elm.sam, day="2026-11-23", at="13:30"))
        )
        assert "That time has gone by." in page
        assert 'value="13:30"' in page
        assert not Appointment.objects.exists()

    def test_a_time_that_has_only_just_gone_by_means_now(self, elm, dana):
        answer = dana.post("/appointments/new", asked(elm.dana, elm.sam, day="2026-11-23", at="13:55"))
        assert answer.status_code == 302

    @pytest.mark.parametrize("day", ["0026-11-24", "2206-11-24", "9999-12-31"])
    def test_a_slip_of_the_year(self, elm, dana, day):
        page = self.refused(dana.post("/appointments/new", asked(elm.dana, elm.sam, day=day)))
        assert "Choose a day within the next two years." in page

    def test_a_time_the_clocks_skip(self, elm):
        with time_machine.travel(datetime(2027, 3, 10, 15, tzinfo=UTC), tick=False):
            dana = world.window_of(elm.dana)
            answer = dana.post("/appointments/new", asked(elm.dana, elm.sam, day="2027-03-14", at="02:30"))
        assert (
            "The clocks in New York skip this time that night. The next that exists is 3:00 am."
            in self.refused(answer)
        )

    def test_a_time_that_comes_twice_until_one_is_chosen(self, elm):
        with time_machine.travel(datetime(2027, 11, 5, 15, tzinfo=UTC), tick=False):
            dana = world.window_of(elm.dana)
            twice = asked(elm.dana, elm.sam, day="2027-11-07", at="01:30")
            page = self.refused(dana.post("/appointments/new", twice))
            assert "this time comes twice" in page
            assert "(optional)" not in page
            dana.post("/appointments/new", twice | {"second_pass": "second"})
        assert Appointment.objects.get().starts_at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)

    def test_a_clash_until_it_is_meant(self, elm, dana):
        world.booked(elm.dana, elm.marta, "15:20", on=world.TODAY + timedelta(days=1))
        page = self.refused(dana.post("/appointments/new", asked(elm.dana, elm.sam)))
        assert "Dana Reyes and Marta Oduya have an appointment at that time: 3:20-4:10 pm." in page
        assert "Book it all the same" in page
        assert "Book it all the same:" not in page
        dana.post("/appointments/new", asked(elm.dana, elm.sam, anyway="on"))
        assert Appointment.objects.count() == 2

    def test_a_clash_does_not_tell_whom_a_colleague_sees(self, elm, dana):
        world.booked(elm.chidi, elm.sam, "15:00", on=world.TODAY + timedelta(days=1))
        page = self.refused(dana.post("/appointments/new", asked(elm.dana, elm.sam)))
        assert "Sam Brennan has another appointment at that time" in page
        assert "Okafor" not in page

    def test_one_right_after_another_is_no_clash(self, elm, dana):
        world.booked(elm.dana, elm.marta, "15:50", on=world.TODAY + timedelta(days=1))
        assert dana.post("/appointments/new", asked(elm.dana, elm.sam)).status_code == 302

    def test_a_cancelled_one_is_no_clash(self, elm, dana):
        from freehold.schedule import actions

        other = world.booked(elm.dana, elm.marta, "15:00", on=world.TODAY + timedelta(days=1))
        actions.cancel(other, reason="Flu", by=elm.dana)
        assert dana.post("/appointments/new", asked(elm.dana, elm.sam)).status_code == 302

    def test_a_clinician_who_does_not_treat_the_patient(self, elm, noor):
        page = self.refused(noor.post("/appointments/new", asked(elm.chidi, elm.marta)))
        assert "This clinician is not on the patient" in page
        people.join_care_team(elm.marta, elm.chidi, by=elm.noor)
        assert noor.post("/appointments/new", asked(elm.chidi, elm.marta)).status_code == 302

    def test_a_patient_one_does_not_see(self, elm, dana):
        page = self.refused(dana.post("/appointments/new", asked(elm.dana, elm.tomas)))
        assert "Tomás" not in page

    def test_a_colleagues_diary(self, elm, dana):
        self.refused(dana.post("/appointments/new", asked(elm.chidi, elm.sam)))
        assert not Appointment.objects.exists()

    def test_nothing_typed_is_lost(self, elm, dana):
        page = self.refused(dana.post("/appointments/new", asked(elm.dana, elm.sam, day="", minutes="80")))
        assert f'<option value="{elm.sam.id}" selected>' in page
        assert '<option value="80" selected>' in page
        assert 'value="15:00"' in page


class TestStartingNow:
    def test_a_walk_in_begins_this_minute(self, elm, dana):
        answer = dana.post("/appointments/start", asked(elm.dana, elm.sam, day="", at=""))
        began = Appointment.objects.get()
        assert began.starts_at == world.MONDAY
        assert answer["Location"] == f"/appointments/{began.id}"
        assert "Go to the room" in dana.get(answer["Location"]).content.decode()

    def test_whatever_else_stands_there(self, elm, dana, at_two):
        assert dana.post("/appointments/start", asked(elm.dana, elm.marta, day="", at="")).status_code == 302

    def test_not_without_a_patient(self, elm, dana):
        answer = dana.post("/appointments/start", asked(elm.dana, elm.sam) | {"patient": ""})
        assert answer.status_code == 422
        assert not Appointment.objects.exists()

    def test_not_by_a_patient(self, elm, sam):
        assert sam.post("/appointments/start", asked(elm.dana, elm.sam)).status_code == 404
