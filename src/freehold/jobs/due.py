"""Change a row; a loop acts on it: claiming rows whose time has come, on any number of workers."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from .models import Due

SKEW = timedelta(minutes=5)  # more than the clocks of two machines ever differ

Row = TypeVar("Row", bound="Due")


def claim_due(
    queryset: "models.QuerySet[Row]",
    *,
    due: str = "due_at",
    limit: int = 50,
    lease: timedelta = timedelta(minutes=2),
) -> list[Row]:
    """Rows of `queryset` that are due, oldest first, claimed for `lease`: nobody else gets them until then.

    Claim the same rows with the same lease everywhere.

    `queryset` says what still wants doing (`state="waiting"`), and whoever does it changes the row so that it
    falls out, in one transaction with what it does to the database. Then a crash before that commit leaves
    the row, to be claimed again when the lease is over; a crash after it leaves nothing to do. What goes out
    to the world is to carry the row's id, so that a second sending can be told from a first.
    """
    with transaction.atomic(using=queryset.db):
        now = timezone.now()  # only here: on SQLite, BEGIN may have waited for another who claimed meanwhile
        rows = list(
            queryset.filter(Q(**{f"{due}__lte": now}) & _free(now, lease))
            .order_by(due, "pk")
            .select_for_update(skip_locked=True, of=("self",))[:limit]
        )
        until = now + lease
        queryset.model._default_manager.using(queryset.db).filter(pk__in=[row.pk for row in rows]).update(
            claimed_until=until
        )
    for row in rows:
        row.claimed_until = until
    return rows


def _free(now: datetime, lease: timedelta) -> Q:
    """Nobody's, or lapsed; a claim beyond any lease was made before the clock was set back."""
    return Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_until__gt=now + lease + SKEW)
