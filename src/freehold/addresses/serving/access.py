"""The plan, the blocks it is about, and the newest proof: the owner's alone."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache

from freehold.audit.models import AuditEvent
from freehold.audit.references import SYSTEM
from freehold.people.models import Person

from .. import access
from ..blocks import Block, Range
from ..comparison import stained
from ..models import AddressBlock, ServingPlan
from ..report import kept
from .files import addresses_set


def plan_visible_to(person: Person) -> ServingPlan | None:
    """What was chosen; None when nothing was, or it is not for this person."""
    return ServingPlan.objects.first() if person.is_owner else None


def owned_blocks(person: Person) -> list[AddressBlock]:
    """On the list and the practice's own, in order."""
    return list(access.blocks_visible_to(person).filter(is_owned=True))


def blocks_of(owned: list[AddressBlock]) -> list[Block]:
    return [one.block for one in owned]


def listed_in(owned: list[AddressBlock]) -> list[Range]:
    """Addresses that a list names, by the newest report of each block."""
    found: list[Range] = []
    for block in owned:
        run = access.newest_report(block)
        report = kept.read(run.kept_bytes) if run else None
        found += stained(report) if report else []
    return found


@dataclass(frozen=True, slots=True)
class ProofMade:
    """What the record says of the newest proof that was signed; the page itself is with whoever made it."""

    at: datetime
    verdict: str
    """ "proved", "not proved" or "incomplete"."""
    sha256: str

    @property
    def is_proved(self) -> bool:
        return self.verdict == "proved"


def newest_proof() -> ProofMade | None:
    made = AuditEvent.objects.filter(who=SYSTEM, event="proof.made")  # by `who` there is an index
    row = made.order_by("-number").first()
    if row is None:
        return None
    verdict, _comma, sha256 = row.why.partition(", sha256 ")
    return ProofMade(row.at, verdict, sha256)


looked_up = LocMemCache("addresses.proof", {"TIMEOUT": 60})
"""The newest proof, for a minute: the record of what was done is long, and Today is opened often."""


def proof_that_holds(person: Person) -> ProofMade | None:
    """The newest proof, for the owner, if what it proves is true of addresses of their own, as planned now.

    It must have proved that all stands on the addresses that are set; those must be in blocks on the list
    that are the practice's own; and no plan may be younger.
    """
    if not person.is_owner:
        return None
    found: ProofMade | None = looked_up.get_or_set("newest", newest_proof)
    if found is None or not found.is_proved:
        return None
    plan = plan_visible_to(person)
    if plan is not None and found.at < plan.changed_at:
        return None
    own = blocks_of(owned_blocks(person))
    stands_on = addresses_set(settings.OPTIONS)
    return found if all(any(one.contains((it, it)) for one in own) for it in stands_on) else None
