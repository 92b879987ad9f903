"""The event log: what happened, for whom, in the order in which it was committed."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One thing that happened, told to one topic. Ids and states only: never a name, never a text.

    `position` is the order in which transactions committed (see `ordering.py`): a reader that has seen
    position n has missed nothing below n. `id` is the order of insertion, on PostgreSQL another one.
    """

    plain_fields: ClassVar[dict[str, str]] = {
        "topic": "an id",
        "name": "a word of our own code",
        "data": "ids, states and public keys; events.publish refuses the rest",
    }

    id = models.BigAutoField(primary_key=True)
    position = models.BigIntegerField(null=True, unique=True, editable=False)
    topic = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    data: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["topic", "position"], name="live_event_topic_position")]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"
