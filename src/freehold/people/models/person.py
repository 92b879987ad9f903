"""Everybody the practice knows, staff and patients alike."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone

from freehold.vault.fields import BlindIndexField, EncryptedTextField

from ..contact import normalise_email, same_phone
from ..names import first_name, initials
from ..querysets import VisibleQuerySet
from ..roles import STAFF, Role


class PersonQuerySet(VisibleQuerySet["Person"]):
    def get_by_natural_key(self, id: str) -> "Person":
        return self.get(pk=id)


class Person(AbstractBaseUser):
    """One person, one role. Names, contacts and what they like to be called are encrypted."""

    plain_fields: ClassVar[dict[str, str]] = {
        "password": "an Argon2 hash",
        "zone": "one name of the tz database; the worker computes times of many people with it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=16, choices=Role)
    is_prescriber = models.BooleanField(default=False)
    is_supervisor = models.BooleanField(default=False)
    sees_patients = models.BooleanField(default=False)
    """An owner of a small practice who also treats."""
    supervisor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supervised"
    )

    name = EncryptedTextField(blank=True)
    preferred_name = EncryptedTextField(blank=True)
    pronouns = EncryptedTextField(blank=True)
    email = EncryptedTextField(blank=True)
    email_index = BlindIndexField(source="email", normalise=normalise_email, unique=True)
    phone = EncryptedTextField(blank=True)
    """E.164."""
    phone_index = BlindIndexField(source="phone", normalise=same_phone, db_index=True)
    zone = models.CharField(max_length=64, blank=True)
    """Name in the tz database; empty means the practice's."""

    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Sign-ins are rows of their own; one more column would only say the same less well.
    last_login = None

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS = []

    objects = PersonQuerySet.as_manager()

    def __str__(self) -> str:
        # Ends in tracebacks and logs, so it says nothing about anybody.
        return f"{self.role} {self.pk}"

    def vault_subject(self) -> uuid.UUID | None:
        return None if self.is_staff_member else self.id

    @property
    def is_staff_member(self) -> bool:
        return self.role in STAFF

    @property
    def as_patient(self) -> "Person | None":
        """Themselves, where a record about them is about a patient: for `audit.record(whose=…)`."""
        return None if self.is_staff_member else self

    @property
    def is_clinician(self) -> bool:
        return self.role in (Role.CLINICIAN, Role.INTERN) or (self.role == Role.OWNER and self.sees_patients)

    @property
    def is_patient(self) -> bool:
        return self.role == Role.PATIENT

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER

    @property
    def first_name(self) -> str:
        """What one calls them."""
        preferred: str = self.preferred_name
        return preferred or first_name(self.name)

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def has_password(self) -> bool:
        return self.has_usable_password()
