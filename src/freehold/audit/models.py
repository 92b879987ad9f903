"""The audit's tables. Triggers of the database refuse to change or remove rows, whoever asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from .chain import GENESIS
from .entry import LONGEST_WHY, Draft, Entry
from .errors import AppendOnly


class AppendOnlyQuerySet(models.QuerySet["AuditEvent"]):
    """Reads as any queryset; every write is refused."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    update = delete = create = get_or_create = update_or_create = bulk_create = bulk_update = _refuse
    _raw_delete = _update = _refuse


class AuditEvent(models.Model):
    """One thing that somebody did or read."""

    plain_fields: ClassVar[dict[str, str]] = {
        "event": "a name out of the source code",
        "who": "a staff member's id or a patient's keyed hash",
        "what": "a kind of row and its id",
        "whose": "a keyed hash that the patient's destroyed key takes with it",
        "address": "has to be searchable after a theft; says from where, not about whom",
        "sign_in": "an id",
        "why": "a short reason; content is never written here",
        "previous": "a hash",
        "hash": "a hash",
    }

    number = models.BigIntegerField(primary_key=True)
    event = models.CharField(max_length=64)
    who = models.CharField(max_length=64)
    what = models.CharField(max_length=128)
    whose = models.CharField(max_length=64)
    at = models.DateTimeField()
    behind = models.BigIntegerField(help_text=_("microseconds by which the clock had been moved back"))
    address = models.CharField(max_length=64)
    sign_in = models.CharField(max_length=64)
    why = models.CharField(max_length=LONGEST_WHY)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["number"]
        indexes = [
            models.Index(fields=["whose", "number"], name="audit_whose"),
            models.Index(fields=["who", "number"], name="audit_who"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    @classmethod
    def of(cls, entry: Entry, at: datetime, *, previous: str, hash: str) -> Self:
        draft = entry.draft
        return cls(
            number=entry.number,
            event=draft.event,
            who=draft.who,
            what=draft.what,
            whose=draft.whose,
            at=at,
            behind=entry.behind,
            address=draft.address,
            sign_in=draft.sign_in,
            why=draft.why,
            previous=previous,
            hash=hash,
        )

    def entry(self, at: int) -> Entry:
        """This row as it was hashed; `at` in microseconds since 1970."""
        draft = Draft(self.event, self.who, self.what, self.whose, self.address, self.sign_in, self.why)
        return Entry(self.number, draft, at, self.behind)


class ChainHead(models.Model):
    """Where the chain ends. One row, locked by whoever adds to it."""

    ONLY: ClassVar[int] = 1
    plain_fields: ClassVar[dict[str, str]] = {"hash": "a hash"}

    id = models.PositiveSmallIntegerField(primary_key=True)
    size = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS.hex())
    latest = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"chain of {self.size}"


class Checkpoint(models.Model):
    """A signed checkpoint, and the Merkle frontier from which the next one goes on.

    The frontier is hex, 64 digits per perfect subtree, largest first.
    """

    plain_fields: ClassVar[dict[str, str]] = {
        "root": "a hash",
        "frontier": "hashes",
        "note": "public",
    }

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    frontier = models.TextField()
    note = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["size"]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"
