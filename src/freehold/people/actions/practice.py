"""The practice itself and its first owner."""

from django.db import IntegrityError, transaction

from freehold import audit

from ..models import Person, Practice
from ..models.practice import CrisisLine
from ..roles import Role


class AlreadySetUp(Exception):
    """There is a practice here."""


@audit.action
def create_practice(
    *, name: str, zone: str, region: str = "US", phone: str = "", is_demo: bool = False
) -> Practice:
    """The one practice of this installation.

    Raises:
        AlreadySetUp: there is one; the database itself holds that, whoever comes first.
    """
    try:
        with transaction.atomic():
            practice = Practice.objects.create(
                name=name, zone=zone, region=region, phone=phone, is_demo=is_demo
            )
    except IntegrityError as second:
        raise AlreadySetUp from second
    audit.record("practice.create", who=None, what=practice)
    return practice


@audit.action
def set_up_owner(
    *, name: str, email: str, zone: str, password: str | None = None, sees_patients: bool = False
) -> Person:
    """The owner, able to sign in with `password` (if given) and obliged to add a second step."""
    owner = Person(role=Role.OWNER, name=name, email=email, zone=zone, sees_patients=sees_patients)
    owner.set_password(password)
    owner.save()
    audit.record("person.create", who=None, what=owner, why=Role.OWNER.value)
    return owner


@audit.action
def change_practice(
    practice: Practice, *, name: str, zone: str, phone: str, crisis_lines: list[CrisisLine], by: Person
) -> None:
    """New name, zone and numbers of the practice."""
    practice.name, practice.zone, practice.phone = name, zone, phone
    practice.crisis_lines = crisis_lines
    practice.save()
    audit.record("practice.change", who=by, what=practice)
