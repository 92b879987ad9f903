"""Who works, what was tried, and what runs by the clock. The tasks themselves are django-tasks' rows."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone


class Worker(models.Model):
    """One worker process. It counts `beats` up while it lives; whoever sees them stand still may bury it."""

    plain_fields: ClassVar[dict[str, str]] = {"place": "a hash of this machine's boot"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.CharField(max_length=64)  # which machine, boot and process namespace `pid` belongs to
    pid = models.PositiveIntegerField()
    pid_started = models.BigIntegerField()  # clock ticks after boot, since a pid is used again
    beats = models.BigIntegerField(default=0)
    beat_at = models.DateTimeField(
        default=timezone.now
    )  # for people to read; the reaper trusts no wall clock
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ended_at"], name="jobs_worker_ended")]

    def __str__(self) -> str:
        return str(self.id)


class Attempt(models.Model):
    """One try at one task. Of a failure it keeps the kind and the place in the code, never the message."""

    class Outcome(models.TextChoices):
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        LOST = "lost"  # the worker died in the middle

    plain_fields: ClassVar[dict[str, str]] = {
        "error": "an exception's class",
        "where": "lines of our own code; failures.py drops the rest",
    }

    id = models.BigAutoField(primary_key=True)
    task_id = models.UUIDField(db_index=True)
    number = models.PositiveIntegerField()
    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.RUNNING)
    error = models.CharField(max_length=200, blank=True)
    where = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task_id", "number"], name="jobs_attempt_number"),
        ]
        indexes = [models.Index(fields=["outcome", "worker"], name="jobs_attempt_outcome")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.number} {self.outcome}"


class Schedule(models.Model):
    """The clock of one periodic task: when it was last put in the queue, and as what."""

    plain_fields: ClassVar[dict[str, str]] = {"name": "a function of our own code"}

    name = models.CharField(max_length=200, primary_key=True)
    last_at = models.DateTimeField()
    task_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.name


class Due(models.Model):
    """A row with a due time, for `claim_due`: inherit it; a queryset says which rows still want doing."""

    due_at = models.DateTimeField(db_index=True)
    claimed_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
