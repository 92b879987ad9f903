"""A diary and a letter: two tables of one kind, so that cells can be swapped between them."""

import uuid

from django.db import models

from freehold.vault.fields import (
    BlindIndexField,
    EncryptedBinaryField,
    EncryptedJSONField,
    EncryptedTextField,
)


def folded(address: str) -> str:
    return address.strip().casefold()


class Patient(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = EncryptedTextField(null=True, max_length=60)
    email_index = BlindIndexField(source="email", normalise=folded, unique=True)
    visits = models.IntegerField(default=0)

    def __str__(self) -> str:
        return str(self.id)

    def vault_subject(self) -> uuid.UUID:
        return self.id


class Diary(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True)
    text = EncryptedTextField(default="")
    second = EncryptedTextField(null=True)
    answers = EncryptedJSONField(null=True)
    photo = EncryptedBinaryField(null=True)
    is_read = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.id)

    def vault_subject(self) -> uuid.UUID | None:
        return self.patient_id


class Letter(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True)
    text = EncryptedTextField(default="")

    def __str__(self) -> str:
        return str(self.id)

    def vault_subject(self) -> uuid.UUID | None:
        return self.patient_id
