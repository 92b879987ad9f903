"""Blind index: a keyed hash beside an encrypted field, for exact matches of e-mail and phone only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import signals

from . import keyring
from .errors import NotHere

LENGTH = 43


def unchanged(value: str) -> str:
    return value


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """Filled at save from the encrypted field `source`; an empty one has no index, so `unique=True` is fine.

    Args:
        source: name of the encrypted field of the same model.
        normalise: makes equal what should match, such as folding the case of an e-mail address.
    """

    def __init__(
        self, *args: Any, source: str = "", normalise: Callable[[str], str] = unchanged, **kwargs: Any
    ) -> None:
        self.source, self.normalise = source, normalise
        super().__init__(*args, **kwargs | {"max_length": LENGTH, "null": True, "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # The database need not know where the hash comes from.
        return (
            name,
            path,
            args,
            {key: value for key, value in kwargs.items() if key not in ("max_length", "null", "editable")},
        )

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            signals.pre_save.connect(self._refuse_half_save, sender=cls, weak=False)

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        value = getattr(model_instance, self.source)
        index = self.index_of(value) if value else None
        setattr(model_instance, self.attname, index)
        return index

    def index_of(self, value: str) -> str:
        return keyring.index(f"{self.model._meta.label_lower}.{self.source}", self.normalise(value))

    def _refuse_half_save(self, update_fields: frozenset[str] | None = None, **_: Any) -> None:
        if update_fields is not None and (self.source in update_fields) != (self.name in update_fields):
            raise NotHere(
                f"save(update_fields=…) must name {self.source!r} and {self.name!r} together: "
                "one is the index of the other."
            )


def blind_index(source: str, value: str) -> str:
    """The index of `value` for "app.model.field".

    Raises:
        NotHere: that field has no blind index.
    """
    model, _, name = source.rpartition(".")
    return _index_field(apps.get_model(model), name).index_of(value)


def lookup(model: type[models.Model], source: str, value: str) -> models.Q:
    field = _index_field(model, source)
    return models.Q(**{field.name: field.index_of(value)})


def _index_field(model: type[models.Model], source: str) -> BlindIndexField:
    for field in model._meta.concrete_fields:
        if isinstance(field, BlindIndexField) and field.source == source:
            return field
    raise NotHere(f"{model._meta.label} has no BlindIndexField(source={source!r}).")
