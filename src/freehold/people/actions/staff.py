"""People who work here: inviting them, what they may do, and leaving."""

from django.utils import timezone

from freehold import audit, live

from ..models import Person
from ..roles import Role
from ..signals import person_deactivated
from .patients import save_or_refuse_email
from .sign_ins import end_all_of


class LastOwner(Exception):
    """A practice without an owner could never be managed again."""


@audit.action
def invite_staff(
    *,
    name: str,
    email: str,
    role: str,
    zone: str,
    by: Person,
    is_prescriber: bool = False,
    is_supervisor: bool = False,
    sees_patients: bool = False,
    supervisor: Person | None = None,
) -> Person:
    """A new colleague, who cannot sign in before using the link that `create_link` gives.

    Raises:
        EmailTaken: somebody here signs in with that address.
    """
    person = Person(
        role=Role(role),
        name=name,
        email=email,
        zone=zone,
        is_prescriber=is_prescriber,
        is_supervisor=is_supervisor,
        sees_patients=sees_patients,
        supervisor=supervisor,
    )
    person.set_unusable_password()
    save_or_refuse_email(person)
    audit.record("person.invite", who=by, what=person, why=person.role)
    return person


@audit.action
def change_colleague(
    person: Person,
    *,
    name: str,
    email: str,
    role: str,
    is_prescriber: bool,
    is_supervisor: bool,
    sees_patients: bool,
    supervisor: Person | None,
    by: Person,
) -> None:
    """Who a colleague is and what they may do, from the next click on.

    Raises:
        EmailTaken: somebody else here signs in with that address.
        LastOwner: they are the only owner left and would stop being one.
    """
    if person.role == Role.OWNER and role != Role.OWNER:
        _refuse_if_last_owner(person)
    person.role = Role(role)
    person.is_prescriber, person.is_supervisor, person.sees_patients = (
        is_prescriber,
        is_supervisor,
        sees_patients,
    )
    person.supervisor = supervisor
    person.name, person.email = name, email
    save_or_refuse_email(person)
    audit.record("person.duties", who=by, what=person, why=person.role)


@audit.action
def deactivate(person: Person, *, by: Person) -> None:
    """They cannot sign in any more and every device of theirs is signed out now. Records stay theirs.

    Raises:
        LastOwner: nobody would be left to manage the practice.
    """
    if person.role == Role.OWNER:
        _refuse_if_last_owner(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    person.links.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())
    end_all_of(person)
    person_deactivated.send(sender=Person, person=person)
    live.publish("practice:staff", "people.changed")
    audit.record("person.deactivate", who=by, whose=person.as_patient, what=person)


@audit.action
def reactivate(person: Person, *, by: Person) -> None:
    """They may sign in again as before."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record("person.reactivate", who=by, whose=person.as_patient, what=person)


def _refuse_if_last_owner(person: Person) -> None:
    others = Person.objects.select_for_update().filter(role=Role.OWNER, is_active=True).exclude(pk=person.pk)
    if not others.exists():
        raise LastOwner
