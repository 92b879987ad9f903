"""What using a link does, each in one transaction: the link is used up exactly when its work is done."""

from typing import Any

from freehold import audit

from ..models import OneTimeLink, Person
from .links import consume_link
from .practice import create_practice, set_up_owner
from .secrets import add_passkey, forget_second_steps


@audit.action
def set_up(
    link: OneTimeLink,
    *,
    practice_name: str,
    zone: str,
    name: str,
    email: str,
    password: str,
    sees_patients: bool,
) -> Person:
    """The practice and its owner.

    Raises:
        LinkSpent, AlreadySetUp: nothing was made.
    """
    consume_link(link)
    create_practice(name=practice_name, zone=zone)
    return set_up_owner(name=name, email=email, zone=zone, password=password, sees_patients=sees_patients)


@audit.action
def accept_with_password(link: OneTimeLink, password: str) -> Person:
    """The invited person signs in with `password` from now on, and with nothing older.

    Raises:
        LinkSpent: nothing was changed.
    """
    person = _start_afresh(link)
    person.set_password(password)
    person.save(update_fields=["password"])
    audit.record("password.change", who=person, what=person)
    return person


@audit.action
def accept_with_passkey(link: OneTimeLink, credential: dict[str, Any], *, name: str) -> Person:
    """The invited person signs in with the passkey just made and checked, and with nothing older.

    Raises:
        LinkSpent: nothing was changed.
    """
    person = _start_afresh(link)
    add_passkey(person, name=name, credential=credential)
    return person


def _start_afresh(link: OneTimeLink) -> Person:
    consume_link(link)
    person = link.person
    if person is None:
        raise ValueError("this link is nobody's")
    forget_second_steps(person, by=person, why=link.purpose)
    return person
