"""Who a person is to the practice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    CLINICIAN = "clinician", _("Clinician")
    INTERN = "intern", _("Intern")
    FRONT_DESK = "front_desk", _("Front desk")
    PATIENT = "patient", _("Patient")
    GUARDIAN = "guardian", _("Guardian")
    GUEST = "guest", _("Guest")


STAFF = frozenset({Role.OWNER, Role.CLINICIAN, Role.INTERN, Role.FRONT_DESK})
"""People who work here: a second factor, an idle lock, and records under the practice's own key."""

INVITED_BY_OWNER = (Role.CLINICIAN, Role.INTERN, Role.FRONT_DESK, Role.OWNER)
