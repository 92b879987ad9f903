"""Giving back what a dead worker held: one whose process is gone, or whose beats stand still."""

from time import monotonic
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from freehold.processes import pid_started

from .attempts import WORKER_LOST, fail
from .models import Attempt, Worker
from .presence import place

log = structlog.get_logger(__name__)

SILENCE = 20.0  # seconds without a beat, by the observer's own steady clock, which nobody sets


class Reaper:
    """Remembers when it last saw each worker's beats move: setting the wall clock kills nobody."""

    def __init__(self, *, silence: float = SILENCE) -> None:
        self._silence = silence
        self._seen: dict[UUID, tuple[int, float]] = {}
        self._place = place()

    def reap(self) -> int:
        """Bury dead workers; returns how many attempts were taken from them."""
        living = list(Worker.objects.filter(ended_at=None))
        self._seen = {worker.id: self._seen[worker.id] for worker in living if worker.id in self._seen}
        taken = 0
        for worker in filter(self._is_dead, living):
            lost = bury(worker)
            log.warning("worker.buried", worker=worker.id, attempts=lost)
            taken += lost
        return taken

    def _is_dead(self, worker: Worker) -> bool:
        if worker.place == self._place and pid_started(worker.pid) != worker.pid_started:
            return True
        beats, since = self._seen.get(worker.id, (-1, 0.0))
        if worker.beats != beats:
            self._seen[worker.id] = (worker.beats, monotonic())
            return False
        return monotonic() - since > self._silence


def bury(worker: Worker) -> int:
    """Mark the worker as ended and put back what it was doing; returns how many attempts that were."""
    with transaction.atomic():
        if Worker.objects.filter(id=worker.id, ended_at=None).update(ended_at=timezone.now()) == 0:
            return 0
        held = list(worker.attempts.filter(outcome=Attempt.Outcome.RUNNING))
        return sum(fail(attempt, WORKER_LOST, outcome=Attempt.Outcome.LOST) for attempt in held)
