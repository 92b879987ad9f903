"""How people and things are named in the audit, so that a shredded patient is named nowhere in it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db import models

SYSTEM = "system"


class HasId(Protocol):
    @property
    def id(self) -> Any: ...


@runtime_checkable
class Forgettable(Protocol):
    """Somebody, or something about somebody, whose data can be shredded."""

    def vault_subject(self) -> UUID | None:
        """The patient; None for the practice's own."""


def reference(subject: UUID) -> str:
    """Keyed hash of a patient, by the hook `settings.AUDIT_REFERENCE`: this app knows no keys."""
    return _hook(settings.AUDIT_REFERENCE)(subject)


@lru_cache(maxsize=4)
def _hook(path: str) -> Callable[[UUID], str]:
    found: Callable[[UUID], str] = import_string(path)
    return found


def name_of_actor(who: HasId | None) -> str:
    if who is None:
        return SYSTEM
    subject = who.vault_subject() if isinstance(who, Forgettable) else None
    return f"person:{who.id}" if subject is None else f"ref:{reference(subject)}"


def name_of_patient(whose: HasId | UUID | None) -> str:
    if whose is None:
        return ""
    return reference(whose if isinstance(whose, UUID) else UUID(str(whose.id)))


def name_of_thing(what: models.Model | None) -> str:
    """ "app.model:id"; where the thing is the patient, their reference stands in place of the id."""
    if what is None:
        return ""
    subject = what.vault_subject() if isinstance(what, Forgettable) else None
    id = f"ref:{reference(subject)}" if subject is not None and subject == what.pk else what.pk
    return f"{what._meta.label_lower}:{id}"
