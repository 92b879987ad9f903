"""The cast of rooms: Dana leads, Sam is her patient, Kit works at the desk, Mia is another patient."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_vite.core.asset_loader import DjangoViteAssetLoader

from freehold.audit.models import AuditEvent
from freehold.live.models import Event
from freehold.people import actions as people
from freehold.people.models import Person, SignIn
from freehold.people.models.sign_in import How
from freehold.people.session_store import SessionStore
from freehold.rooms import actions
from freehold.rooms.consent import VERSION
from freehold.rooms.models import Session

ANSWERS = {
    "location": "12 Larch Lane, Bend, Oregon",
    "callback": "541 555 0123",
    "emergency_name": "Robin Park",
    "emergency_phone": "(541) 555-0188",
    "alone": True,
    "who_else": "",
    "headphones": True,
    "consent_version": VERSION,
}


@dataclass
class Device:
    """A browser somebody is signed in with, at the pages of one session."""

    person: Person
    sign_in: SignIn
    client: Client
    session: Session

    def get(self, verb: str = "", **query: Any) -> Any:
        return self.client.get(self.path(verb), query)

    def post(self, verb: str, **sent: Any) -> Any:
        return self.client.post(self.path(verb), json.dumps(sent), content_type="application/json")

    def path(self, verb: str = "") -> str:
        return f"/sessions/{self.session.id}" + (f"/{verb}" if verb else "")

    def bootstrap(self) -> dict[str, Any]:
        """What the page tells its script."""
        page = self.get().content.decode()
        start = page.index('<script id="room" type="application/json">')
        return json.loads(page[page.index(">", start) + 1 : page.index("</script>", start)])

    def at_door(self, **changed: Any) -> UUID:
        answer = self.post("door", **{**ANSWERS, **changed})
        assert answer.status_code == 200, answer.content
        return UUID(answer.json()["connection"])

    def enters(self) -> UUID:
        answer = self.post("enter")
        assert answer.status_code == 200, answer.content
        return UUID(answer.json()["connection"])

    def cookies(self) -> dict[str, str]:
        return {settings.SESSION_COOKIE_NAME: self.client.cookies[settings.SESSION_COOKIE_NAME].value}

    def heard(self, name: str) -> list[dict[str, Any]]:
        """The data of every event of this name that this person's browsers were sent, oldest first."""
        rows = Event.objects.filter(topic=f"person:{self.person.id}", name=name).order_by("id")
        return [row.data for row in rows]


def sign_in(person: Person, session: Session, *, scope: str = "") -> Device:
    began = people.begin_sign_in(person, how=How.DEMO, scope=scope, device="a browser", address="192.0.2.1")
    store = SessionStore()
    store["sign_in"] = str(began.id)
    store.save()
    client = Client(headers={"Accept": "application/json"})
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return Device(person, began, client, session)


def audited(event: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=event))


@pytest.fixture(autouse=True)
def no_front_end(monkeypatch):
    """Pages name the assets they load; whether those are built is not what is tested here."""
    for name in ("generate_vite_asset", "generate_vite_asset_url"):
        monkeypatch.setattr(DjangoViteAssetLoader, name, lambda self, path, *app, **given: f"/built/{path}")


@pytest.fixture
def house(db):
    return people.create_practice(name="Larch Street Practice", zone="America/New_York")


@pytest.fixture
def people_of_it(house):
    owner = people.set_up_owner(name="Olive Owens", email="olive@example.org", zone="America/New_York")
    dana = people.invite_staff(
        name="Dana Reyes", email="dana@example.org", role="clinician", zone="America/New_York", by=owner
    )
    ravi = people.invite_staff(
        name="Ravi Shah", email="ravi@example.org", role="clinician", zone="America/New_York", by=owner
    )
    kit = people.invite_staff(
        name="Kit Ames", email="kit@example.org", role="front_desk", zone="America/New_York", by=owner
    )
    sam = people.create_patient(
        name="Sam Ortiz", zone="America/Los_Angeles", by=owner, clinician=dana, phone="+15415550100"
    )
    mia = people.create_patient(name="Mia Lund", zone="America/New_York", by=owner, clinician=dana)
    return {"owner": owner, "dana": dana, "ravi": ravi, "kit": kit, "sam": sam, "mia": mia}


@pytest.fixture
def session(people_of_it):
    """Dana and Sam, planned for now."""
    return actions.create_session(
        clinician=people_of_it["dana"],
        patient=people_of_it["sam"],
        starts_at=timezone.now() + timedelta(minutes=5),
        minutes=50,
        by=people_of_it["dana"],
    )


@pytest.fixture
def dana(people_of_it, session):
    return sign_in(people_of_it["dana"], session)


@pytest.fixture
def sam(people_of_it, session):
    return sign_in(people_of_it["sam"], session)


@pytest.fixture
def together(dana, sam):
    """Both in the room: (Dana's connection, Sam's)."""
    hers, his = dana.enters(), sam.at_door()
    assert dana.post("admit", connection=str(his)).status_code == 200
    return hers, his


@pytest.fixture(params=["ravi", "kit", "mia", "owner"])
def outsider(request, people_of_it, session):
    """Somebody of the practice who takes no part in the session."""
    return sign_in(people_of_it[request.param], session)
