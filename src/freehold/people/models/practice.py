"""The practice itself: one row."""

import uuid
from typing import ClassVar, TypedDict

from django.db import models


class CrisisLine(TypedDict):
    label: str
    number: str


def usual_crisis_lines() -> list[CrisisLine]:
    """In the United States: the 988 Suicide & Crisis Lifeline, and emergencies."""
    return [
        {"label": "Suicide & Crisis Lifeline (call or text)", "number": "988"},
        {"label": "Emergency", "number": "911"},
    ]


class Practice(models.Model):
    """The practice as everybody may know it."""

    plain_fields: ClassVar[dict[str, str]] = dict.fromkeys(
        ("name", "zone", "region", "phone", "crisis_lines"),
        "every visitor of the sign-in and help pages reads it",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Unique and always true: the database itself refuses a second practice.
    is_only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64)
    region = models.CharField(max_length=2, default="US")
    """ISO 3166 country whose telephone numbers are written without prefix."""
    phone = models.CharField(max_length=32, blank=True)
    crisis_lines = models.JSONField(default=usual_crisis_lines)
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
