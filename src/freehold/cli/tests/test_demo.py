"""`up --demo`: a fictional practice whose day begins now, every time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from tests import world

from freehold.addresses.blocks import special_purpose
from freehold.addresses.models import AddressBlock, ChangeSeen, Run, ServingPlan
from freehold.cli import demo
from freehold.cli.cast import find
from freehold.people import actions as people
from freehold.people.models import OneTimeLink, Person
from freehold.schedule import actions
from freehold.schedule.models import Appointment
from freehold.schedule.states import OPEN

NIGHT = datetime(2026, 11, 24, 4, 45, tzinfo=UTC)
"""A quarter to midnight in New York."""

EARLY = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)
"""Ten past midnight in New York."""


@pytest.fixture
def clock():
    with time_machine.travel(world.MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture(params=[world.MONDAY, NIGHT, EARLY], ids=["afternoon", "before midnight", "after midnight"])
def any_hour(request):
    with time_machine.travel(request.param, tick=False) as clock:
        yield clock


def face_to_face() -> list[Appointment]:
    """Dana's open appointments with Sam."""
    elm = find()
    return list(Appointment.objects.filter(clinician=elm.dana, patient=elm.sam).still_open())


@pytest.mark.django_db
class TestTheFirstTime:
    def test_everybody_gets_a_link_and_a_role(self, clock):
        found = demo.build_or_refresh()
        roles = {person["name"]: person["role"] for person in found}
        assert roles["Dana Reyes"] == "clinician"
        assert roles["Ilse Baum"] == "owner"
        assert roles["Noor Haddad"] == "front_desk"
        assert roles["Theo Lindqvist"] == "intern"
        assert roles["Sam Brennan"] == "patient"
        assert roles["Kim Park"] == "guardian"
        assert len({person["link_path"] for person in found}) == len(found)

    def test_dana_and_sam_meet_now(self, any_hour):
        demo.build_or_refresh()
        (appointment,) = face_to_face()
        assert timedelta() <= timezone.now() - appointment.starts_at < timedelta(minutes=1)

    def test_nobody_is_in_two_places_at_once(self, any_hour):
        demo.build_or_refresh()
        rows = list(Appointment.objects.filter(state__in=OPEN))
        for one in rows:
            for other in rows:
                if one != other and {one.clinician, one.patient} & {other.clinician, other.patient}:
                    assert one.ends_at <= other.starts_at or other.ends_at <= one.starts_at


@pytest.mark.django_db
class TestEveryTimeAfter:
    def test_the_people_stay_and_the_day_begins_again(self, clock):
        demo.build_or_refresh()
        before = Person.objects.count()
        clock.shift(timedelta(minutes=37))
        demo.build_or_refresh()
        assert Person.objects.count() == before
        (appointment,) = face_to_face()
        assert appointment.starts_at == timezone.now().replace(second=0, microsecond=0)

    def test_days_later_too(self, any_hour):
        demo.build_or_refresh()
        any_hour.shift(timedelta(days=3, hours=5))
        demo.build_or_refresh()
        (appointment,) = face_to_face()
        assert appointment.starts_at == timezone.now().replace(second=0, microsecond=0)

    def test_older_links_end(self, clock):
        (*_, first) = demo.build_or_refresh()
        demo.build_or_refresh()
        works = [link for link in OneTimeLink.objects.all() if link.works_at(timezone.now())]
        assert len(works) == Person.objects.count()
        assert first["link_path"] not in [person["link_path"] for person in demo.build_or_refresh()]

    def test_a_session_left_open_gives_way(self, clock):
        demo.build_or_refresh()
        elm = find()
        (appointment,) = face_to_face()
        dana, sam = world.window_of(elm.dana), world.window_of(elm.sam)
        world.let_in(dana, appointment, world.knock(sam, appointment))
        clock.shift(timedelta(minutes=5))
        demo.build_or_refresh()
        (fresh,) = face_to_face()
        assert fresh != appointment
        assert Appointment.objects.get(pk=appointment.pk).state == "ended"

    def test_what_somebody_booked_over_it_gives_way(self, clock):
        demo.build_or_refresh()
        elm = find()
        walk_in = actions.start_now(clinician=elm.dana, patient=elm.marta, minutes=50, by=elm.dana)
        demo.build_or_refresh()
        assert Appointment.objects.get(pk=walk_in.pk).state in ("booked", "cancelled")
        (appointment,) = face_to_face()
        overlapping = Appointment.objects.still_open().within(appointment.starts_at, appointment.ends_at)
        assert list(overlapping.filter(clinician=elm.dana)) == [appointment]


@pytest.mark.django_db
class TestARealPractice:
    def test_is_never_touched(self):
        people.create_practice(name="Cedar Counseling", zone="America/Chicago")
        people.set_up_owner(name="Robin Vale", email="robin@cedar.example", zone="America/Chicago")
        with pytest.raises(demo.NotADemo):
            demo.build_or_refresh()
        assert Person.objects.count() == 1
        assert not Appointment.objects.exists()

    def test_nor_one_that_is_about_to_be_set_up(self):
        people.set_up_owner(name="Robin Vale", email="robin@cedar.example", zone="America/Chicago")
        with pytest.raises(demo.NotADemo):
            demo.build_or_refresh()
        assert Person.objects.count() == 1


@pytest.mark.django_db
class TestAddresses:
    def test_they_are_nobodys_and_show_what_there_is_to_see(self, clock):
        demo.build_or_refresh()
        demo.build_or_refresh()
        found = {
            str(block): (block.is_owned, sorted(run.verdict for run in block.runs.all()))
            for block in AddressBlock.objects.all()
        }
        assert found == {
            "203.0.113.0/24": (True, ["clean", "clean_after_fixes", "clean_after_fixes"]),
            "198.51.100.0/24": (False, ["incomplete"]),
            "192.0.2.0/25": (False, ["refuse"]),
        }
        owned = Run.objects.filter(address_block__is_owned=True)
        assert {run.answered for run in owned} == {run.questions for run in owned}
        assert ServingPlan.objects.count() == 1
        assert all(special_purpose(block.block) for block in AddressBlock.objects.all())
        (change,) = [one for one in ChangeSeen.objects.all() if "spam.example" in str(one.text)]
        assert not change.is_read
