"""Actions and readings: the transaction in which something happens is the one in which it is written down.

Rows of an action are added at its very end. The lock on the chain's head is therefore always the last lock
taken and held for a moment only: on PostgreSQL two actions neither deadlock over it nor wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import OperationalError, transaction

from .entry import Draft
from .errors import Unaudited
from .origins import current_origin
from .refusals import refusal_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.db import models

    from .references import HasId

P = ParamSpec("P")
R = TypeVar("R")

_drafts: ContextVar[list[Draft] | None] = ContextVar("audit_drafts", default=None)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run in one transaction, with at least one `audit.record()` in it; nested actions join the outer one.

    Raises:
        Unaudited: nothing was recorded; nothing is kept.
        NothingWritten: the disk is full or the database busy; nothing is kept.
    """

    @wraps(function)
    def audited(*args: P.args, **kwargs: P.kwargs) -> R:
        with _transaction(function, must_record=True):
            return function(*args, **kwargs)

    return audited


def unaudited(*, why: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run in one transaction without a row of its own, for heartbeats and the like; `why` says why.

    What is recorded inside all the same is kept.
    """
    if not why.strip():
        raise ValueError("Say why this is not audited.")

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def silent(*args: P.args, **kwargs: P.kwargs) -> R:
            with _transaction(function, must_record=False):
                return function(*args, **kwargs)

        return silent

    return decorate


def record(
    event: str,
    *,
    who: HasId | None,
    whose: HasId | UUID | None = None,
    what: models.Model | None = None,
    why: str = "",
) -> None:
    """Write down that something happened. Never put content here: a note's words, a name, a phone number.

    Args:
        event: "noun.verb", such as "session.admit".
        who: the person who did it; None is the system.
        whose: the patient it is about, kept as a keyed hash.
        what: the row it happened to.
        why: one short line, such as the reason of a break-glass.
    """
    from . import journal
    from .references import name_of_actor, name_of_patient, name_of_thing

    here = current_origin()
    names = name_of_actor(who), name_of_thing(what), name_of_patient(whose)
    draft = Draft(event, *names, address=here.address, sign_in=here.sign_in, why=why)
    draft.refuse_if_unfit()
    drafts = _drafts.get()
    if drafts is not None:
        drafts.append(draft)
        return
    with _named_refusals(), transaction.atomic():
        journal.append([draft])


@contextmanager
def reading(
    event: str,
    *,
    who: HasId | None,
    whose: HasId | UUID | None = None,
    what: models.Model | None = None,
    why: str = "",
) -> Iterator[None]:
    """Read inside: the row that says so is written first, and without it nothing is read.

    Raises:
        NothingWritten: the row could not be written, so the reading was refused.
    """
    with _named_refusals(), transaction.atomic():
        record(event, who=who, whose=whose, what=what, why=why)
        yield


@contextmanager
def _transaction(function: Callable[..., object], *, must_record: bool) -> Iterator[None]:
    from . import journal

    outer = _drafts.get()
    with _named_refusals(), transaction.atomic():
        drafts = [] if outer is None else outer
        before = len(drafts)
        token = _drafts.set(drafts)
        try:
            yield
            if must_record and len(drafts) == before:
                raise Unaudited(f"{function.__module__}.{function.__qualname__}")
            if outer is None and drafts:
                journal.append(drafts)
        except BaseException:
            # What this action would have said did not happen; an outer one that goes on must not say it.
            del drafts[before:]
            raise
        finally:
            _drafts.reset(token)


@contextmanager
def _named_refusals() -> Iterator[None]:
    try:
        yield
    except OperationalError as problem:
        named = refusal_of(problem)
        if named is None:
            raise
        raise named from problem
