"""Rows with a due time, for tests in this process and for ones that are killed."""

import os
import time
from datetime import timedelta

from django.conf import settings
from django.db import connection, models, transaction

from freehold import jobs
from freehold.jobs.models import Due

from .work import note


class Reminder(Due):
    sent = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "jobs_tests"

    def __str__(self) -> str:
        return str(self.pk)


def create_table() -> None:
    """No migration makes it: the product has no such rows."""
    with connection.schema_editor() as editor:
        editor.create_model(Reminder)


def unsent() -> "models.QuerySet[Reminder]":
    return Reminder.objects.filter(sent=0)


def send(reminder: Reminder) -> None:
    """What an app's action does: the row falls out of the queryset when the transaction says it is done."""
    with transaction.atomic():
        row = Reminder.objects.select_for_update().get(pk=reminder.pk)
        if not row.sent:
            row.sent += 1
            row.save()


def claim_and_hang(lease: timedelta) -> None:
    """Claim, and stand still before the claim itself is committed."""
    with transaction.atomic():
        (row,) = jobs.claim_due(unsent(), lease=lease)
        note(f"claimed {row.pk}")
        time.sleep(600)


def send_and_hang(lease: timedelta) -> None:
    """Claim, do it, and stand still before what was done is committed."""
    (row,) = jobs.claim_due(unsent(), lease=lease)
    with transaction.atomic():
        send(row)
        note(f"claimed {row.pk}")
        time.sleep(600)


def send_all(lease: timedelta) -> None:
    """A worker's loop, until nothing is left unsent; it begins when the file `go` stands there."""
    note(f"ready {os.getpid()}")
    while not (settings.OPTIONS.data / "go").exists():
        time.sleep(0.02)
    while unsent().exists():
        for row in jobs.claim_due(unsent(), lease=lease):
            note(f"got {row.pk}")
            send(row)
        time.sleep(0.02)
