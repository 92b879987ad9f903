"""The worker process: it runs tasks one by one, keeps the clock of periodic work and buries the dead.

Beside it, in a thread, a second loop runs the tasks that may take minutes.
"""

import os
import threading
from time import monotonic

import structlog
from django.db import DatabaseError, close_old_connections, connections
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from freehold.failures import failure
from freehold.processes import pid_started, say_ready

from . import periods
from .attempts import fail, succeed, take
from .backend import LONG, SHORT
from .models import Attempt, Worker
from .presence import place
from .reaper import Reaper, bury

log = structlog.get_logger(__name__)

PAUSE = 0.25  # seconds between two looks for work when there was none
BEAT = 2.0  # seconds between two signs of life
TICK = 1.0  # seconds between two looks at the schedule
REAP = 5.0  # seconds between two looks for the dead
AFTER_TROUBLE = 1.0  # seconds of rest when the database is away
GRACE = 2.0  # seconds that a long task has to come to its end when the worker is told to stop


class Loop:
    """One worker's life. `stop` may be called from a signal handler.

    That of the long tasks leaves clocks and dead to the other one.
    """

    def __init__(self, queue: str = SHORT) -> None:
        self._queue = queue
        self._stopping = threading.Event()
        self._displaced = threading.Event()
        self._reaper = Reaper()
        self._next_tick = self._next_reap = 0.0
        self.worker: Worker | None = None

    def stop(self) -> None:
        """Take no further task; the one at hand is finished first."""
        self._stopping.set()

    def run(self) -> None:
        """Work until stopped, or until another worker has buried this one (it stood still too long)."""
        worker = self._sign_on()
        if worker is None:
            return
        self.worker = worker
        heart = threading.Thread(target=self._beat, args=(worker,), name="jobs-heart", daemon=True)
        heart.start()
        log.info("worker.started", worker=worker.id)
        if self._queue == SHORT:
            say_ready()
        try:
            while not self._stopping.is_set() and not self._displaced.is_set():
                try:
                    busy = self.step(worker)
                    close_old_connections()
                except DatabaseError:
                    log.exception("worker.database_trouble")
                    connections.close_all()
                    self._stopping.wait(AFTER_TROUBLE)
                    continue
                if not busy:
                    self._stopping.wait(PAUSE)
        finally:
            self._stopping.set()
            heart.join(timeout=5)
            bury(worker)
            log.info("worker.stopped", worker=worker.id, displaced=self._displaced.is_set())
            connections.close_all()

    def _sign_on(self) -> Worker | None:
        """Tried until the database answers; None when told to stop before it did."""
        while not self._stopping.is_set():
            try:
                return _register()
            except DatabaseError:
                log.exception("worker.database_trouble")
                connections.close_all()
                self._stopping.wait(AFTER_TROUBLE)
        return None

    def step(self, worker: Worker) -> bool:
        """Look at the clocks and run at most one task; returns whether there was one."""
        if self._queue == SHORT:
            self._look_at_clocks()
        attempt = take(worker, self._queue)
        if attempt is None:
            return False
        run(attempt)
        return True

    def _look_at_clocks(self) -> None:
        if monotonic() >= self._next_reap:
            self._next_reap = monotonic() + REAP
            self._reaper.reap()
        if monotonic() >= self._next_tick:
            self._next_tick = monotonic() + TICK
            periods.tick()

    def _beat(self, worker: Worker) -> None:
        while not self._stopping.wait(BEAT):
            try:
                if not beat(worker):
                    self._displaced.set()
                    return
                close_old_connections()
            except DatabaseError:
                log.exception("worker.beat_failed")
                connections.close_all()
        connections.close_all()


class LongTasks:
    """The second loop, in a thread that dies with the process."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._loop = Loop(LONG)
        self._thread = threading.Thread(target=self._run, name="jobs-long", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._loop.stop()

    def give_back(self) -> None:
        """After `stop`: a task that is not at its end by now is put back, and begins anew elsewhere."""
        self._thread.join(timeout=GRACE)
        if self._thread.is_alive() and self._loop.worker is not None:
            bury(self._loop.worker)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._loop.run()
            except DatabaseError:
                log.exception("worker.database_trouble")
                connections.close_all()
            if self._stopping.wait(AFTER_TROUBLE):
                return
            # Buried while it stood still.
            self._loop = Loop(LONG)


def run(attempt: Attempt) -> None:
    """Run one attempt's task and write down how it ended."""
    row = DBTaskResult.objects.get(id=attempt.task_id)
    path, number = row.task_path, attempt.number
    started = monotonic()
    try:
        task = row.task
        task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as error:  # noqa: BLE001
        what = failure(error)
        log.warning("task.failed", task=path, id=row.id, attempt=number, error=what.kind, where=what.where)
        # A task that left its connection broken must not keep its failure from being written.
        if isinstance(error, DatabaseError):
            connections.close_all()
        mine = fail(attempt, what)
    else:
        log.debug(
            "task.done",
            task=path,
            id=row.id,
            attempt=number,
            milliseconds=int((monotonic() - started) * 1000),
        )
        mine = succeed(attempt)
    if not mine:
        log.warning("task.no_longer_mine", task=path, id=row.id, attempt=number)


def beat(worker: Worker) -> bool:
    """Show a sign of life; False when this worker has been buried meanwhile."""
    living = Worker.objects.filter(id=worker.id, ended_at=None)
    return living.update(beats=F("beats") + 1, beat_at=timezone.now()) == 1


def _register() -> Worker:
    pid = os.getpid()
    return Worker.objects.create(
        place=place(), pid=pid, pid_started=pid_started(pid) or 0, started_at=timezone.now()
    )
