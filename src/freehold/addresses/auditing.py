"""An audit for a page or a watch: run by the worker, outside any transaction, telling how far it is.

Killed in the middle it begins anew; stopped by a person it ends at the next second.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from decimal import Decimal
from time import monotonic
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import connections
from django.utils import translation
from django.utils.translation import gettext

from . import actions, audit, comparison, network, reaching, table_sources, transfer_rules
from .changes import Change
from .downloads import refresh
from .models import Run
from .refusals import Cancelled
from .report import Report, document
from .report.kept import keep
from .report.pdf import PangoMissing, pdf
from .report.view import view
from .resolvers import BadResolver
from .tables import Tables, read_folder
from .zones import BadZones

log = structlog.get_logger(__name__)
T = TypeVar("T")

TOLD_EVERY = 1.0  # seconds


def perform(run: Run) -> tuple[Change, ...]:
    """Audit the run's block and write down what was found; returns what changed since it is watched.

    A run that was cancelled leaves no trace but that.
    """
    try:
        run = actions.begin(run)
        report = _report(run, _Progress(run))
        return actions.finish(run, found(report, run.address_block.price))
    except Cancelled:
        return ()
    except (BadResolver, BadZones):
        actions.fail(run, "options")
    except OSError as error:
        log.warning("addresses.folder", error=type(error).__name__)
        actions.fail(run, "folder")
    return ()


class _Progress:
    """Writes down how far a step is, once a second."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._told = 0.0
        self._step = ""
        self._each: dict[str, tuple[int, int]] = {}

    def begin(self, step: str) -> None:
        """
        Raises:
            Cancelled
        """
        self._step, self._each = step, {}
        self.write()

    def note(self, name: str, done: int, of: int | None) -> None:
        """Of one of several things that go on at once; touches no database."""
        self._each[name] = done, max(done, of or 0)

    def note_and_write(self, name: str, done: int, of: int | None) -> None:
        self.note(name, done, of)
        if monotonic() - self._told >= TOLD_EVERY:
            self.write()

    def write(self) -> None:
        """
        Raises:
            Cancelled
        """
        self._told = monotonic()
        done = sum(one for one, _of in self._each.values())
        of = sum(whole for _one, whole in self._each.values())
        actions.note_progress(self._run, self._step, done, of)


def _report(run: Run, progress: _Progress) -> Report:
    block = run.address_block
    reach = reaching.chosen()
    if reach is not None:
        progress.begin(Run.Step.FETCHING)
        known = table_sources.known()
        folder = reaching.tables_folder()
        _while_telling(progress, lambda: refresh(folder, known, progress=progress.note))
    progress.begin(Run.Step.READING)
    tables = _tables(progress)
    facts = audit.from_tables(block.block, tables, block.expectations)
    if reach is not None:
        progress.begin(Run.Step.ASKING)
        reached = reach
        facts = _while_telling(progress, lambda: network.ask(facts, reached, progress.note))
    progress.begin(Run.Step.PRINTING)
    return audit.judge(str(block), facts, transfer_rules.read(), tables.problems)


def _tables(progress: _Progress) -> Tables:
    folder = reaching.tables_folder()
    if not folder.is_dir():
        return Tables((), ())
    return read_folder(folder, cache=reaching.cache_folder(), progress=progress.note_and_write)


def _while_telling(progress: _Progress, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run `work` on an event loop of its own; meanwhile write down each second how far it is.

    Raises:
        Cancelled: and the work is stopped.
    """

    async def both() -> T:
        working = asyncio.ensure_future(work())
        try:
            while not working.done():
                await asyncio.wait({working}, timeout=TOLD_EVERY)
                await asyncio.to_thread(_write_elsewhere, progress)
            return await working
        finally:
            working.cancel()

    return asyncio.run(both())


def _write_elsewhere(progress: _Progress) -> None:
    """On a thread of the loop's own, whose connection ends with it."""
    try:
        progress.write()
    finally:
        connections.close_all()


def found(report: Report, price: Decimal | None, *, is_printed: bool = True) -> actions.Found:
    """What is written down of a report; without `is_printed` no PDF, which takes a second."""
    made = document.encode(document.document(report))
    kept = keep(report)
    shown = view(kept)
    (compared,) = comparison.compare([kept], {kept.typed: price} if price is not None else {})
    return actions.Found(
        kept=kept,
        compared=compared,
        document=made,
        as_read=json.loads(made),
        answered=shown.answered,
        questions=shown.questions,
        pdf=_printed(report) if is_printed else None,
    )


def _printed(report: Report) -> bytes | None:
    """In the practice's language; None where this machine cannot print."""
    with translation.override(settings.LANGUAGE_CODE):
        try:
            return pdf(report, gettext, settings.LANGUAGE_CODE)
        except PangoMissing:
            log.warning("addresses.pango_missing")
            return None
