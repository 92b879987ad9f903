"""An appointment: one clinician, one patient, one time on the practice's wall, and what became of it."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from freehold.people.models import Person
from freehold.people.querysets import VisibleQuerySet
from freehold.rooms.models import Session
from freehold.vault.fields import EncryptedTextField

from .states import OPEN, State
from .today import Slot
from .wall_time import WallTime

STATE_WORDS = {
    State.BOOKED: _("Booked"),
    State.ARRIVED: _("In the waiting room"),
    State.IN_SESSION: _("In session"),
    State.ENDED: _("Ended"),
    State.NO_SHOW: _("Did not come"),
    State.CANCELLED: _("Cancelled"),
    State.TECHNICAL_FAILURE: _("Technical failure"),
}


NAMED_BY = ("id", "role", "name", "preferred_name")


class AppointmentQuerySet(VisibleQuerySet["Appointment"]):
    def within(self, begins: datetime, ends: datetime) -> Self:
        """Those that take any of the time between two instants, the first included."""
        return self.filter(starts_at__lt=ends, ends_at__gt=begins)

    def for_list(self) -> Self:
        """With no more of the two people than a list names them by: most of a row is other sealed cells."""
        named = [f"{who}__{field}" for who in ("clinician", "patient") for field in NAMED_BY]
        own = [field.name for field in self.model._meta.concrete_fields]
        return self.select_related("clinician", "patient").only(*own, *named)

    def still_open(self) -> Self:
        return self.filter(state__in=sorted(OPEN))


class Appointment(models.Model):
    """An individual session in the diary; the room it is held in is `session`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="appointment")
    clinician = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments_led")
    patient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")

    # What was agreed. `starts_at` follows from it and from the law of the zone at the time of booking.
    day = models.DateField()
    at = models.TimeField()
    zone = models.CharField(max_length=64)
    second_pass = models.BooleanField(
        default=False, help_text="the later of two equal hours, when clocks go back"
    )
    minutes = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    state = models.CharField(
        max_length=20,
        choices=[(state.value, words) for state, words in STATE_WORDS.items()],
        default=State.BOOKED.value,
    )
    arrived_at = models.DateTimeField(null=True, help_text="when the patient last came into the waiting room")
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = EncryptedTextField(default="", blank=True, help_text="why it was cancelled")
    booked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(auto_now_add=True)

    # Checked by the vault: why this text may lie in clear.
    plain_fields = {"zone": "the name of a zone of the tz database, shared by millions"}

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["starts_at"]),
            models.Index(fields=["clinician", "starts_at"]),
            models.Index(fields=["patient", "starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="appointment_has_length"
            )
        ]

    def __str__(self) -> str:
        return f"appointment {self.id}"

    def vault_subject(self) -> uuid.UUID | None:
        return self.patient_id

    @property
    def meant(self) -> WallTime:
        """The wall time that was agreed."""
        return WallTime(datetime.combine(self.day, self.at), self.zone, self.second_pass)

    @property
    def slot(self) -> Slot:
        return Slot(State(self.state), self.starts_at, self.ends_at)

    def visit_link_lasts(self, now: datetime) -> timedelta:
        """Until a week after the end, so that an appointment moved by some days keeps its link."""
        return max(self.ends_at, now) - now + timedelta(days=7)

    @property
    def is_open(self) -> bool:
        """Still to be held, or being held."""
        return self.state in OPEN

    @property
    def is_waiting(self) -> bool:
        return self.state == State.ARRIVED

    @property
    def is_live(self) -> bool:
        return self.state == State.IN_SESSION

    @property
    def state_words(self) -> str:
        return str(STATE_WORDS[State(self.state)])
