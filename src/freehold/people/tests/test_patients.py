"""Patients are added, reached, invited and treated; each sees and is seen by the right people only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from freehold.audit.models import AuditEvent
from freehold.people import access, actions
from freehold.people.models import CareTeam, OneTimeLink, Person
from freehold.people.tests.signing_in import client_of
from freehold.vault import reference

pytestmark = pytest.mark.django_db

NIA = {
    "name": "Nia Bello",
    "email": "nia@mail.example",
    "phone": "(503) 555-0142",
    "zone": "America/Los_Angeles",
}


def nia() -> Person:
    return max(Person.objects.filter(role="patient"), key=lambda person: person.created_at)


class TestNew:
    def test_a_clinician_s_patient_is_in_their_care(self, cast):
        answer = client_of(cast.dana).post("/patients/new", NIA)
        assert answer["Location"] == f"/patients/{nia().id}"
        assert (nia().name, nia().phone, nia().zone) == ("Nia Bello", "+15035550142", "America/Los_Angeles")
        assert [place.clinician for place in access.care_team_of(nia())] == [cast.dana]

    def test_the_front_desk_says_in_whose_care(self, cast):
        fred = client_of(cast.fred)
        assert fred.post("/patients/new", NIA).status_code == 422
        assert fred.post("/patients/new", NIA | {"clinician": str(cast.omar.id)}).status_code == 302
        assert [place.clinician for place in access.care_team_of(nia())] == [cast.omar]

    @pytest.mark.parametrize("who", ["fred", "sam"])
    def test_nobody_is_put_in_the_care_of_who_does_not_treat(self, cast, who):
        given = NIA | {"clinician": str(getattr(cast, who).id)}
        assert client_of(cast.fred).post("/patients/new", given).status_code == 422

    def test_a_clinician_cannot_put_a_patient_in_anothers_care_by_a_crafted_form(self, cast):
        client_of(cast.dana).post("/patients/new", NIA | {"clinician": str(cast.omar.id)})
        assert [place.clinician for place in access.care_team_of(nia())] == [cast.dana]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"email": " SAM@mail.example"}, "already signs in"),
            ({"phone": "12"}, "area code"),
            ({"zone": "Mars/Olympus"}, "Select a valid choice"),
            ({"name": ""}, "required"),
        ],
    )
    def test_a_mistake_is_named_and_nothing_typed_is_lost(self, cast, changes, said):
        answer = client_of(cast.dana).post("/patients/new", NIA | changes)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert said in page
        for name, value in (NIA | changes).items():
            if value and name != "zone":
                assert f'value="{value.strip()}"' in page or f'value="{value}"' in page

    def test_a_number_somebody_has_is_asked_back_and_may_be_shared(self, cast):
        dana = client_of(cast.dana)
        dana.post("/patients/new", NIA)
        twin = NIA | {"name": "Nico Bello", "email": ""}
        asked = dana.post("/patients/new", twin)
        assert asked.status_code == 422
        assert "Nia Bello has this number" in asked.content.decode()
        assert dana.post("/patients/new", twin | {"shares_phone": "on"}).status_code == 302

    def test_and_says_nothing_of_patients_one_does_not_see(self, cast):
        client_of(cast.dana).post("/patients/new", NIA)
        twin = NIA | {"name": "Nico Bello", "email": ""}
        assert client_of(cast.omar).post("/patients/new", twin).status_code == 302

    def test_patients_do_not_add_patients(self, cast):
        assert client_of(cast.sam).post("/patients/new", NIA).status_code == 404

    def test_nothing_of_it_lies_in_clear(self, cast):
        from django.db import connection

        client_of(cast.dana).post("/patients/new", NIA)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM people_person")
            stored = b"|".join(
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            )
        for marker in (b"Nia", b"Bello", b"nia@mail", b"5550142"):
            assert marker not in stored


class TestList:
    def test_more_patients_cost_no_more_queries(self, cast, django_assert_max_num_queries):
        dana = client_of(cast.dana)
        dana.get("/patients")
        for number in range(5):
            actions.create_patient(name=f"Patient {number}", zone="UTC", by=cast.dana, clinician=cast.dana)
        # Session, sign-in, live position, practice; the row of the audit; the patients and their keys.
        with django_assert_max_num_queries(15):
            assert "Patient 4" in dana.get("/patients").content.decode()

    def test_a_page_within_half_a_minute_writes_no_activity(self, cast):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        sam = client_of(cast.sam)
        with CaptureQueriesContext(connection) as asked:
            sam.get("/account")
        assert not [query["sql"] for query in asked if not query["sql"].startswith("SELECT")]


class TestWhoSeesWhom:
    def test_each_sees_their_own(self, cast):
        seen = {
            name: {person.name.split()[0] for person in access.patients_visible_to(getattr(cast, name))}
            for name in ("rosa", "fred", "dana", "omar", "ines", "sam", "gwen", "guido")
        }
        assert seen == {
            "rosa": {"Sam", "Ana", "Kim"},
            "fred": {"Sam", "Ana", "Kim"},
            "dana": {"Sam", "Kim"},  # Kim as supervisor of Ines
            "omar": {"Ana"},
            "ines": {"Kim"},
            "sam": {"Sam"},
            "gwen": {"Sam"},
            "guido": set(),
        }

    def test_the_list_holds_them_and_no_others(self, cast):
        page = client_of(cast.omar).get("/patients").content.decode()
        assert "Ana Sousa" in page
        assert "Sam Brennan" not in page

    def test_a_page_of_anothers_patient_might_as_well_not_exist(self, cast):
        from uuid import uuid4

        omar = client_of(cast.omar)
        real, unreal = omar.get(f"/patients/{cast.sam.id}"), omar.get(f"/patients/{uuid4()}")
        assert (real.status_code, unreal.status_code) == (404, 404)
        assert len(real.content) == len(unreal.content)

    def test_sight_ends_with_the_care(self, cast):
        place = CareTeam.objects.get(patient=cast.sam, clinician=cast.dana)
        dana = client_of(cast.dana)
        assert dana.get(f"/patients/{cast.sam.id}").status_code == 200
        assert dana.post(f"/patients/{cast.sam.id}/care-team/{place.id}/leave")["Location"] == "/patients"
        assert dana.get(f"/patients/{cast.sam.id}").status_code == 404

    def test_and_begins_with_it(self, cast):
        omar = client_of(cast.omar)
        assert omar.get(f"/patients/{cast.sam.id}").status_code == 404
        client_of(cast.dana).post(f"/patients/{cast.sam.id}/care-team", {"clinician": str(cast.omar.id)})
        assert omar.get(f"/patients/{cast.sam.id}").status_code == 200

    def test_nobody_lets_themselves_in(self, cast):
        answer = client_of(cast.omar).post(
            f"/patients/{cast.sam.id}/care-team", {"clinician": str(cast.omar.id)}
        )
        assert answer.status_code == 404
        assert not access.treats(cast.omar, cast.sam)

    def test_a_supervisor_sees_interns_patients_only_while_supervising(self, cast):
        cast.ines.supervisor = None
        cast.ines.save()
        assert client_of(cast.dana).get(f"/patients/{cast.kim.id}").status_code == 404

    def test_joining_twice_is_joining_once(self, cast):
        first = actions.join_care_team(cast.sam, cast.omar, by=cast.dana)
        assert actions.join_care_team(cast.sam, cast.omar, by=cast.dana) == first

    def test_joining_again_after_leaving_is_a_new_place(self, cast):
        first = actions.join_care_team(cast.sam, cast.omar, by=cast.dana)
        actions.leave_care_team(first, by=cast.dana)
        assert actions.join_care_team(cast.sam, cast.omar, by=cast.dana) != first


class TestReading:
    def test_opening_a_page_is_recorded_with_whose_it_was(self, cast):
        client_of(cast.dana).get(f"/patients/{cast.sam.id}")
        event = AuditEvent.objects.filter(event="patient.read").latest("number")
        assert (event.who, event.whose) == (f"person:{cast.dana.id}", reference(cast.sam.id))

    def test_a_refused_page_is_not_recorded_as_read(self, cast):
        client_of(cast.omar).get(f"/patients/{cast.sam.id}")
        assert not AuditEvent.objects.filter(event="patient.read").exists()

    def test_the_list_is_recorded(self, cast):
        client_of(cast.dana).get("/patients")
        assert AuditEvent.objects.filter(event="patient.list", who=f"person:{cast.dana.id}").count() == 1


class TestContact:
    def test_it_is_changed_by_who_sees_the_patient(self, cast):
        given = NIA | {"name": "Samuel Brennan", "email": "samuel@mail.example"}
        assert client_of(cast.fred).post(f"/patients/{cast.sam.id}/contact", given).status_code == 302
        cast.sam.refresh_from_db()
        assert (cast.sam.name, cast.sam.phone) == ("Samuel Brennan", "+15035550142")

    def test_and_by_nobody_else(self, cast):
        assert client_of(cast.omar).post(f"/patients/{cast.sam.id}/contact", NIA).status_code == 404
        cast.sam.refresh_from_db()
        assert cast.sam.name == "Sam Brennan"

    def test_the_number_is_shown_as_people_write_it(self, cast):
        client_of(cast.dana).post(f"/patients/{cast.sam.id}/contact", NIA)
        assert "(503) 555-0142" in client_of(cast.dana).get(f"/patients/{cast.sam.id}").content.decode()


class TestWayIn:
    def test_the_inviter_copies_a_link_shown_once(self, cast):
        dana = client_of(cast.dana)
        cast.sam.set_unusable_password()
        cast.sam.save()
        dana.post(f"/patients/{cast.sam.id}/invite")
        assert "/link/" in dana.get(f"/patients/{cast.sam.id}").content.decode()
        assert "http://testserver/link/" not in dana.get(f"/patients/{cast.sam.id}").content.decode()
        assert OneTimeLink.objects.get().purpose == "invite"

    def test_who_has_an_account_gets_a_reset(self, cast):
        client_of(cast.fred).post(f"/patients/{cast.sam.id}/invite")
        assert OneTimeLink.objects.get().purpose == "reset"

    def test_without_an_address_there_is_none(self, cast):
        lee = actions.create_patient(name="Lee Roth", zone="UTC", by=cast.dana, clinician=cast.dana)
        dana = client_of(cast.dana)
        assert dana.post(f"/patients/{lee.id}/invite")["Location"] == f"/patients/{lee.id}/contact"
        assert not OneTimeLink.objects.exists()

    def test_nobody_invites_anothers_patient(self, cast):
        assert client_of(cast.omar).post(f"/patients/{cast.sam.id}/invite").status_code == 404
        assert not OneTimeLink.objects.exists()

    def test_a_link_of_another_person_cannot_be_revoked_through_ones_own_patient(self, cast):
        actions.create_link(cast.ana, "invite", by=cast.omar)
        link = OneTimeLink.objects.get()
        assert client_of(cast.dana).post(f"/patients/{cast.sam.id}/links/{link.id}/revoke").status_code == 404


class TestGuardian:
    GIVEN = {"name": "Tia Sousa", "email": "tia@mail.example", "scope": "appointments"}

    def test_one_is_added_and_invited(self, cast):
        omar = client_of(cast.omar)
        assert omar.post(f"/patients/{cast.ana.id}/guardians", self.GIVEN).status_code == 302
        row = access.guardians_of(cast.ana).get()
        assert row.guardian.role == "guardian"
        omar.post(f"/patients/{cast.ana.id}/guardians/{row.id}/invite")
        assert "/link/" in omar.get(f"/patients/{cast.ana.id}").content.decode()

    def test_sight_ends_on_the_day_named(self, cast):
        row = access.guardians_of(cast.sam).get()
        row.ends_on = timezone.localdate()
        row.save()
        assert access.patients_visible_to(cast.gwen).get() == cast.sam
        row.ends_on = timezone.localdate() - timedelta(days=1)
        row.save()
        assert not access.patients_visible_to(cast.gwen).exists()

    def test_it_can_be_ended_now(self, cast):
        row = access.guardians_of(cast.sam).get()
        client_of(cast.dana).post(f"/patients/{cast.sam.id}/guardians/{row.id}/end")
        assert not access.patients_visible_to(cast.gwen).exists()

    def test_a_past_day_is_refused(self, cast):
        answer = client_of(cast.omar).post(
            f"/patients/{cast.ana.id}/guardians", self.GIVEN | {"ends_on": "2020-01-01"}
        )
        assert answer.status_code == 422

    def test_a_guardian_known_already_is_not_made_twice(self, cast):
        given = self.GIVEN | {"email": "gwen@mail.example"}
        client_of(cast.omar).post(f"/patients/{cast.ana.id}/guardians", given)
        assert access.guardians_of(cast.ana).get().guardian == cast.gwen

    def test_a_patient_s_address_does_not_make_them_a_guardian(self, cast):
        given = self.GIVEN | {"email": "sam@mail.example"}
        assert client_of(cast.omar).post(f"/patients/{cast.ana.id}/guardians", given).status_code == 422

    def test_only_who_sees_the_patient_may(self, cast):
        assert client_of(cast.dana).post(f"/patients/{cast.ana.id}/guardians", self.GIVEN).status_code == 404
