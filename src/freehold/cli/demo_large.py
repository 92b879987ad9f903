"""A practice of realistic size, for benchmarks: 3 clinicians, 200 patients, two weeks of sessions."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from freehold.people import actions as people_actions
from freehold.people.models import Person
from freehold.people.roles import Role
from freehold.schedule import actions
from freehold.schedule.wall_time import WallTime, day_of, instant

from . import cast
from .cast import PRACTICE_ZONE

FIRST_NAMES = (
    "Amara", "Bruno", "Chen", "Dolores", "Elif", "Farid", "Greta", "Hugo", "Imani", "Jonas",
    "Keiko", "Liam", "Mei", "Nadia", "Oskar", "Paloma", "Quinn", "Rosa", "Samir", "Tess",
)  # fmt: skip
LAST_NAMES = (
    "Abara", "Bianchi", "Castillo", "Dubois", "Eriksen", "Fontaine", "Grant", "Hayashi", "Ibrahim", "Jensen",
    "Kowalski", "Lopes", "Moreau", "Novak", "Okoye", "Petrov", "Quispe", "Rossi", "Silva", "Tanaka",
)  # fmt: skip
FIRST_HOUR = time(9)
SESSIONS_A_DAY = 8
MINUTES = 50
LENGTH = timedelta(minutes=MINUTES)


def build_large(clinicians: int = 3, patients: int = 200, days: int = 14) -> list[Person]:
    """An owner, and `clinicians` with `patients` between them and full days; on an empty database.

    Returns the staff, the owner first. It is a demo practice: only demo links open it.
    """
    with transaction.atomic():
        people_actions.create_practice(name="Riverside Therapy", zone=PRACTICE_ZONE, is_demo=True)
        owner = people_actions.set_up_owner(name="Ilse Baum", email=cast.email_of("ilse"), zone=PRACTICE_ZONE)
        staff = [
            people_actions.invite_staff(
                name=f"{FIRST_NAMES[number]} {LAST_NAMES[-number]}",
                email=cast.email_of(f"clinician-{number}"),
                role=Role.CLINICIAN,
                zone=PRACTICE_ZONE,
                by=owner,
            )
            for number in range(1, clinicians + 1)
        ]
        for number, clinician in enumerate(staff):
            caseload = [_patient(place, clinician) for place in range(number, patients, clinicians)]
            _fill_diary(clinician, caseload, days)
        return [owner, *staff]


def _patient(place: int, clinician: Person) -> Person:
    first, last = (
        FIRST_NAMES[place % len(FIRST_NAMES)],
        LAST_NAMES[place // len(FIRST_NAMES) % len(LAST_NAMES)],
    )
    return people_actions.create_patient(
        name=f"{first} {last}",
        email=cast.email_of(f"patient-{place}"),
        zone=PRACTICE_ZONE,
        by=clinician,
        clinician=clinician,
    )


def _fill_diary(clinician: Person, caseload: list[Person], days: int) -> None:
    """Eight sessions a day, an hour apart, from today on; what is over by now was held."""
    now = timezone.now()
    today = day_of(now, PRACTICE_ZONE)
    for count in range(days * SESSIONS_A_DAY):
        day, hour = divmod(count, SESSIONS_A_DAY)
        local = datetime.combine(today, FIRST_HOUR) + timedelta(days=day, hours=hour)
        meant = WallTime(local, PRACTICE_ZONE)
        patient = caseload[count % len(caseload)]
        starts_at = instant(meant)
        if starts_at + LENGTH <= now:
            write = actions.record_held
        elif starts_at > now:
            write = actions.book
        else:
            continue
        write(clinician=clinician, patient=patient, meant=meant, minutes=MINUTES, by=clinician)
