"""Which appointments a person may see. The front desk sees when and with whom, never more."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from freehold.people import access as people
from freehold.people.models import Person

from .models import Appointment, AppointmentQuerySet

if TYPE_CHECKING:
    from freehold.people.models.person import PersonQuerySet

SEE_WHOLE_PRACTICE = frozenset({"owner", "front_desk"})


def sees_whole_practice(person: Person) -> bool:
    return person.role in SEE_WHOLE_PRACTICE


def practice_zone() -> str:
    """Name of the zone whose clock hangs on the practice's wall.

    Raises:
        LookupError: the practice is not set up yet.
    """
    practice = people.practice()
    if practice is None:
        raise LookupError("no practice yet")
    return practice.zone


def zone_of(person: Person) -> str:
    """The zone in which `person` reads the clock."""
    return person.zone or practice_zone()


def appointments_visible_to(person: Person) -> AppointmentQuerySet:
    """Appointments this person may see, in order of time.

    The owner and the front desk see the practice's, a clinician the ones they lead, a patient their own, a
    guardian those of the patients they answer for, a guest none.
    """
    every = Appointment.objects.select_related("clinician", "patient")
    if sees_whole_practice(person):
        return every
    if person.is_staff_member:
        return every.filter(clinician=person)
    return every.filter(patient__in=people.patients_visible_to(person))


def appointments_led_by(person: Person) -> AppointmentQuerySet:
    return Appointment.objects.select_related("clinician", "patient").filter(clinician=person)


def with_known_minutes(rows: Sequence[Appointment], person: Person) -> list[Appointment]:
    """Those of the rows of which `person` may know who was there for how long.

    Whoever was to be in it, and the patient's care team now. Not the front desk, nor an owner who does not
    treat the patient, nor a guardian.
    """
    own = [row for row in rows if person.pk in (row.clinician_id, row.patient_id)]
    if len(own) == len(rows) or not person.is_staff_member:
        return own
    treated = set(people.open_places().filter(clinician=person).values_list("patient_id", flat=True))
    return [row for row in rows if row in own or row.patient_id in treated]


def clashing(
    clinician: Person, patient: Person, begins: datetime, ends: datetime, but: Appointment | None = None
) -> AppointmentQuerySet:
    """Open appointments that take some of this time from the clinician or the patient."""
    taken = Appointment.objects.still_open().within(begins, ends)
    others = taken.filter(clinician=clinician) | taken.filter(patient=patient)
    return others.exclude(pk=but.pk) if but else others


def with_shared_people(rows: Iterable[Appointment]) -> list[Appointment]:
    """The rows, with one object for each person in them, so that a name is decrypted once and not per row."""
    people_met: dict[UUID, Person] = {}
    shared = []
    for row in rows:
        row.clinician = people_met.setdefault(row.clinician_id, row.clinician)
        row.patient = people_met.setdefault(row.patient_id, row.patient)
        shared.append(row)
    return shared


def bookable_clinicians(person: Person) -> "PersonQuerySet":
    """Clinicians into whose diary `person` may write: their own, or the practice's."""
    treating = people.clinicians_assignable_by(person)
    return treating if sees_whole_practice(person) else treating.filter(pk=person.pk)
