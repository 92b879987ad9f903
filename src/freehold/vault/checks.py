"""Django checks that make encryption hard to forget: a text field is encrypted, or its model says why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db import models

from .blind import BlindIndexField
from .fields import EncryptedField

CAN_HOLD_A_PERSON = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
)


def check_encryption(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    for config in app_configs or apps.get_app_configs():
        if config.name.startswith("freehold."):
            for model in config.get_models():
                found.extend(check_model(model))
    return found


def check_model(model: type[models.Model]) -> Iterator[checks.CheckMessage]:
    """What is wrong with one model's fields."""
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    encrypted = {name for name, field in fields.items() if isinstance(field, EncryptedField)}
    plain: dict[str, str] = getattr(model, "plain_fields", {})
    label = model._meta.label

    for name, field in fields.items():
        if (
            isinstance(field, CAN_HOLD_A_PERSON)
            and not _is_plainly_plain(field)
            and not plain.get(name, "").strip()
        ):
            yield checks.Error(
                f"{label}.{name} lies in clear in the database.",
                hint=f"Make it an encrypted field, or say why not: plain_fields = {{{name!r}: '…'}}.",
                obj=model,
                id="vault.E001",
            )
    for name in sorted(set(plain) - {field.name for field in model._meta.get_fields()}):
        yield checks.Error(
            f"plain_fields of {label} names {name!r}, which is no field.", obj=model, id="vault.E002"
        )
    for name in sorted(set(plain) & encrypted):
        yield checks.Error(f"{label}.{name} is encrypted and said to be plain.", obj=model, id="vault.E002")
    for field in fields.values():
        if isinstance(field, BlindIndexField) and field.source not in encrypted:
            yield checks.Error(
                f"{label}.{field.name} indexes {field.source!r}, which is no encrypted field.",
                obj=model,
                id="vault.E006",
            )
    if encrypted:
        yield from _check_encrypted(model, encrypted)


def _check_encrypted(model: type[models.Model], encrypted: set[str]) -> Iterator[checks.CheckMessage]:
    label = model._meta.label
    if not isinstance(model._meta.pk, models.UUIDField) or model._meta.pk.default is models.NOT_PROVIDED:
        yield checks.Error(
            f"{label} has encrypted fields and no UUID primary key with a default.",
            hint="id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)",
            obj=model,
            id="vault.E003",
        )
    if not callable(getattr(model, "vault_subject", None)):
        yield checks.Error(
            f"{label} has encrypted fields and does not say whose its rows are.",
            hint="def vault_subject(self) -> uuid.UUID | None: the patient's id, or None for the practice.",
            obj=model,
            id="vault.E004",
        )
    for name in sorted(encrypted & _names_the_database_compares(model)):
        yield checks.Error(
            f"{label}.{name} is encrypted: the database cannot order, index or compare it.",
            hint="Use a BlindIndexField for exact matches.",
            obj=model,
            id="vault.E005",
        )


def _is_plainly_plain(field: models.Field[Any, Any]) -> bool:
    """One of a fixed list of words, or a hash with a key."""
    return bool(field.choices) or isinstance(field, BlindIndexField)


def _names_the_database_compares(model: type[models.Model]) -> set[str]:
    meta = model._meta
    names = {str(name).lstrip("-") for name in meta.ordering or ()}
    names |= {
        field.name
        for field in meta.local_concrete_fields
        if field.unique or getattr(field, "db_index", False)
    }
    for index in meta.indexes:
        names |= {name.lstrip("-") for name in index.fields}
    for constraint in meta.constraints:
        names |= set(getattr(constraint, "fields", ()))
    for together in meta.unique_together:
        names |= set(together)
    return names
