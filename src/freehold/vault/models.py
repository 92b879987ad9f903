"""Keys that lie in the database: all wrapped by the practice key, which does not."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    CELLS = "cells", _("Encrypted fields")
    REFERENCE = "reference", _("Reference in the audit")
    INDEX = "index", _("Blind index")
    SEALED = "sealed", _("Sealed values of other tables")


class DataKey(models.Model):
    """One wrapped keyset. `id` is the kid that cells carry.

    Of a subject and purpose exactly one key is current; retired ones still open what was written with them
    until rotation has moved it. A destroyed key stays as a row without a key: it says what was shredded, and
    keeps a new one from being made for the same subject.
    """

    plain_fields: ClassVar[dict[str, str]] = {
        "wrapped": "a key wrapped by the practice key, which lies elsewhere"
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()
    purpose = models.CharField(max_length=16, choices=Purpose)
    wrapped = models.BinaryField()
    wrapped_by = models.BigIntegerField(help_text="id of the practice key that wraps it")
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose"],
                condition=models.Q(retired_at=None),
                name="vault_one_current_key",
            )
        ]
        indexes = [models.Index(fields=["wrapped_by"], name="vault_wrapped_by")]

    def __str__(self) -> str:
        return f"{self.purpose} key {self.id}"


class Rotation(models.Model):
    """One round of giving every subject a new key; a round that was cut off is taken up where it stopped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"rotation of {self.started_at:%Y-%m-%d %H:%M}"
