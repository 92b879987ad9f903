"""Writing down which address serves what."""

from typing import TypedDict, Unpack

from django.utils import timezone

from freehold import audit, live
from freehold.people.models import Person

from .. import access
from ..models import ServingPlan
from .choice import Choice


class Way(TypedDict):
    """How the machine is looked after from elsewhere, if it is."""

    ssh_port: int | None
    ssh_from: str
    """A prefix, or empty for everywhere."""


@audit.action
def choose(choice: Choice, *, by: Person, **way: Unpack[Way]) -> ServingPlan:
    """Keep a plan in place of the one that was chosen before."""
    plan, _is_new = ServingPlan.objects.update_or_create(
        is_only=True,
        defaults={
            "web": choice.web,
            "media": choice.media,
            "turn": choice.turn,
            "mail": choice.mail,
            "gate": choice.gate,
            "changed_by": by,
            "changed_at": timezone.now(),
            **way,
        },
    )
    audit.record("address_plan.choose", who=by, what=plan, why=choice.told)
    for owner in access.owners().values_list("pk", flat=True):
        live.publish(f"person:{owner}", "addresses.changed", block=None)
    return plan
