"""What takes minutes keeps nothing else waiting, and is begun anew when its worker goes."""

import pytest
from tests.installations import await_until

from freehold.jobs import attempts
from freehold.jobs.backend import LONG
from freehold.jobs.tests import work
from freehold.jobs.tests.test_kill import diary, ended, enqueue


@pytest.fixture
def office(installation):
    installation.settings = "freehold.jobs.tests.settings"
    return installation


@pytest.mark.django_db
class TestQueues:
    def test_each_loop_takes_its_own_only(self, ours, row):
        long_one = row(work.toil.enqueue(1))
        assert attempts.take(ours) is None
        short_one = row(work.greet.enqueue(2))
        assert attempts.take(ours).task_id == short_one.id
        assert attempts.take(ours, LONG).task_id == long_one.id


class TestOneWorker:
    def test_it_does_others_meanwhile(self, office):
        (office.data / "hold-1").touch()
        enqueue(office, "toil", 1)
        office.worker()
        await_until(lambda: diary(office))
        enqueue(office, "greet", 2)
        await_until(lambda: "greet 2" in diary(office))
        assert "end 1" not in diary(office)
        (office.data / "hold-1").unlink()
        await_until(lambda: "end 1" in diary(office))

    def test_told_to_stop_it_puts_the_long_one_back(self, office):
        (office.data / "hold-1").touch()
        enqueue(office, "toil", 1)
        first = office.worker()
        await_until(lambda: diary(office))
        first.terminate()
        assert first.wait() == 0
        (office.data / "hold-1").unlink()
        office.worker()
        await_until(lambda: "end 1" in diary(office))
        await_until(lambda: ended(office) == ["lost", "succeeded"])

    def test_killed_it_loses_none(self, office):
        (office.data / "hold-1").touch()
        enqueue(office, "toil", 1)
        first = office.worker()
        await_until(lambda: diary(office))
        first.kill()
        first.wait()
        (office.data / "hold-1").unlink()
        office.worker()
        await_until(lambda: "end 1" in diary(office))
