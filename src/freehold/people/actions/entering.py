"""What using a link does, each in one transaction: the link is used up exactly when its work is done."""

from typing import Any

from django.contrib.auth.hashers import make_password

from freehold import audit

from ..models import OneTimeLink, Person
from .links import consume_link
from .practice import create_practice, set_up_owner
from .secrets import add_passkey, forget_second_steps


def set_up(link: OneTimeLink, *, password: str, **given: Any) -> Person:
    """The practice and its owner; `given` is what `_set_up` takes.

    Raises:
        LinkSpent, AlreadySetUp: nothing was made.
    """
    # Passwords are hashed before the transaction: on SQLite that holds the only lock for writing.
    return _set_up(link, password_hash=make_password(password), **given)


@audit.action
def _set_up(
    link: OneTimeLink,
    *,
    practice_name: str,
    zone: str,
    name: str,
    email: str,
    password_hash: str,
    sees_patients: bool,
) -> Person:
    consume_link(link)
    create_practice(name=practice_name, zone=zone)
    owner = set_up_owner(name=name, email=email, zone=zone, sees_patients=sees_patients)
    owner.password = password_hash
    owner.save(update_fields=["password"])
    return owner


def accept_with_password(link: OneTimeLink, password: str) -> Person:
    """The invited person signs in with `password` from now on, and with nothing older.

    Raises:
        LinkSpent: nothing was changed.
    """
    return _accept_with_password(link, make_password(password))


@audit.action
def _accept_with_password(link: OneTimeLink, password_hash: str) -> Person:
    person = _start_afresh(link)
    person.password = password_hash
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
