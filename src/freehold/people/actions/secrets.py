"""What people prove themselves with: passwords, authenticator apps, passkeys, recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from freehold import audit

from .. import recovery, totp
from ..models import Person, RecoveryCode, SignIn
from ..second_steps import second_steps_of
from .sign_ins import end_all_of

Type = Authenticator.Type


class LastSecondStep(Exception):
    """Staff always keep one way to prove themselves besides the password."""


def set_password(person: Person, password: str, *, keeping: SignIn | None) -> None:
    """A new password; every other device is signed out."""
    # Hashed before the transaction: on SQLite that holds the only lock for writing.
    _set_password(person, make_password(password), keeping)


@audit.action
def _set_password(person: Person, password_hash: str, keeping: SignIn | None) -> None:
    person.password = password_hash
    person.save(update_fields=["password"])
    end_all_of(person, but=keeping)
    audit.record("password.change", who=person, what=person)


@audit.action
def activate_authenticator(person: Person, secret: str, *, step: int) -> None:
    """The app that holds `secret` is the person's; an earlier one stops counting.

    `step` is that of the code just given to prove it, so that this code is spent.
    """
    Authenticator.objects.filter(user=person, type=Type.TOTP).delete()
    Authenticator.objects.create(
        user=person, type=Type.TOTP, data={"secret": encrypt(secret), "last_step": step}
    )
    audit.record("mfa.app_add", who=person, what=person)


@audit.action
def use_authenticator_code(person: Person, code: str) -> bool:
    """Is the code right, and not used before? A right one is spent, and so are all older ones.

    The last step lies in the row and the row is locked, so that two workers cannot both accept a code, and
    no cache that forgets can let one in twice (RFC 6238 section 5.2).
    """
    row = Authenticator.objects.select_for_update().filter(user=person, type=Type.TOTP).first()
    if row is None:
        audit.record("mfa.app_refused", who=person, what=person)
        return False
    step = totp.step_of(code, decrypt(row.data["secret"]), seconds=timezone.now().timestamp())
    is_right = step is not None and step > row.data.get("last_step", 0)
    if is_right:
        row.data["last_step"] = step
        row.last_used_at = timezone.now()
        row.save(update_fields=["data", "last_used_at"])
    audit.record("mfa.app_use" if is_right else "mfa.app_refused", who=person, what=person)
    return is_right


@audit.action
def add_passkey(person: Person, *, name: str, credential: dict[str, Any]) -> Authenticator:
    """A passkey whose answer to our challenge was checked (`passkeys.refuse_if_not_made`)."""
    made: Authenticator = Authenticator.objects.create(
        user=person, type=Type.WEBAUTHN, data={"name": encrypt(name), "credential": credential}
    )
    audit.record("mfa.passkey_add", who=person, what=made)
    return made


@audit.action
def use_passkey(authenticator: Authenticator) -> None:
    """Note when a passkey last signed in its owner."""
    authenticator.last_used_at = timezone.now()
    authenticator.save(update_fields=["last_used_at"])
    audit.record("mfa.passkey_use", who=authenticator.user, what=authenticator)


@audit.action
def remove_authenticator(person: Person, authenticator: Authenticator) -> None:
    """An app or passkey of the person stops counting.

    Raises:
        LastSecondStep: it is the only one and they are staff.
    """
    # Locked, so that two removals at once cannot each leave the other's.
    Person.objects.select_for_update().get(pk=person.pk)
    steps = second_steps_of(person)
    if steps.count <= 1 and (person.is_staff_member or not person.has_password):
        raise LastSecondStep
    audit.record("mfa.remove", who=person, what=authenticator, why=authenticator.type)
    authenticator.delete()
    if steps.count <= 1:
        person.recovery_codes.all().delete()


def renew_recovery_codes(person: Person) -> list[str]:
    """Ten fresh codes, returned now and never again; the old ones stop working."""
    codes = recovery.fresh_codes()
    _keep_recovery_codes(person, [recovery.hashed(code) for code in codes])
    return codes


@audit.action
def _keep_recovery_codes(person: Person, hashes: list[str]) -> None:
    person.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, place=place, code_hash=code_hash)
        for place, code_hash in enumerate(hashes)
    )
    audit.record("mfa.codes_renew", who=person, what=person)


def use_recovery_code(person: Person, code: str) -> bool:
    """Is it one of the person's unused codes? Then it is used now. Any answer costs one hash."""
    place = recovery.place_of(recovery.as_written(code))
    unused = person.recovery_codes.filter(used_at=None)
    row = unused.filter(place=place).first() if place is not None else None
    if row is None:
        recovery.hashed(code)
    return _use_recovery_code(person, row if row and recovery.is_same(code, row.code_hash) else None)


@audit.action
def _use_recovery_code(person: Person, row: RecoveryCode | None) -> bool:
    """The hash was compared before; whether the code is still unused is decided here, by one statement."""
    unused = RecoveryCode.objects.filter(used_at=None)
    is_right = row is not None and unused.filter(pk=row.pk).update(used_at=timezone.now()) == 1
    audit.record("mfa.code_use" if is_right else "mfa.code_refused", who=person, what=person)
    return is_right


@audit.action
def forget_second_steps(person: Person, *, by: Person | None, why: str) -> None:
    """Lost phone, forgotten password: every way in ends, and the link in hand makes new ones."""
    Authenticator.objects.filter(user=person).delete()
    person.recovery_codes.all().delete()
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_all_of(person)
    audit.record("mfa.reset", who=by, what=person, why=why)
