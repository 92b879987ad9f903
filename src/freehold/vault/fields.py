"""Encrypted fields: written like any field, opened when the attribute is read, useless anywhere else.

A model with such fields has a UUID primary key and says whose its rows are:

    class Note(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
        text = EncryptedTextField()

        def vault_subject(self) -> uuid.UUID | None:
            return self.patient_id          # None: about no patient
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn, Protocol
from uuid import UUID

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import signals
from django.db.models.query_utils import DeferredAttribute

from . import keyring
from .blind import BlindIndexField
from .errors import CellMisplaced, NotHere
from .place import PRACTICE, Place
from .sealed import Opened, Sealed

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = [
    "BlindIndexField",
    "EncryptedBinaryField",
    "EncryptedField",
    "EncryptedJSONField",
    "EncryptedTextField",
    "encrypted_fields",
    "subject_of",
]

MEMO = "_vault_kid"


class HasSubject(Protocol):
    """A row that knows which patient it is about."""

    pk: Any

    def vault_subject(self) -> UUID | None: ...


class Prepared:
    """A cell on its way into the row it was made for; nothing else gets into an encrypted column."""

    __slots__ = ("stored",)

    def __init__(self, stored: bytes | None) -> None:
        self.stored = stored


class SealedAttribute(DeferredAttribute):
    """Opens the cell on first read, in the place where the row stands."""

    field: EncryptedField

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        held = super().__get__(instance, owner)
        if isinstance(held, Sealed):
            held = self.field.opened(instance, held)
            instance.__dict__[self.field.attname] = held
        return held.value if isinstance(held, Opened) else held

    def __set__(self, instance: Any, value: Any) -> None:
        if value is not None and not isinstance(value, Sealed | Opened):
            before = instance.__dict__.get(self.field.attname)
            stored = before.stored if isinstance(before, Sealed) else getattr(before, "before", None)
            value = Opened(value, stored)
        instance.__dict__[self.field.attname] = value


IN_A_MIGRATION = "__fake__"
"""The module of Django's historical models, which migrations alone use."""


class EncryptedField(models.Field):  # type: ignore[type-arg]
    """What the encrypted fields share. Subclasses say how a value becomes bytes."""

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def encode(self, value: Any) -> bytes:
        raise NotImplementedError

    def decode(self, clear: bytes) -> Any:
        raise NotImplementedError

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            signals.pre_save.connect(
                _before_save, sender=cls, dispatch_uid=f"vault {cls.__module__}.{cls.__qualname__}"
            )
            signals.post_save.connect(
                _after_save, sender=cls, dispatch_uid=f"vault {cls.__module__}.{cls.__qualname__}"
            )

    def place(self, instance: HasSubject) -> Place:
        return Place(self.model._meta.db_table, column_of(self), instance.pk, subject_of(instance))

    def opened(self, instance: HasSubject, sealed: Sealed) -> Opened:
        """
        Raises:
            CellMisplaced, Destroyed, KeyUnknown: see `keyring.open_cell`.
        """
        return Opened(self.decode(keyring.open_cell(sealed.stored, self.place(instance))), sealed.stored)

    def pre_save(self, model_instance: Any, add: bool) -> Prepared:
        held = model_instance.__dict__.get(self.attname)
        if held is None:
            return Prepared(None)
        if isinstance(held, Sealed):
            # Untouched, so it goes back as it is; but only if it can be read where it will stand.
            self.opened(model_instance, held)
            return Prepared(held.stored)
        memo = model_instance.__dict__
        kid = memo.get(MEMO)
        if kid is None:
            kid = keyring.current_kid(subject_of(model_instance))
            if MEMO in memo:
                memo[MEMO] = kid
        return Prepared(self._sealed(held, self.place(model_instance), kid))

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        is_added_empty = value is None and self.model.__module__ == IN_A_MIGRATION
        if not isinstance(value, Prepared) and not is_added_empty:
            self._refuse_update()
        return None if is_added_empty else value.stored

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        if hasattr(value, "resolve_expression") or hasattr(value, "as_sql"):
            self._refuse_update()
        return "%s"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        if value is None:
            return None
        stored = bytes(value)
        keyring.saw(stored)
        return Sealed(stored)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise NotHere(
            f"{self} is encrypted and cannot be filtered by {lookup_name!r}. For an exact match give it a "
            "BlindIndexField and use vault.lookup(); to search, read one patient's rows and look at them."
        )

    def get_transform(self, lookup_name: str) -> Any:
        raise NotHere(f"{self} is encrypted; the database cannot compute {lookup_name!r} of it.")

    def value_to_string(self, obj: Any) -> NoReturn:
        raise NotHere(f"{self} is encrypted and is not serialised; a practice's data leaves by its export.")

    def _sealed(self, held: Opened, place: Place, kid: UUID) -> bytes:
        refusal: Exception
        try:
            return keyring.seal_cell(lambda: self.encode(held.value), place, kid)
        except UnicodeEncodeError:
            refusal = NotHere(f"{self} takes Unicode text; this one holds half a surrogate pair.")
        except (TypeError, ValueError) as problem:
            refusal = problem.with_traceback(None)
        # Raised here and without what it came from: the frames and errors below hold the clear value.
        raise refusal

    def _refuse_update(self) -> NoReturn:
        raise NotHere(
            f"{self} is encrypted for its row: update() and bulk_update() cannot write it. "
            "Set the attribute and save() each row."
        )


class EncryptedTextField(EncryptedField):
    """Text; `max_length` counts characters and is checked in forms and `full_clean()`."""

    empty_strings_allowed = True

    def __init__(self, *args: Any, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest = max_length
        if max_length is not None:
            self.validators.append(MaxLengthValidator(max_length))

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise NotHere(f"{self} takes text, not {type(value).__name__}.")
        return value.encode()

    def decode(self, clear: bytes) -> str:
        return clear.decode()

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.CharField, "max_length": self.longest} | kwargs)


class EncryptedJSONField(EncryptedField):
    """Anything JSON holds."""

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, clear: bytes) -> Any:
        return json.loads(clear)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.JSONField} | kwargs)


class EncryptedBinaryField(EncryptedField):
    """Bytes."""

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, bytes | bytearray | memoryview):
            raise NotHere(f"{self} takes bytes, not {type(value).__name__}.")
        return bytes(value)

    def decode(self, clear: bytes) -> bytes:
        return clear


def encrypted_fields(model: type[models.Model]) -> list[EncryptedField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedField)]


def column_of(field: models.Field[Any, Any]) -> str:
    """The field's column; every concrete field has one."""
    if field.column is None:
        raise NotHere(f"{field} has no column of its own.")
    return field.column


def subject_of(instance: HasSubject) -> UUID:
    """Whose key this row is written with."""
    return instance.vault_subject() or PRACTICE


def _before_save(sender: type[models.Model], instance: Any, **_: Any) -> None:
    """Ask once per save which key is current, and hold on to whose row it is."""
    instance.__dict__[MEMO] = None
    if instance._state.adding:
        return
    for field in encrypted_fields(sender):
        held = instance.__dict__.get(field.attname)
        stored = held.stored if isinstance(held, Sealed) else getattr(held, "before", None)
        if stored is not None and keyring.subject_of(stored) != subject_of(instance):
            raise CellMisplaced(
                f"This {sender._meta.label} was written about another patient; a saved row keeps whose it "
                "is. Make a new row."
            )


def _after_save(instance: Any, **_: Any) -> None:
    instance.__dict__.pop(MEMO, None)
