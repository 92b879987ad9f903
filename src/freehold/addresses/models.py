"""Blocks the practice owns or thinks of buying, their audits, and what changed between them.

All of it is about the practice and none about a patient; what was written freely, and the reports that repeat
it, is encrypted under the practice's key.
"""

import uuid
import zlib
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from freehold.jobs.models import Due
from freehold.people.models import Person
from freehold.people.querysets import VisibleQuerySet
from freehold.vault.fields import EncryptedBinaryField, EncryptedJSONField, EncryptedTextField

from .blocks import Block
from .facts import Expectations, Registry
from .serving.choice import Choice
from .texts import Text
from .verdict import Verdict

HIGHEST = 2**32 - 1


class AddressBlockQuerySet(VisibleQuerySet["AddressBlock"]):
    pass


class AddressBlock(Due):
    """One block on the list; `due_at` is when it is next audited by itself, if it is watched."""

    plain_fields: ClassVar[dict[str, str]] = {"to_registry": "one of five registries"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    is_owned = models.BooleanField(default=False)
    origin = models.BigIntegerField(null=True, blank=True)
    """AS number that is to announce it; of an owned one only."""
    seller = EncryptedTextField(blank=True, default="", max_length=200)
    to_registry = models.CharField(
        max_length=8, blank=True, default="", choices=[(one.value, one.name) for one in Registry]
    )
    seller_origins = EncryptedJSONField(null=True)
    """AS numbers that the seller says announce it with leave; of a candidate only."""
    disputes = EncryptedJSONField(null=True)
    """Claims and sanctions that the practice knows of, a text each."""
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    watch_days = models.PositiveSmallIntegerField(null=True, blank=True)
    """Days between two audits by itself; None: it is not watched."""
    memory = EncryptedJSONField(null=True)
    """What is known from its audits so far; see `steadiness.py`."""
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    put_away_at = models.DateTimeField(null=True)
    """Taken off the list; what was found stays."""

    objects = AddressBlockQuerySet.as_manager()

    class Meta:
        ordering = ["-is_owned", "first", "last"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "last"], condition=Q(put_away_at=None), name="addresses_block_once"
            ),
            models.CheckConstraint(
                condition=Q(first__gte=0, last__lte=HIGHEST, first__lte=F("last")),
                name="addresses_block_is_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.block)

    def vault_subject(self) -> uuid.UUID | None:
        return None

    @property
    def block(self) -> Block:
        return Block(self.first, self.last)

    @property
    def expectations(self) -> Expectations:
        return Expectations(
            seller=self.seller or None,
            to_registry=Registry(self.to_registry) if self.to_registry else None,
            is_owned=self.is_owned,
            origin=self.origin,
            seller_origins=tuple(self.seller_origins or ()),
            disputes=tuple(self.disputes or ()),
        )

    @property
    def network(self) -> str:
        """`AS64500`, or empty."""
        return f"AS{self.origin}" if self.origin else ""

    @property
    def sellers_networks(self) -> str:
        """`AS64500, AS64501`, or empty."""
        return ", ".join(f"AS{one}" for one in self.seller_origins or ())

    @property
    def watched_every(self) -> timedelta | None:
        return timedelta(days=self.watch_days) if self.watch_days else None

    def price_per(self, addresses: int | None) -> Decimal | None:
        """The price of one of so many addresses, to the cent."""
        if self.price is None or not addresses:
            return None
        return (self.price / addresses).quantize(Decimal("0.01"))


class RunQuerySet(VisibleQuerySet["Run"]):
    def under_way(self) -> "RunQuerySet":
        return self.filter(state__in=Run.UNDER_WAY)

    def finished(self) -> "RunQuerySet":
        return self.filter(state=Run.State.DONE)

    def without_report(self) -> "RunQuerySet":
        return self.defer("document", "kept", "pdf")


class Run(models.Model):
    """One audit of a block: asked for, under way, or what it found."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Step(models.TextChoices):
        """What is being done now."""

        FETCHING = "fetching"
        READING = "reading"
        ASKING = "asking"
        PRINTING = "printing"

    class Why(models.TextChoices):
        ASKED = "asked"
        WATCH = "watch"

    UNDER_WAY = (State.WAITING, State.RUNNING)

    plain_fields: ClassVar[dict[str, str]] = {"problem": "a word of our own code"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address_block = models.ForeignKey(AddressBlock, on_delete=models.PROTECT, related_name="runs")
    why = models.CharField(max_length=8, choices=Why)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    step = models.CharField(max_length=10, choices=Step, blank=True, default="")
    steps_done = models.BigIntegerField(default=0)
    steps_of = models.BigIntegerField(default=0)
    problem = models.CharField(max_length=20, blank=True, default="")
    task_id = models.UUIDField(null=True)

    # What lists and comparisons show, so that they open no report.
    verdict = models.CharField(max_length=20, blank=True, default="", choices=[(one, one) for one in Verdict])
    as_of = models.DateField(null=True)
    is_owned = models.BooleanField(default=False)
    answered = models.PositiveIntegerField(default=0)
    questions = models.PositiveIntegerField(default=0)
    deal_breakers = models.PositiveIntegerField(default=0)
    fixes_before = models.PositiveIntegerField(default=0)
    fixes_after = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    clean_addresses = models.BigIntegerField(null=True)

    document = EncryptedBinaryField(null=True)
    """The report as JSON, compressed."""
    kept = EncryptedBinaryField(null=True)
    """What a page shows of it; see `report/kept.py`; compressed."""
    pdf = EncryptedBinaryField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["address_block", "-asked_at"]), models.Index(fields=["state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["address_block"],
                condition=Q(state__in=["waiting", "running"]),
                name="addresses_one_run",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.id}"

    def vault_subject(self) -> uuid.UUID | None:
        return None

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def document_bytes(self) -> bytes:
        return zlib.decompress(self.document)

    @property
    def kept_bytes(self) -> bytes:
        return zlib.decompress(self.kept)


class ChangeQuerySet(VisibleQuerySet["ChangeSeen"]):
    def unread(self) -> "ChangeQuerySet":
        return self.filter(is_read=False)


class ChangeSeen(models.Model):
    """Something of a watched block that changed, and held; one row for its way back and forth."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address_block = models.ForeignKey(AddressBlock, on_delete=models.PROTECT, related_name="changes")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="changes")
    """The audit that told it last."""
    what = EncryptedJSONField()
    """`about`: what it is about; `message`, `values`: the sentence."""
    is_alert = models.BooleanField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    is_read = models.BooleanField(default=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-id"]
        indexes = [models.Index(fields=["address_block", "-last_at"])]

    def __str__(self) -> str:
        return f"change {self.id}"

    def vault_subject(self) -> uuid.UUID | None:
        return None

    @property
    def text(self) -> Text:
        what: dict[str, Any] = self.what
        return Text(what["message"], what["values"])


class ServingPlan(models.Model):
    """Which address serves what, as the owner chose it: one row. See `serving/`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Unique and always true: the database itself refuses a second plan.
    is_only = models.BooleanField(default=True, unique=True, editable=False)
    web = models.BigIntegerField()
    media = models.BigIntegerField()
    turn = models.BigIntegerField()
    mail = models.BigIntegerField()
    gate = models.BigIntegerField(null=True)
    """The router's address, which serves nothing."""
    ssh_port = models.PositiveIntegerField(null=True)
    """Stays open in the firewall."""
    ssh_from = EncryptedTextField(blank=True, default="", max_length=20)
    """Who alone may use it: a prefix; empty: everybody."""
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return "serving plan"

    def vault_subject(self) -> uuid.UUID | None:
        return None

    @property
    def choice(self) -> Choice:
        return Choice(self.web, self.media, self.turn, self.mail, self.gate)


class Notice(Due):
    """A mail that says that something changed; its id is the mail's."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        NEEDLESS = "needless"  # read before it left
        GIVEN_UP = "given_up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address_block = models.ForeignKey(AddressBlock, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address_block", "person"],
                condition=Q(state="waiting"),
                name="addresses_one_notice",
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.id}"
