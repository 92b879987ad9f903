"""How people get in: sign-ins (one per device), the sessions behind them, one-time links, recovery codes."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from freehold.vault.fields import EncryptedTextField

from ..lasting import Standing, standing
from .person import Person


class How(models.TextChoices):
    PASSWORD = "password", _("Password")
    PASSWORD_AND_CODE = "password_code", _("Password and code")
    PASSWORD_AND_RECOVERY = "password_recovery", _("Password and recovery code")
    PASSKEY = "passkey", _("Passkey")
    LINK = "link", _("One-time link")
    DEMO = "demo", _("Demo link")


HOW_IS_STRONG = frozenset({How.PASSWORD_AND_CODE, How.PASSWORD_AND_RECOVERY, How.PASSKEY, How.DEMO})
"""Ways of signing in that are enough for staff. A demo has nothing to protect and no phone at hand."""


class SignIn(models.Model):
    """One person signed in on one device."""

    plain_fields: ClassVar[dict[str, str]] = {"scope": "the word `session` and an id"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    how = models.CharField(max_length=20, choices=How)
    scope = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_active_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(default=timezone.now)
    """When the person last proved who they are."""
    expires_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)
    """When it was noticed that nobody was there; who proves themselves again clears it."""
    ran_out_at = models.DateTimeField(null=True, blank=True)
    """When it was noticed that its time was over, for good."""
    revoked_at = models.DateTimeField(null=True, blank=True)
    device = EncryptedTextField(blank=True)
    """What the browser calls itself."""
    address = EncryptedTextField(blank=True)

    def __str__(self) -> str:
        return str(self.pk)

    def vault_subject(self) -> uuid.UUID | None:
        return self.person.vault_subject()

    def standing(self, now: datetime) -> Standing:
        return standing(
            now=now,
            last_active_at=self.last_active_at,
            expires_at=self.expires_at,
            is_revoked=self.revoked_at is not None or not self.person.is_active,
            is_staff=self.person.is_staff_member,
            has_run_out=self.ran_out_at is not None,
            is_locked=self.locked_at is not None,
        )

    @property
    def is_enough(self) -> bool:
        """Staff must have given a second factor; nobody else is asked for one."""
        return self.how in HOW_IS_STRONG or not self.person.is_staff_member


class StoredSession(AbstractBaseSession):
    """A browser session: `session_key` holds the hash of the cookie, `session_data` is sealed.

    Whoever reads the database can neither become somebody nor see what a session holds.
    """

    plain_fields: ClassVar[dict[str, str]] = {
        "session_key": "the hash of a random cookie",
        "session_data": "sealed by the vault before it is stored",
    }

    @classmethod
    def get_session_store_class(cls) -> "type":
        from ..session_store import SessionStore

        return SessionStore


class OneTimeLink(models.Model):
    """A link that works once, until a moment, unless revoked. The database holds its hash only."""

    plain_fields: ClassVar[dict[str, str]] = {
        "scope": "the word `session` and an id",
        "token_hash": "SHA-256 of 256 random bits",
    }

    class Purpose(models.TextChoices):
        SETUP = "setup", _("Set up the practice")
        INVITE = "invite", _("Invitation")
        RESET = "reset", _("New way to sign in")
        OWNER_RESET = "owner_reset", _("New way to sign in for the owner")
        VISIT = "visit", _("One session without an account")
        DEMO = "demo", _("Demonstration")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=16, choices=Purpose)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="links")
    scope = models.CharField(max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="links_made")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)

    def works_at(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


class RecoveryCode(models.Model):
    """One of ten codes for the day the phone is lost. `place` is the code's first digit and no secret:
    it says which hash to compare with, so that a guess costs one hash and not ten.
    """

    plain_fields: ClassVar[dict[str, str]] = {"code_hash": "an Argon2 hash"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    place = models.PositiveSmallIntegerField()
    code_hash = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "place"], name="people_one_recovery_code_a_place")
        ]

    def __str__(self) -> str:
        return str(self.pk)
