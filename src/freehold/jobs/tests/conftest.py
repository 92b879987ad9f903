from uuid import uuid4

import pytest
from django_tasks_db.models import DBTaskResult

from freehold.jobs import attempts, worker
from freehold.jobs.models import Worker
from freehold.jobs.tests import work
from freehold.processes import pid_started


@pytest.fixture
def diary(settings):
    """Lines the tasks wrote, read anew each time."""
    work.diary().unlink(missing_ok=True)
    yield lambda: work.diary().read_text().splitlines() if work.diary().exists() else []
    work.diary().unlink(missing_ok=True)


@pytest.fixture
def ours(db):
    """This process as a worker."""
    return worker._register()


@pytest.fixture
def work_off(ours):
    """Run everything that is ready, in this process."""

    def run():
        while (attempt := attempts.take(ours)) is not None:
            worker.run(attempt)

    return run


@pytest.fixture
def another(db):
    """Make a worker row of some other process."""

    def make(*, place="elsewhere", pid=1, started=None, beats=1):
        start = pid_started(pid) if started is None else started
        return Worker.objects.create(id=uuid4(), place=place, pid=pid, pid_started=start, beats=beats)

    return make


@pytest.fixture
def row():
    """The queue's row of what was enqueued."""
    return lambda enqueued: DBTaskResult.objects.get(id=enqueued.id)
