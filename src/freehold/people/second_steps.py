"""What a person has besides a password: authenticator app, passkeys, recovery codes."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from .models import Person
from .passkeys import name_of


@dataclass(frozen=True)
class Passkey:
    id: int
    name: str
    authenticator: Authenticator


@dataclass(frozen=True)
class SecondSteps:
    app: Authenticator | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def is_any(self) -> bool:
        return self.app is not None or bool(self.passkeys)

    @property
    def count(self) -> int:
        return (1 if self.app else 0) + len(self.passkeys)


def second_steps_of(person: Person) -> SecondSteps:
    rows = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    return SecondSteps(
        app=next((row for row in rows if row.type == Authenticator.Type.TOTP), None),
        passkeys=tuple(
            Passkey(row.id, name_of(row), row) for row in rows if row.type == Authenticator.Type.WEBAUTHN
        ),
        codes_left=person.recovery_codes.filter(used_at=None).count(),
    )
