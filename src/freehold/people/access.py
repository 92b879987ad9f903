"""Which people a person may see. Querysets: they compose, and what they leave out might as well not exist."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from .models import CareTeam, Guardianship, OneTimeLink, Person, Practice, SignIn
from .roles import STAFF, Role
from .scope import session_of
from .signals import visit_link_opened
from .tokens import token_hash

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models.person import PersonQuerySet


def practice() -> Practice | None:
    """The practice, or None before its owner has set it up."""
    return Practice.objects.first()


def patients_visible_to(person: Person) -> "PersonQuerySet":
    """Patients whose page and contact `person` may open.

    Owner and front desk: all, for they run calendar and contacts. Clinicians: those in their care now, and
    a supervisor also those of the interns supervised. Patients: themselves. Guardians: their wards, while it
    lasts.
    """
    everybody = Person.objects.filter(role=Role.PATIENT)
    if person.role in (Role.OWNER, Role.FRONT_DESK):
        return everybody
    if person.role in (Role.CLINICIAN, Role.INTERN):
        return everybody.filter(pk__in=_in_care_of(person))
    if person.role == Role.GUARDIAN:
        return everybody.filter(pk__in=guardianships_of(person).values("patient"))
    return everybody.filter(pk=person.pk)


def _in_care_of(clinician: Person) -> "QuerySet[CareTeam, Any]":
    mine = Q(clinician=clinician)
    if clinician.is_supervisor:
        mine |= Q(clinician__supervisor=clinician, clinician__role=Role.INTERN)
    return open_places().filter(mine).values("patient")


def open_places() -> "QuerySet[CareTeam]":
    """Places in care teams that hold now."""
    now = timezone.now()
    return CareTeam.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)


def care_team_of(patient: Person) -> "QuerySet[CareTeam]":
    """Who treats the patient now, with the clinicians themselves."""
    return open_places().filter(patient=patient).select_related("clinician").order_by("starts_at")


def treats(clinician: Person, patient: Person) -> bool:
    """Is `clinician` on the patient's care team now? Seeing a patient's page is not enough for that."""
    return open_places().filter(clinician=clinician, patient=patient).exists()


def guardianships_of(guardian: Person) -> "QuerySet[Guardianship]":
    """For whom `guardian` acts today."""
    today = timezone.localdate()
    return Guardianship.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), guardian=guardian, starts_on__lte=today
    ).select_related("patient")


def guardians_of(patient: Person) -> "QuerySet[Guardianship]":
    """Who acts for the patient today."""
    today = timezone.localdate()
    return Guardianship.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), patient=patient, starts_on__lte=today
    ).select_related("guardian")


def staff_visible_to(person: Person) -> "PersonQuerySet":
    """Colleagues: staff see one another; nobody else sees a list of them."""
    everybody = Person.objects.filter(role__in=STAFF)
    return everybody if person.is_staff_member else everybody.none()


def staff_managed_by(person: Person) -> "PersonQuerySet":
    """Colleagues whose duties and access `person` decides: the owner's alone."""
    everybody = Person.objects.filter(role__in=STAFF)
    return everybody if person.is_owner else everybody.none()


def clinicians_assignable_by(person: Person) -> "PersonQuerySet":
    """Clinicians whom `person` may put on a care team."""
    treating = Q(role__in=(Role.CLINICIAN, Role.INTERN)) | Q(role=Role.OWNER, sees_patients=True)
    return staff_visible_to(person).filter(treating, is_active=True)


def sign_ins_of(person: Person) -> "QuerySet[SignIn]":
    """A person's own open sign-ins, the newest first."""
    return (
        SignIn.objects.select_related("person")
        .filter(person=person, revoked_at=None, ran_out_at=None, expires_at__gt=timezone.now())
        .order_by("-last_active_at")
    )


def open_links_of(person: Person) -> "QuerySet[OneTimeLink]":
    """Links of `person` that still open something."""
    return OneTimeLink.objects.filter(
        person=person, used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    ).order_by("-created_at")


def link_of(token: str) -> OneTimeLink | None:
    """The link a token belongs to, whatever it is worth by now, with its person."""
    found = OneTimeLink.objects.select_related("person").filter(token_hash=token_hash(token))
    return found.first()


def visit_opens_at(link: OneTimeLink) -> datetime | None:
    """When the session of a visit link can be entered, as those above know it; None when none does."""
    if not link.scope:
        return None
    answers: list[tuple[Any, Any]] = visit_link_opened.send(
        sender=OneTimeLink, session_id=session_of(link.scope)
    )
    return next((opens_at for _, opens_at in answers if opens_at is not None), None)
