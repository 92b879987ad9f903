"""The people of Elm Street Therapy, a practice that does not exist: for the demo and for tests.

Everybody is made by the same actions as real people are. Addresses end in `.example`, numbers in 555-01xx,
which are nobody's (RFC 2606, NANPA).
"""

from dataclasses import dataclass
from datetime import date

from freehold.people import actions
from freehold.people.models import Person
from freehold.people.roles import Role
from freehold.vault import lookup

PRACTICE_NAME = "Elm Street Therapy"
PRACTICE_ZONE = "America/New_York"
PRACTICE_PHONE = "+12125550100"


@dataclass(frozen=True)
class Cast:
    """Staff first, then patients, then those who answer for them."""

    ilse: Person
    """Ilse Baum, the owner, who also treats."""
    dana: Person
    """Dana Reyes, clinician; supervises Theo."""
    chidi: Person
    """Dr. Chidi Okafor, psychiatrist: a clinician who prescribes."""
    theo: Person
    """Theo Lindqvist, intern under Dana."""
    noor: Person
    """Noor Haddad, at the front desk."""
    sam: Person
    """Sam Brennan, patient of Dana and Chidi, three hours behind New York."""
    marta: Person
    ana: Person
    leo: Person
    """Leo Park, fifteen; his mother Kim answers for him."""
    priya: Person
    """Priya Raman, patient of Theo."""
    ruth: Person
    """Ruth Feldman, patient of Ilse."""
    tomas: Person
    """Tomás Vidal, patient of Chidi."""
    kim: Person
    """Kim Park, Leo's guardian."""

    def everybody(self) -> list[Person]:
        return list(vars(self).values())


def email_of(key: str) -> str:
    return f"{key}@elm-street.example"


def create(*, is_demo: bool) -> Cast:
    """The practice and everybody in it, on an empty database."""
    actions.create_practice(name=PRACTICE_NAME, zone=PRACTICE_ZONE, phone=PRACTICE_PHONE, is_demo=is_demo)
    ilse = actions.set_up_owner(
        name="Ilse Baum", email=email_of("ilse"), zone=PRACTICE_ZONE, sees_patients=True
    )
    dana = _colleague("dana", "Dana Reyes", Role.CLINICIAN, by=ilse, is_supervisor=True)
    chidi = _colleague("chidi", "Dr. Chidi Okafor", Role.CLINICIAN, by=ilse, is_prescriber=True)
    # One calls him Dr. Okafor, and not by the first word of his name.
    actions.change_profile(
        chidi, name=chidi.name, preferred_name="Dr. Okafor", pronouns="he/him", zone=PRACTICE_ZONE
    )
    theo = _colleague("theo", "Theo Lindqvist", Role.INTERN, by=ilse, supervisor=dana)
    noor = _colleague("noor", "Noor Haddad", Role.FRONT_DESK, by=ilse)
    sam = _patient("sam", "Sam Brennan", dana, "0101", zone="America/Los_Angeles", pronouns="they/them")
    actions.join_care_team(sam, chidi, by=ilse, purpose="medication")
    leo = _patient("leo", "Leo Park", dana, "0104", pronouns="he/him")
    return Cast(
        ilse=ilse,
        dana=dana,
        chidi=chidi,
        theo=theo,
        noor=noor,
        sam=sam,
        marta=_patient("marta", "Marta Oduya", dana, "0102", pronouns="she/her"),
        ana=_patient("ana", "Ana Sousa", dana, "0103"),
        leo=leo,
        priya=_patient("priya", "Priya Raman", theo, "0105"),
        ruth=_patient("ruth", "Ruth Feldman", ilse, "0106"),
        tomas=_patient("tomas", "Tomás Vidal", chidi, "0107"),
        kim=_guardian("kim", "Kim Park", leo, by=dana),
    )


def find() -> Cast:
    """The cast of a practice that `create` made."""
    keys = Cast.__dataclass_fields__
    return Cast(**{key: Person.objects.get(lookup(Person, "email", email_of(key))) for key in keys})


def _colleague(
    key: str,
    name: str,
    role: Role,
    *,
    by: Person,
    is_prescriber: bool = False,
    is_supervisor: bool = False,
    supervisor: Person | None = None,
) -> Person:
    return actions.invite_staff(
        name=name,
        email=email_of(key),
        role=role,
        zone=PRACTICE_ZONE,
        by=by,
        is_prescriber=is_prescriber,
        is_supervisor=is_supervisor,
        supervisor=supervisor,
    )


def _patient(
    key: str, name: str, clinician: Person, line: str, *, zone: str = PRACTICE_ZONE, pronouns: str = ""
) -> Person:
    return actions.create_patient(
        name=name,
        email=email_of(key),
        phone=f"+1212555{line}",
        zone=zone,
        pronouns=pronouns,
        by=clinician,
        clinician=clinician,
    )


def _guardian(key: str, name: str, patient: Person, *, by: Person) -> Person:
    guardianship = actions.add_guardian(
        patient,
        name=name,
        email=email_of(key),
        scope="appointments",
        starts_on=date(2020, 1, 1),
        ends_on=date(2099, 12, 31),
        by=by,
    )
    return guardianship.guardian
