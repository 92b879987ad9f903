"""The cast: the same people in every test of every app."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from freehold.people import actions
from freehold.people.models import Person, Practice
from freehold.people.roles import Role

PASSWORD = "four unrelated quiet words"


@dataclass(frozen=True)
class Cast:
    practice: Practice
    rosa: Person
    """Owner, does not treat."""
    dana: Person
    """Clinician and supervisor; Sam's."""
    omar: Person
    """Clinician; Ana's, not Sam's."""
    ines: Person
    """Intern, supervised by Dana; treats Kim."""
    fred: Person
    """Front desk."""
    sam: Person
    """Patient of Dana's."""
    ana: Person
    """Patient of Omar's."""
    kim: Person
    """Patient of Ines's."""
    gwen: Person
    """Guardian of Sam."""
    guido: Person
    """Guest."""


def make_cast(*, is_demo: bool = False) -> Cast:
    practice = actions.create_practice(name="Cedar Counseling", zone="America/New_York", is_demo=is_demo)
    rosa = actions.set_up_owner(
        name="Rosa Lindqvist", email="rosa@cedar.example", zone="America/New_York", password=PASSWORD
    )

    def colleague(name: str, role: str, **more) -> Person:
        email = f"{name.split()[0].lower()}@cedar.example"
        person = actions.invite_staff(name=name, email=email, role=role, zone="", by=rosa, **more)
        person.set_password(PASSWORD)
        person.save()
        return person

    dana = colleague("Dana Reyes", Role.CLINICIAN, is_supervisor=True)
    omar = colleague("Omar Haddad", Role.CLINICIAN)
    ines = colleague("Ines Costa", Role.INTERN, supervisor=dana)
    fred = colleague("Fred Young", Role.FRONT_DESK)

    def patient(name: str, clinician: Person | None, role: str = Role.PATIENT) -> Person:
        email = f"{name.split()[0].lower()}@mail.example"
        person = actions.create_patient(
            name=name, email=email, phone="", zone="America/New_York", by=rosa, clinician=clinician, role=role
        )
        person.set_password(PASSWORD)
        person.save()
        return person

    sam, ana, kim = patient("Sam Brennan", dana), patient("Ana Sousa", omar), patient("Kim Osei", ines)
    guardianship = actions.add_guardian(
        sam,
        name="Gwen Brennan",
        email="gwen@mail.example",
        scope="everything",
        starts_on=timezone.localdate() - timedelta(days=1),
        ends_on=None,
        by=rosa,
    )
    return Cast(
        practice=practice,
        rosa=rosa,
        dana=dana,
        omar=omar,
        ines=ines,
        fred=fred,
        sam=sam,
        ana=ana,
        kim=kim,
        gwen=guardianship.guardian,
        guido=patient("Guido Ferri", None, Role.GUEST),
    )
