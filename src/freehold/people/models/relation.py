"""Who treats whom, and who speaks for whom."""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .person import Person


class CareTeam(models.Model):
    """One clinician in one patient's care, for a purpose, from a moment to a moment."""

    class Purpose(models.TextChoices):
        TREATMENT = "treatment", _("Treatment")
        MEDICATION = "medication", _("Medication")
        COVER = "cover", _("Cover for a colleague")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="care_team")
    clinician = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="caseload")
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.TREATMENT)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "clinician"],
                condition=models.Q(ends_at=None),
                name="people_one_open_place_in_a_care_team",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def vault_subject(self) -> uuid.UUID:
        return self.patient_id


class Guardianship(models.Model):
    """A guardian acts for a patient, within a scope, until a day (the age of consent, or a court's)."""

    class Scope(models.TextChoices):
        APPOINTMENTS = "appointments", _("Appointments only")
        EVERYTHING = "everything", _("Everything the patient sees")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wards")
    patient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardians")
    scope = models.CharField(max_length=16, choices=Scope, default=Scope.APPOINTMENTS)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """The last day it holds."""

    def __str__(self) -> str:
        return str(self.pk)

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def vault_subject(self) -> uuid.UUID:
        return self.patient_id
