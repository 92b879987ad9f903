"""The owner invites colleagues, says what they may do, and closes their way in when they leave."""

import pytest

from freehold.audit.models import AuditEvent
from freehold.people import actions
from freehold.people.models import OneTimeLink, Person
from freehold.people.tests.codes import with_app
from freehold.people.tests.signing_in import client_of

pytestmark = pytest.mark.django_db

PAUL = {"name": "Paul Meyer", "email": "paul@cedar.example", "role": "clinician", "is_prescriber": "on"}


@pytest.fixture
def rosa(cast):
    return client_of(cast.rosa)


class TestInvite:
    def test_the_owner_gets_a_link_to_hand_over_once(self, rosa):
        answer = rosa.post("/staff/invite", PAUL)
        paul = Person.objects.get(role="clinician", is_prescriber=True)
        assert answer["Location"] == f"/staff/{paul.id}"
        assert not paul.has_password
        page = rosa.get(f"/staff/{paul.id}").content.decode()
        assert "http://testserver/link/" in page
        assert "http://testserver/link/" not in rosa.get(f"/staff/{paul.id}").content.decode()

    def test_an_intern_needs_a_supervisor(self, rosa, cast):
        assert rosa.post("/staff/invite", PAUL | {"role": "intern"}).status_code == 422
        answer = rosa.post("/staff/invite", PAUL | {"role": "intern", "supervisor": str(cast.dana.id)})
        assert answer.status_code == 302

    def test_only_a_supervisor_supervises(self, rosa, cast):
        given = PAUL | {"role": "intern", "supervisor": str(cast.omar.id)}
        assert rosa.post("/staff/invite", given).status_code == 422

    def test_an_address_in_use_is_refused_and_what_was_typed_stays(self, rosa):
        answer = rosa.post("/staff/invite", PAUL | {"email": "DANA@cedar.example"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "already signs in" in page
        assert "Paul Meyer" in page

    @pytest.mark.parametrize("role", ["patient", "guardian", "guest", "superuser"])
    def test_nobody_becomes_staff_by_another_name(self, rosa, role):
        assert rosa.post("/staff/invite", PAUL | {"role": role}).status_code == 422

    def test_only_the_owner_may(self, cast):
        for person in (cast.dana, cast.ines, cast.fred, cast.sam):
            client = client_of(person)
            assert client.get("/staff").status_code == 404
            assert client.post("/staff/invite", PAUL).status_code == 404
        assert not Person.objects.filter(is_prescriber=True).exists()

    def test_a_refused_attempt_is_recorded(self, cast):
        client_of(cast.dana).get("/staff")
        assert AuditEvent.objects.filter(event="access.refused", who=f"person:{cast.dana.id}").count() == 1


class TestDuties:
    def given(self, person, **changes):
        return {"name": person.name, "email": person.email, "role": person.role} | changes

    def test_they_hold_from_the_next_click(self, rosa, cast):
        dana = client_of(cast.dana)
        assert dana.get("/patients").status_code == 200
        rosa.post(f"/staff/{cast.dana.id}", self.given(cast.dana, role="front_desk"))
        cast.dana.refresh_from_db()
        assert cast.dana.role == "front_desk"
        assert not cast.dana.is_clinician

    def test_the_last_owner_stays_one(self, rosa, cast):
        answer = rosa.post(f"/staff/{cast.rosa.id}", self.given(cast.rosa, role="clinician"))
        assert answer.status_code == 422
        assert "needs an owner" in answer.content.decode()
        cast.rosa.refresh_from_db()
        assert cast.rosa.role == "owner"

    def test_with_a_second_owner_the_first_may_step_back(self, rosa, cast):
        rosa.post(f"/staff/{cast.omar.id}", self.given(cast.omar, role="owner"))
        assert rosa.post(f"/staff/{cast.rosa.id}", self.given(cast.rosa, role="clinician")).status_code == 302

    def test_a_patient_is_not_on_the_staff_pages(self, rosa, cast):
        assert rosa.get(f"/staff/{cast.sam.id}").status_code == 404
        assert rosa.post(f"/staff/{cast.sam.id}", self.given(cast.sam, role="owner")).status_code == 404


class TestLeaving:
    def test_every_device_is_signed_out_and_the_password_works_no_more(self, rosa, cast, client):
        from freehold.people.tests.cast import PASSWORD

        dana = client_of(cast.dana)
        rosa.post(f"/staff/{cast.dana.id}/deactivate")
        assert dana.get("/patients").status_code == 302
        given = {"email": "dana@cedar.example", "password": PASSWORD}
        assert client.post("/sign-in", given).status_code == 422

    def test_open_links_of_theirs_stop_working(self, rosa, cast, client):
        path = actions.create_link(cast.dana, "reset", by=cast.rosa)
        rosa.post(f"/staff/{cast.dana.id}/deactivate")
        rosa.post(f"/staff/{cast.dana.id}/reactivate")
        assert client.get(path).status_code == 404

    def test_coming_back_restores_the_way_in(self, rosa, cast):
        rosa.post(f"/staff/{cast.dana.id}/deactivate")
        rosa.post(f"/staff/{cast.dana.id}/reactivate")
        assert client_of(cast.dana).get("/patients").status_code == 200

    def test_the_last_owner_cannot_leave(self, rosa, cast):
        rosa.post(f"/staff/{cast.rosa.id}/deactivate")
        cast.rosa.refresh_from_db()
        assert cast.rosa.is_active

    def test_others_cannot_close_an_account(self, cast):
        client_of(cast.dana).post(f"/staff/{cast.omar.id}/deactivate")
        cast.omar.refresh_from_db()
        assert cast.omar.is_active


class TestLostPhone:
    def test_the_owner_makes_a_new_way_in(self, rosa, cast):
        with_app(cast.dana)
        rosa.post(f"/staff/{cast.dana.id}/link")
        assert OneTimeLink.objects.get(person=cast.dana).purpose == "reset"
        assert "/link/" in rosa.get(f"/staff/{cast.dana.id}").content.decode()

    def test_a_newcomer_gets_an_invitation_again(self, rosa):
        rosa.post("/staff/invite", PAUL)
        paul = Person.objects.get(is_prescriber=True)
        rosa.post(f"/staff/{paul.id}/link")
        assert OneTimeLink.objects.filter(person=paul, revoked_at=None).get().purpose == "invite"
