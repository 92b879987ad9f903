"""Writing to the event log."""

import re
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from .frames import Scalar
from .hub import CONTROL, END, hub
from .models import Event

# The log is in clear: ids, states and public keys pass, words of a person don't.
_TELLABLE = re.compile(r"[\x21-\x7e]{0,512}\Z")


def publish(topic: str, name: str, **data: Scalar | UUID) -> None:
    told = {key: _tellable(key, value) for key, value in data.items()}
    Event.objects.create(topic=topic, name=name, data=told)
    transaction.on_commit(hub.wake, robust=True)


def end_streams(sign_in: str | UUID) -> None:
    publish(CONTROL, END, sign_in=str(sign_in))


def last_event() -> int:
    newest: int | None = Event.objects.aggregate(newest=Max("position"))["newest"]
    return newest or 0


def prune(*, older_than: timedelta = timedelta(hours=24)) -> int:
    """Delete events nobody will ask for any more; returns how many. The newest stays: it marks the place."""
    old = Event.objects.filter(at__lt=timezone.now() - older_than, position__lt=last_event())
    return old.delete()[0]


def _tellable(key: str, value: object) -> Scalar:
    if isinstance(value, UUID):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str) and _TELLABLE.match(value):
        return value
    raise TypeError(
        f"live event value {key!r}: ids, numbers and state words only; the browser fetches the rest"
    )
