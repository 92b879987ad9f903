"""Patients, who treats them and who speaks for them."""

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from freehold import audit, vault

from ..models import CareTeam, Guardianship, Person
from ..roles import Role


class EmailTaken(Exception):
    """Somebody here already signs in with that e-mail address."""


@audit.action
def create_patient(
    *,
    name: str,
    zone: str,
    by: Person | None,
    clinician: Person | None = None,
    email: str = "",
    phone: str = "",
    preferred_name: str = "",
    pronouns: str = "",
    role: str = Role.PATIENT,
) -> Person:
    """A patient (or guest), in `clinician`'s care from now on. `phone` in E.164.

    Raises:
        EmailTaken: somebody here signs in with that address.
    """
    patient = Person(
        role=Role(role),
        name=name,
        preferred_name=preferred_name,
        pronouns=pronouns,
        email=email,
        phone=phone,
        zone=zone,
    )
    patient.set_unusable_password()
    save_or_refuse_email(patient)
    audit.record("person.create", who=by, whose=patient, what=patient, why=patient.role)
    if clinician is not None:
        join_care_team(patient, clinician, by=by)
    return patient


@audit.action
def change_contact(
    patient: Person,
    *,
    name: str,
    preferred_name: str,
    pronouns: str,
    email: str,
    phone: str,
    zone: str,
    by: Person,
) -> None:
    """How the patient is called and reached.

    Raises:
        EmailTaken: somebody here signs in with that address.
    """
    patient.name, patient.preferred_name, patient.pronouns = name, preferred_name, pronouns
    patient.email, patient.phone, patient.zone = email, phone, zone
    save_or_refuse_email(patient)
    audit.record("patient.change", who=by, whose=patient, what=patient)


def save_or_refuse_email(person: Person) -> None:
    """Part of an action. Raises EmailTaken."""
    try:
        # A savepoint: PostgreSQL refuses everything after an error in the outer transaction.
        with transaction.atomic():
            person.save()
    except IntegrityError as taken:
        raise EmailTaken from taken


@audit.action
def join_care_team(
    patient: Person, clinician: Person, *, by: Person | None, purpose: str = CareTeam.Purpose.TREATMENT
) -> CareTeam:
    """`clinician` is in the patient's care from now on; once, however often asked."""
    if not clinician.is_clinician:
        raise ValueError("only clinicians join a care team")
    place, _ = CareTeam.objects.get_or_create(
        patient=patient, clinician=clinician, ends_at=None, defaults={"purpose": CareTeam.Purpose(purpose)}
    )
    audit.record("care_team.join", who=by, whose=patient, what=place, why=place.purpose)
    return place


@audit.action
def leave_care_team(place: CareTeam, *, by: Person) -> None:
    """The clinician sees nothing new of this patient from now on; the row stays as history."""
    if place.ends_at is None:
        place.ends_at = timezone.now()
        place.save(update_fields=["ends_at"])
    audit.record("care_team.leave", who=by, whose=place.patient_id, what=place)


@audit.action
def add_guardian(
    patient: Person, *, name: str, email: str, scope: str, starts_on: date, ends_on: date | None, by: Person
) -> Guardianship:
    """Somebody who acts for the patient until `ends_on`; a guardian already known is found by e-mail.

    Raises:
        EmailTaken: the address belongs to somebody who is no guardian.
    """
    guardian = _known_guardian(email)
    if guardian is None:
        guardian = create_patient(name=name, email=email, zone=patient.zone, role=Role.GUARDIAN, by=by)
    guardianship = Guardianship.objects.create(
        guardian=guardian,
        patient=patient,
        scope=Guardianship.Scope(scope),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    audit.record("guardian.add", who=by, whose=patient, what=guardianship, why=guardianship.scope)
    return guardianship


def _known_guardian(email: str) -> Person | None:
    if not email:
        return None
    return Person.objects.filter(vault.lookup(Person, "email", email), role=Role.GUARDIAN).first()


@audit.action
def end_guardianship(guardianship: Guardianship, *, by: Person) -> None:
    """The guardian acts for the patient no more: yesterday was the last day."""
    guardianship.ends_on = timezone.localdate() - timedelta(days=1)
    guardianship.save(update_fields=["ends_on"])
    audit.record("guardian.end", who=by, whose=UUID(str(guardianship.patient_id)), what=guardianship)
