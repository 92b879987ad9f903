"""The steps of signing in: password, then a code where one is due; or a passkey alone.

Between the two steps nobody is signed in: the session remembers, for ten minutes, whose password was right.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from . import actions, limits, passkeys, sessions
from .backend import EmailIndexBackend
from .contact import normalise_email
from .forms.fields import is_app_code
from .models import Person
from .models.sign_in import How
from .second_steps import second_steps_of

PENDING = "password_given"
PENDING_FOR = timedelta(minutes=10)


class Refused(Exception):
    """Not signed in. One answer for every reason; `limits.TooOften` is the only other one."""


def person_with_password(request: HttpRequest, email: str, password: str) -> Person:
    """Who has this e-mail address and this password.

    Raises:
        Refused: nobody active has; which of it is wrong is not said.
        TooOften: from this place, or for this address from everywhere.
    """
    place = request.META.get("REMOTE_ADDR", "")
    address = normalise_email(email)
    tries = [
        limits.PASSWORD_PER_ADDRESS.take(place),
        limits.PASSWORD_PER_PLACE.take(f"{place} {address}"),
        limits.PASSWORD_PER_PERSON.take(address),
    ]
    person = EmailIndexBackend().authenticate(request, email=address, password=password)
    if person is None:
        actions.record_sign_in_refused(why="password")
        raise Refused
    for attempt in tries:
        attempt.give_back()
    return person


def needs_second_step(person: Person) -> bool:
    """Is the password not enough for them? Staff with anything enrolled, others who chose an app."""
    steps = second_steps_of(person)
    return steps.is_any if person.is_staff_member else steps.app is not None


def remember_password_given(request: HttpRequest, person: Person) -> None:
    request.session.cycle_key()
    request.session[PENDING] = {"person": str(person.id), "at": timezone.now().timestamp()}


def who_gave_password(request: HttpRequest) -> Person | None:
    """Whose password was given on this browser in the last ten minutes, while they are still active."""
    pending = request.session.get(PENDING)
    if not pending or timezone.now().timestamp() - pending["at"] > PENDING_FOR.total_seconds():
        return None
    return Person.objects.filter(pk=pending["person"], is_active=True).first()


def second_step(person: Person, code: str) -> How:
    """How the person has now signed in, after an app's code or a recovery code.

    Raises:
        Refused: the code is wrong, old or used.
        TooOften: too many wrong codes for this person.
    """
    attempt = limits.SECOND_STEP.take(str(person.id))
    if is_app_code(code):
        is_right, how = actions.use_authenticator_code(person, code), How.PASSWORD_AND_CODE
    else:
        is_right, how = actions.use_recovery_code(person, code), How.PASSWORD_AND_RECOVERY
    if not is_right:
        actions.record_sign_in_refused(why="second step")
        raise Refused
    attempt.give_back()
    return how


def person_with_passkey(request: HttpRequest, credential: dict[str, Any]) -> Person:
    """Whose passkey answered our challenge.

    Raises:
        Refused, TooOften
    """
    attempt = limits.PASSKEY_PER_ADDRESS.take(request.META.get("REMOTE_ADDR", ""))
    try:
        authenticator = passkeys.verified(request, credential)
    except passkeys.PasskeyRefused as fault:
        actions.record_sign_in_refused(why="passkey")
        raise Refused from fault
    attempt.give_back()
    actions.use_passkey(authenticator)
    person: Person = authenticator.user
    return person


def proved_again(request: HttpRequest, person: Person, *, password: str, code: str) -> How:
    """How the same person has proved who they are once more: password, and a code where one is due.

    Raises:
        Refused, TooOften
    """
    attempt = limits.PASSWORD_PER_PERSON.take(str(person.id))
    if not person.check_password(password):
        actions.record_sign_in_refused(why="unlock")
        raise Refused
    attempt.give_back()
    return second_step(person, code) if needs_second_step(person) else How.PASSWORD


def enter(request: HttpRequest, person: Person, how: How) -> None:
    """Sign the person in on this browser."""
    sessions.sign_in(request, person, how=how)
