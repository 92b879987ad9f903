"""Every write about blocks: put them on the list, audit and watch them, tell what changed.

An audit itself is no action: `auditing.py` runs it outside any transaction and comes here with what it found.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from freehold import audit, live, smtp
from freehold.people.models import Person

from . import access, remembering
from .blocks import Block
from .changes import Change, Document, aspects
from .comparison import Compared
from .models import AddressBlock, ChangeSeen, Notice, Run
from .refusals import Cancelled, OnTheListAlready, UnderWay
from .report.kept import Kept, encode
from .steadiness import learn

ONE_MAIL = timedelta(days=1)
"""A block is written about no oftener."""
BACK_AND_FORTH = timedelta(days=30)
"""A change and its way back within it are one story."""
STILL_NEWS = 2
"""How often a story is written about; what goes on changing is told on the page only."""
MOST_TRIES = 12
PRINTED_FOR = timedelta(days=90)
"""A report's PDF is kept as long; the newest of a block for good."""


class Details(TypedDict):
    """What one says about a block."""

    is_owned: bool
    origin: int | None
    seller: str
    to_registry: str
    seller_origins: NotRequired[tuple[int, ...]]
    """AS numbers that the seller says announce it with leave."""
    disputes: NotRequired[tuple[str, ...]]
    """Claims and sanctions that one knows of."""
    price: Decimal | None
    watch_days: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """What an audit brought home."""

    kept: Kept
    compared: Compared
    document: bytes
    as_read: Document
    """The same, as a program reads it."""
    answered: int
    questions: int
    pdf: bytes | None


# The list


@audit.action
def add_block(block: Block, *, by: Person, **details: Unpack[Details]) -> AddressBlock:
    """Put a block on the list.

    Raises:
        OnTheListAlready
    """
    there = AddressBlock.objects.filter(first=block.first, last=block.last, put_away_at=None).first()
    if there is not None:
        raise OnTheListAlready(there.id)
    added = AddressBlock(first=block.first, last=block.last, added_by=by, due_at=timezone.now())
    _describe(added, details)
    added.due_at = timezone.now() + (added.watched_every or timedelta())
    added.save()
    audit.record("address_block.add", who=by, what=added)
    _tell(added, "addresses.changed")
    return added


@audit.action
def change_block(block: AddressBlock, *, by: Person, **details: Unpack[Details]) -> AddressBlock:
    """Say something else about a block. What is known stays, but for a verdict on other expectations."""
    block = _locked(block)
    before, watched = block.expectations, block.watch_days
    _describe(block, details)
    if block.expectations != before:
        block.memory = remembering.without_verdict(block.memory)
    if block.watch_days != watched:
        block.due_at = timezone.now() + (block.watched_every or timedelta())
        # What happened while nobody looked is no change that was watched.
        block.memory = block.memory if watched and block.watch_days else None
    block.save()
    audit.record("address_block.change", who=by, what=block)
    _tell(block, "addresses.changed")
    return block


def _describe(block: AddressBlock, details: Details) -> None:
    block.is_owned = details["is_owned"]
    block.origin = details["origin"] if block.is_owned else None
    block.seller = "" if block.is_owned else details["seller"]
    block.to_registry = "" if block.is_owned else details["to_registry"]
    block.seller_origins = [] if block.is_owned else list(details.get("seller_origins", ()))
    block.disputes = list(details.get("disputes", ()))
    block.price = details["price"]
    block.watch_days = details["watch_days"]


@audit.action
def put_away(block: AddressBlock, *, by: Person) -> None:
    """Take a block off the list; an audit under way is stopped. Its reports stay."""
    block = _locked(block)
    for run in block.runs.under_way():
        _end(run, Run.State.CANCELLED)
    block.put_away_at = timezone.now()
    block.save()
    audit.record("address_block.put_away", who=by, what=block)
    _tell(block, "addresses.changed")


@audit.action
def mark_read(block: AddressBlock, *, by: Person) -> None:
    """What changed was read; mails about it that have not left are needless."""
    block.changes.unread().update(is_read=True)
    block.notices.filter(state=Notice.State.WAITING).update(
        state=Notice.State.NEEDLESS, ended_at=timezone.now()
    )
    audit.record("address_block.read_changes", who=by, what=block)
    _tell(block, "addresses.changed")


# Audits


