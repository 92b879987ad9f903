"""What may become of an appointment: moved, cancelled, missed, failed; and who may say so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from tests import world

from freehold.audit.models import AuditEvent
from freehold.rooms.models import Session
from freehold.schedule import actions
from freehold.schedule.models import Appointment
from freehold.schedule.states import NotFromHere

VERBS = {
    "move": {"day": "2026-11-24", "at": "16:00", "minutes": "50"},
    "cancel": {"reason": "Sam has the flu"},
    "no-show": {},
    "technical-failure": {},
    "link": {},
}


def now_it_is(appointment) -> str:
    return Appointment.objects.get(pk=appointment.pk).state


class TestWhoMay:
    @pytest.mark.parametrize("who", ["chidi", "theo", "sam", "marta", "kim"])
    def test_nobody_else_learns_that_it_exists(self, elm, at_two, clock, who):
        clock.shift(timedelta(minutes=20))
        window = world.window_of(getattr(elm, who))
        answers = [window.post(f"/appointments/{at_two.id}/{verb}", sent) for verb, sent in VERBS.items()]
        assert [answer.status_code for answer in answers] == [404] * len(VERBS)
        assert now_it_is(at_two) == "booked"

    @pytest.mark.parametrize("verb", VERBS)
    def test_the_front_desk_may(self, noor, at_two, clock, verb):
        clock.shift(timedelta(minutes=10))
        answer = noor.post(f"/appointments/{at_two.id}/{verb}", VERBS[verb])
        assert answer["Location"] == f"/appointments/{at_two.id}"

    @pytest.mark.parametrize("who", ["dana", "ilse"])
    def test_its_clinician_and_the_owner_may(self, elm, at_two, who):
        answer = world.window_of(getattr(elm, who)).post(f"/appointments/{at_two.id}/move", VERBS["move"])
        assert answer["Location"] == f"/appointments/{at_two.id}"


class TestMoving:
    def test_the_room_moves_with_it(self, elm, dana, at_two):
        dana.post(f"/appointments/{at_two.id}/move", VERBS["move"])
        later = datetime(2026, 11, 24, 21, tzinfo=UTC)
        assert Appointment.objects.get().starts_at == later
        assert Session.objects.get().starts_at == later

    def test_the_form_shows_when_it_is_now(self, dana, at_two):
        page = dana.get(f"/appointments/{at_two.id}/move").content.decode()
        assert 'value="2026-11-23"' in page
        assert 'value="14:00"' in page

    def test_it_does_not_clash_with_itself(self, dana, at_two):
        sooner = VERBS["move"] | {"day": "2026-11-23", "at": "14:15"}
        assert dana.post(f"/appointments/{at_two.id}/move", sooner).status_code == 302

    def test_it_may_clash_with_another(self, elm, dana, at_two):
        world.booked(elm.dana, elm.marta, "16:00", on=world.TODAY + timedelta(days=1))
        answer = dana.post(f"/appointments/{at_two.id}/move", VERBS["move"])
        assert answer.status_code == 422
        assert "Marta Oduya" in answer.content.decode()

    def test_not_while_somebody_waits_in_it(self, dana, sam, at_two):
        world.knock(sam, at_two)
        answer = dana.post(f"/appointments/{at_two.id}/move", VERBS["move"])
        assert answer.status_code == 422
        assert "this is not possible now" in answer.content.decode()
        assert Session.objects.get().starts_at == at_two.starts_at


class TestCancelling:
    def test_the_reason_is_kept_and_not_in_clear(self, elm, dana, at_two):
        dana.post(f"/appointments/{at_two.id}/cancel", VERBS["cancel"])
        assert now_it_is(at_two) == "cancelled"
        assert Appointment.objects.get().reason == "Sam has the flu"
        with connection.cursor() as cursor:
            cursor.execute("SELECT reason FROM schedule_appointment")
            assert b"flu" not in bytes(cursor.fetchone()[0])

    def test_it_asks_why(self, dana, at_two):
        assert dana.post(f"/appointments/{at_two.id}/cancel", {"reason": ""}).status_code == 422
        assert now_it_is(at_two) == "booked"

    def test_its_door_is_shut(self, dana, sam, at_two):
        dana.post(f"/appointments/{at_two.id}/cancel", VERBS["cancel"])
        session = Session.objects.get()
        assert (session.state, session.how_ended) == ("ended", "cancelled")

    def test_not_twice(self, dana, at_two):
        dana.post(f"/appointments/{at_two.id}/cancel", VERBS["cancel"])
        assert dana.post(f"/appointments/{at_two.id}/cancel", VERBS["cancel"]).status_code == 422

    def test_audit_says_who(self, elm, noor, at_two):
        noor.post(f"/appointments/{at_two.id}/cancel", VERBS["cancel"])
        row = AuditEvent.objects.get(event="appointment.cancel")
        assert str(elm.noor.id) in row.who
        assert "flu" not in row.why


class TestNotComing:
    def test_who_did_not_come_by_the_time_may_be_marked(self, elm, dana, at_two, clock):
        clock.shift(timedelta(minutes=14))
        dana.post(f"/appointments/{at_two.id}/no-show")
        assert now_it_is(at_two) == "no_show"
        assert Session.objects.get().how_ended == "no_show"

    def test_nobody_is_late_before_the_time(self, dana, at_two):
        answer = dana.post(f"/appointments/{at_two.id}/no-show")
        assert answer.status_code == 409
        assert "Its time has not come yet" in answer.content.decode()
        assert now_it_is(at_two) == "booked"

    def test_who_waits_has_come(self, dana, sam, at_two, clock):
        world.knock(sam, at_two)
        clock.shift(timedelta(minutes=5))
        assert dana.post(f"/appointments/{at_two.id}/no-show").status_code == 409
        assert now_it_is(at_two) == "arrived"


class TestTechnicalFailure:
    def test_it_corrects_a_no_show(self, elm, dana, at_two, clock):
        clock.shift(timedelta(minutes=14))
        dana.post(f"/appointments/{at_two.id}/no-show")
        dana.post(f"/appointments/{at_two.id}/technical-failure")
        assert now_it_is(at_two) == "technical_failure"

    def test_it_ends_a_session_under_way(self, dana, sam, at_two):
        world.let_in(dana, at_two, world.knock(sam, at_two))
        dana.post(f"/appointments/{at_two.id}/technical-failure")
        assert now_it_is(at_two) == "technical_failure"
        assert Session.objects.get().how_ended == "technical_failure"

    def test_the_room_can_say_so_itself(self, dana, sam, at_two):
        world.let_in(dana, at_two, world.knock(sam, at_two))
        world.end(dana, at_two, how="technical_failure")
        assert now_it_is(at_two) == "technical_failure"


class TestFollowingTheRoom:
    def test_from_the_door_to_the_end(self, dana, sam, at_two):
        place = world.knock(sam, at_two)
        assert now_it_is(at_two) == "arrived"
        world.let_in(dana, at_two, place)
        assert now_it_is(at_two) == "in_session"
        world.end(dana, at_two)
        assert now_it_is(at_two) == "ended"
        events = AuditEvent.objects.filter(event__startswith="appointment.").order_by("number")
        assert [row.event for row in events] == [
            "appointment.book",
            "appointment.arrive",
            "appointment.begin",
            "appointment.end",
        ]

    def test_a_clinician_who_is_early_keeps_nobody_waiting(self, elm, dana, at_two):
        answer = dana.post(f"/sessions/{at_two.session_id}/enter", "{}", content_type="application/json")
        assert answer.status_code == 200
        assert now_it_is(at_two) == "booked"

    def test_leaving_in_the_middle_is_no_departure(self, dana, sam, at_two):
        place = world.knock(sam, at_two)
        world.let_in(dana, at_two, place)
        world.leave(sam, at_two, place)
        assert now_it_is(at_two) == "in_session"

    def test_a_late_word_from_the_room_changes_nothing_that_is_over(self, elm, at_two):
        from freehold.rooms import signals
        from freehold.rooms.models import Session

        actions.cancel(at_two, reason="Flu", by=elm.dana)
        signals.began.send(sender=Session, session=at_two.session)
        assert now_it_is(at_two) == "cancelled"

    def test_a_session_that_stands_in_no_diary_is_none_of_ours(self, elm, clock):
        from freehold.rooms import actions as rooms

        session = rooms.create_session(
            clinician=elm.dana, patient=elm.sam, starts_at=world.MONDAY, minutes=50, by=elm.dana
        )
        rooms.end_session(session, how="ended", by=elm.dana)
        assert not Appointment.objects.exists()


class TestRecordingWhatWasHeldElsewhere:
    def test_it_is_over_and_so_is_its_room(self, elm, clock):
        from freehold.schedule.wall_time import WallTime

        held = actions.record_held(
            clinician=elm.dana,
            patient=elm.sam,
            meant=WallTime(datetime(2026, 11, 23, 11), "America/New_York"),  # noqa: DTZ001  a wall time
            minutes=50,
            by=elm.dana,
        )
        assert now_it_is(held) == "ended"
        assert Session.objects.get().has_ended

    def test_not_what_is_still_to_come(self, elm, clock):
        from freehold.schedule.refusals import NotYet
        from freehold.schedule.wall_time import WallTime

        with pytest.raises(NotYet):
            actions.record_held(
                clinician=elm.dana,
                patient=elm.sam,
                meant=WallTime(datetime(2026, 11, 23, 13, 30), "America/New_York"),  # noqa: DTZ001
                minutes=50,
                by=elm.dana,
            )
        assert not Appointment.objects.exists()


class TestALateStep:
    def test_an_action_refuses_what_a_page_did_not_know_yet(self, elm, at_two):
        actions.cancel(at_two, reason="Flu", by=elm.dana)
        with pytest.raises(NotFromHere):
            actions.cancel(at_two, reason="Again", by=elm.dana)
        assert Appointment.objects.get().reason == "Flu"
