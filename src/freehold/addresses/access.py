"""Which blocks a person may see: the owner all that are on the list, everybody else none."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from freehold.people.models import Person
from freehold.people.roles import Role

from .models import AddressBlock, AddressBlockQuerySet, ChangeQuerySet, ChangeSeen, Run, RunQuerySet


def blocks_visible_to(person: Person) -> AddressBlockQuerySet:
    """On the list, the practice's own first."""
    if not person.is_owner:
        return AddressBlock.objects.none()
    return AddressBlock.objects.filter(put_away_at=None)


def runs_of(block: AddressBlock) -> RunQuerySet:
    """Newest first, without their reports."""
    return block.runs.without_report().select_related("asked_by")


def newest_report(block: AddressBlock) -> Run | None:
    """The newest finished audit, with its report."""
    return block.runs.finished().defer("document", "pdf").first()


def run_under_way(block: AddressBlock) -> Run | None:
    return block.runs.under_way().without_report().first()


def with_newest(blocks: AddressBlockQuerySet) -> AddressBlockQuerySet:
    """Each with `newest`: its newest finished audit (a list of one or none), `under_way` and `has_news`."""
    last = Run.objects.filter(address_block=OuterRef("address_block"), state=Run.State.DONE)
    newest = Run.objects.finished().without_report().filter(pk=last.values("pk")[:1])
    running = Run.objects.under_way().without_report()
    unread = ChangeSeen.objects.unread().filter(address_block=OuterRef("pk"))
    return blocks.annotate(has_news=Exists(unread)).prefetch_related(
        Prefetch("runs", newest, to_attr="newest"), Prefetch("runs", running, to_attr="under_way")
    )


def changes_of(block: AddressBlock) -> ChangeQuerySet:
    return block.changes.select_related("run").defer("run__document", "run__kept", "run__pdf")


def owners() -> "QuerySet[Person]":
    """Whom news about addresses concerns."""
    return Person.objects.filter(role=Role.OWNER, is_active=True)