@audit.action
def ask_for_audit(block: AddressBlock, *, by: Person) -> Run:
    """Have a block audited by the worker, as soon as it can.

    Raises:
        UnderWay
    """
    block = _locked(block)
    return _queue(block, Run.Why.ASKED, by=by)


@audit.action
def record_audit(block: AddressBlock, found: Found, *, by: Person) -> Run:
    """Write down an audit that was made elsewhere.

    Raises:
        UnderWay
    """
    run = _queue(_locked(block), Run.Why.ASKED, by=by, is_queued=False)
    finish(run, found)
    return run


@audit.action
def begin_watch(block: AddressBlock, *, is_queued: bool = True) -> Run | None:
    """The time of a watched block has come: an audit, unless one is under way; and its next time.

    Args:
        is_queued: the worker is to run it; else the caller does.
    """
    block = _locked(block)
    every = block.watched_every
    if every is None or block.put_away_at is not None or block.due_at > timezone.now():
        audit.record("address_block.watch_skip", who=None, what=block)
        return None
    block.due_at = timezone.now() + every
    block.claimed_until = None
    block.save()
    try:
        return _queue(block, Run.Why.WATCH, by=None, is_queued=is_queued)
    except UnderWay:
        audit.record("address_block.watch_skip", who=None, what=block)
        return None


def _queue(block: AddressBlock, why: Run.Why, *, by: Person | None, is_queued: bool = True) -> Run:
    from .tasks import audit_block

    if block.runs.under_way().exists():
        raise UnderWay
    run = Run(address_block=block, why=why, asked_by=by, is_owned=block.is_owned)
    run.save()
    if is_queued:
        run.task_id = audit_block.enqueue(str(run.id)).id
        run.save(update_fields=["task_id"])
    audit.record("address_run.ask", who=by, what=run, why=why)
    _tell(block, "addresses.changed")
    return run


@audit.action
def cancel(run: Run, *, by: Person) -> None:
    """Stop an audit that waits or runs; one that is over stays as it is."""
    run = _locked_run(run)
    if run.is_under_way:
        _end(run, Run.State.CANCELLED)
    audit.record("address_run.cancel", who=by, what=run)
    _tell(run.address_block, "addresses.changed")


@audit.unaudited(why="the audit row of asking says that it will run, that of its end how it went")
def begin(run: Run) -> Run:
    """The worker takes it up, maybe once more after another worker died.

    Raises:
        Cancelled: it is not to run any more.
    """
    run = _locked_run(run)
    if not run.is_under_way:
        raise Cancelled
    run.state = Run.State.RUNNING
    run.began_at = timezone.now()
    run.step, run.steps_done, run.steps_of = "", 0, 0
    run.save(update_fields=["state", "began_at", "step", "steps_done", "steps_of"])
    _tell(run.address_block, "addresses.progress")
    return run


@audit.unaudited(why="how far an audit is, once a second")
def note_progress(run: Run, step: str, done: int, of: int) -> None:
    """
    Raises:
        Cancelled: nobody wants it any more.
    """
    going = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING)
    if not going.update(step=step, steps_done=done, steps_of=of):
        raise Cancelled
    _tell(run.address_block, "addresses.progress")


@audit.action
def fail(run: Run, problem: str) -> None:
    """It could not be done; `problem` is one of `words.PROBLEMS`."""
    run = _locked_run(run)
    if run.is_under_way:
        run.problem = problem
        _end(run, Run.State.FAILED)
    audit.record("address_run.fail", who=None, what=run, why=problem)
    _tell(run.address_block, "addresses.changed")


@audit.action
def finish(run: Run, found: Found) -> tuple[Change, ...]:
    """Write down what an audit found; of a watched block also what changed, and who is to be told.

    Raises:
        Cancelled: it was stopped meanwhile.
    """
    block = _locked(run.address_block)
    run = _locked_run(run)
    if not run.is_under_way:
        raise Cancelled
    _write_report(run, found)
    changes: tuple[Change, ...] = ()
    if block.watch_days:
        memory, changes = learn(remembering.read(block.memory), aspects(found.as_read))
        block.memory = remembering.written(memory)
        block.save(update_fields=["memory"])
        _note(block, run, changes)
    audit.record("address_run.finish", who=None, what=run, why=run.verdict)
    _tell(block, "addresses.changed")
    return changes


