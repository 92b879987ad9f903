"""Sessions, who is in them, what was said at the door and in the chat.

A session has participations (today one lead and one member; a group has more), a participation has
connections (one loaded page each), a connection has stays (what the media server saw of it).
"""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from freehold.people.querysets import VisibleQuerySet
from freehold.vault.fields import EncryptedJSONField, EncryptedTextField

from .places import CURRENT, How, Part, SessionState, State


def new_room_name() -> str:
    """A name for the media server that says nothing and follows from nothing."""
    return secrets.token_urlsafe(24)


class WrittenOnce(models.Model):
    """A row that is true for ever: written once, never changed, never deleted by the product."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is never deleted")


class SessionQuerySet(VisibleQuerySet["Session"]):
    """Sessions that somebody may see."""


class Session(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.CharField(max_length=64, unique=True, default=new_room_name, editable=False)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64)
    state = models.CharField(
        max_length=8, choices=[(state, state) for state in SessionState], default=SessionState.OPEN
    )
    how_ended = models.CharField(max_length=20, blank=True, choices=[(how, how) for how in How])
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sessions_created"
    )

    plain_fields: ClassVar[dict[str, str]] = {
        "room": "random; says nothing",
        "zone": "where the practice is, to the nearest time zone",
    }
    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "starts_at"], name="rooms_session_state")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def has_ended(self) -> bool:
        return self.state == SessionState.ENDED


class Participation(models.Model):
    """That a person takes part in a session, and as what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations"
    )
    part = models.CharField(max_length=8, choices=[(part, part) for part in Part])
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="rooms_one_participation_each")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Connection(models.Model):
    """One loaded session page; its id is the identity the media server knows, and all it knows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="connections")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="connections")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sign_in = models.UUIDField()
    state = models.CharField(max_length=8, choices=[(state, state) for state in State])
    arrived_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True)
    admitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    gone_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(state__in=sorted(CURRENT)),
                name="rooms_one_current_connection_each",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_current(self) -> bool:
        return self.state in CURRENT


class DoorAnswers(WrittenOnce):
    """What a member said at the door of one session, on one device: where they are and how to reach them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="door_answers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="door_answers"
    )
    sign_in = models.UUIDField()
    location = EncryptedTextField()
    callback = EncryptedTextField()
    emergency_name = EncryptedTextField()
    emergency_phone = EncryptedTextField()
    privacy = EncryptedJSONField()
    given_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-given_at"], name="rooms_door_latest")]

    def __str__(self) -> str:
        return str(self.id)

    def vault_subject(self) -> uuid.UUID | None:
        return self.person_id


class ConsentText(WrittenOnce):
    """The exact words a person was shown, in their language, under the version that names them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.CharField(max_length=32)
    language = models.CharField(max_length=16)
    paragraphs = models.JSONField()
    plain_fields: ClassVar[dict[str, str]] = dict.fromkeys(
        ("version", "language", "paragraphs"), "the same for everybody"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="rooms_one_text_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class ConsentGiven(WrittenOnce):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="telehealth_consents"
    )
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="given")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Presence(models.Model):
    """One unbroken stay of one connection in the media room, as the media server told it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="stays")
    # The media server's name for this stay: a resumed connection keeps it, a new one gets another.
    stay = models.CharField(max_length=64, unique=True)
    plain_fields: ClassVar[dict[str, str]] = {"stay": "random, made by the media server"}
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["until"], name="rooms_presence_open")]

    def __str__(self) -> str:
        return str(self.id)


class ChatMessage(WrittenOnce):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="chat")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Whose record this belongs to, and whose key it is sealed with: the session's member.
    patient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["session", "sent_at"], name="rooms_chat_order")]

    def __str__(self) -> str:
        return str(self.id)

    def vault_subject(self) -> uuid.UUID | None:
        return self.patient_id


class KeyMessage(WrittenOnce):
    """One commitment or reveal of the browsers' key agreement: public values; keys never come here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="key_messages")
    sender = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in ("commit", "reveal")])
    body = models.CharField(max_length=128)
    plain_fields: ClassVar[dict[str, str]] = {"body": "a hash, or a public key and a random number"}
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "receiver", "kind"], name="rooms_key_said_once")
        ]

    def __str__(self) -> str:
        return str(self.id)


class WebhookReceipt(models.Model):
    """That an event of the media server was taken in: a second delivery, or a replay, does nothing."""

    event = models.CharField(primary_key=True, max_length=64)
    plain_fields: ClassVar[dict[str, str]] = {"event": "random, made by the media server"}
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.event


class Trouble(models.Model):
    """A technical failure somebody met in a session: why it was short, and that it was nobody's no-show."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="troubles")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="troubles")
    what = models.CharField(max_length=16, choices=[(what, what) for what in ("video", "audio", "network")])
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.what} at {self.at}"