@audit.unaudited(why="the report stays whole, as a page and as JSON; only its PDF goes")
def drop_old_prints() -> None:
    """Take PDFs away that are old, but each block's newest."""
    newest = Run.objects.finished().filter(address_block=OuterRef("address_block"), pdf__isnull=False)
    old = Run.objects.filter(pdf__isnull=False, ended_at__lt=timezone.now() - PRINTED_FOR)
    for run in old.exclude(pk=Subquery(newest.values("pk")[:1])).without_report():
        run.pdf = None
        run.save(update_fields=["pdf"])


def _write_report(run: Run, found: Found) -> None:
    compared = found.compared
    run.verdict = compared.verdict.value
    run.as_of = found.kept.as_of
    run.is_owned = found.kept.expects.is_owned
    run.answered, run.questions = found.answered, found.questions
    run.deal_breakers, run.unknown = compared.deal_breakers, compared.unknown
    run.fixes_before, run.fixes_after = compared.fixes_before, compared.fixes_after
    run.clean_addresses = compared.clean_addresses
    run.document = zlib.compress(found.document)
    run.kept = zlib.compress(encode(found.kept))
    run.pdf = found.pdf
    _end(run, Run.State.DONE)


def _end(run: Run, state: Run.State) -> None:
    run.state = state
    run.ended_at = timezone.now()
    run.save()


# What changed


def _note(block: AddressBlock, run: Run, changes: tuple[Change, ...]) -> None:
    now = timezone.now()
    earlier = list(block.changes.filter(last_at__gt=now - BACK_AND_FORTH))
    is_news = False
    for change in changes:
        row = next((one for one in earlier if one.what["about"] == _about(change)), None)
        if row is None:
            row = ChangeSeen(address_block=block, first_at=now, times=0, is_alert=False)
        row.run, row.last_at, row.times = run, now, row.times + 1
        row.is_read = row.is_read and row.times > STILL_NEWS
        row.is_alert = row.is_alert or change.is_alert
        row.what = {
            "about": _about(change),
            "message": change.text.message,
            "values": dict(change.text.values),
        }
        row.save()
        is_news = is_news or (change.is_alert and row.times <= STILL_NEWS)
    if is_news and smtp.is_set_up():
        for owner in access.owners():
            _have_told(block, owner, now)


def _about(change: Change) -> list[str]:
    aspect, items = change.about
    return [aspect, "silent" if change.silent_for else "", *sorted(items)]


def _have_told(block: AddressBlock, person: Person, now: datetime) -> None:
    """One mail a day: what happens after it waits for the next."""
    if not person.email:
        return
    notices = block.notices.filter(person=person)
    if notices.filter(state=Notice.State.WAITING).exists():
        return
    sent = notices.filter(state=Notice.State.SENT).order_by("-ended_at").first()
    due_at = max(now, sent.ended_at + ONE_MAIL) if sent and sent.ended_at else now
    Notice(address_block=block, person=person, due_at=due_at, made_at=now).save()


@audit.action
def note_sent(notice: Notice) -> None:
    """The mail server took it."""
    _close(notice, Notice.State.SENT)
    audit.record("address_notice.send", who=None, what=notice)


@audit.action
def note_not_sent(notice: Notice, *, is_final: bool) -> None:
    """The mail server did not take it: again later, each time later, for about two days."""
    notice.tries += 1
    if is_final or notice.tries >= MOST_TRIES:
        _close(notice, Notice.State.GIVEN_UP)
    else:
        notice.due_at = timezone.now() + timedelta(minutes=min(2**notice.tries, 360))
        notice.claimed_until = None
        notice.save()
    audit.record("address_notice.fail", who=None, what=notice)


@audit.action
def drop_notice(notice: Notice) -> None:
    """Nobody is to be told any more: it was read, or its reader has left."""
    _close(notice, Notice.State.NEEDLESS)
    audit.record("address_notice.drop", who=None, what=notice)


def _close(notice: Notice, state: Notice.State) -> None:
    notice.state = state
    notice.ended_at = timezone.now()
    notice.save()


# Rows and pages


def _locked(block: AddressBlock) -> AddressBlock:
    return AddressBlock.objects.select_for_update().get(pk=block.pk)


def _locked_run(run: Run) -> Run:
    return Run.objects.select_for_update(of=("self",)).select_related("address_block").get(pk=run.pk)


def _tell(block: AddressBlock, event: str) -> None:
    for owner in access.owners().values_list("pk", flat=True):
        live.publish(f"person:{owner}", event, block=block.id)
