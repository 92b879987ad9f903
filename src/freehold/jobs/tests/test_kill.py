"""Real worker processes, killed in the middle."""

import os
import signal

import pytest
from tests.installations import await_until


@pytest.fixture
def office(installation):
    installation.settings = "freehold.jobs.tests.settings"
    return installation


def enqueue(office, task, *arguments):
    office.run(f"from freehold.jobs.tests.work import {task}\n{task}.enqueue{arguments!r}")


def diary(office):
    path = office.data / "diary"
    # Schedules run beside; here it is about tasks.
    return [line for line in path.read_text().splitlines() if line != "hourly"] if path.exists() else []


def ended(office):
    """Outcomes of all tries of the tests' tasks, oldest first."""
    rows = office.query(
        "SELECT outcome FROM jobs_attempt JOIN django_tasks_database_dbtaskresult AS task"
        " ON task.id = task_id WHERE task_path NOT LIKE '%hourly' ORDER BY jobs_attempt.id"
    )
    return [outcome for (outcome,) in rows]


class TestKilledInTheMiddle:
    def test_another_worker_does_it_again_at_once(self, office):
        """Both on one machine: the dead process is seen by its pid, nobody waits for beats to stand still."""
        (office.data / "hold-1").touch()
        enqueue(office, "dawdle", 1)
        first = office.worker()
        await_until(lambda: diary(office))
        first.kill()
        first.wait()
        (office.data / "hold-1").unlink()
        office.worker()
        await_until(lambda: "end 1" in diary(office))
        await_until(lambda: ended(office) == ["lost", "succeeded"])
        assert [line.split()[0] for line in diary(office)] == ["begin", "begin", "end"]

    def test_a_loop_of_kills_loses_no_task(self, office):
        numbers = range(40)
        office.run(
            "from freehold.jobs.tests.work import greet\n"
            f"for number in range({len(numbers)}): greet.enqueue(number)"
        )
        kills = 6
        for _ in range(kills):
            seen = len(diary(office))
            worker = office.worker()
            await_until(lambda seen=seen: len(diary(office)) > seen)
            worker.kill()
            worker.wait()
        office.worker()
        await_until(lambda: {f"greet {number}" for number in numbers} <= set(diary(office)))
        outcomes = ended(office)
        await_until(lambda: ended(office).count("succeeded") == len(numbers))
        assert outcomes.count("lost") <= kills

    def test_a_task_that_kills_its_worker_is_given_up(self, office):
        enqueue(office, "perish", 1)
        for deaths in range(3):
            worker = office.worker()
            await_until(lambda seen=deaths: len(diary(office)) > seen)
            assert worker.wait(30) == -signal.SIGKILL
        office.worker()
        status = "SELECT status FROM django_tasks_database_dbtaskresult WHERE task_path LIKE '%perish'"
        await_until(lambda: office.query(status) == [("FAILED",)])
        assert diary(office) == ["perish 1"] * 3


def at_reminders(call):
    """Code that does this with the module `reminders`."""
    return f"from datetime import timedelta\nfrom freehold.jobs.tests import reminders\n{call}"


def reminder(office, field):
    return office.run(at_reminders(f"print(reminders.Reminder.objects.get().{field})")).strip()


class TestKilledWithAClaim:
    @pytest.fixture
    def due(self, office):
        """One row whose time has come."""
        office.run(
            at_reminders(
                "from django.utils import timezone\n"
                "reminders.create_table()\n"
                "reminders.Reminder.objects.create(due_at=timezone.now())"
            )
        )

    @pytest.fixture
    def begin(self, office):
        """Start a process that does this with the rows."""
        return lambda call: office.start("-c", "import django; django.setup()\n" + at_reminders(call))

    def rescue(self, office, begin, lease):
        """Two at the same moment; returns when nothing is left for either."""
        rescuers = [begin(f"reminders.send_all({lease})") for _ in range(2)]
        await_until(lambda: sum(line.startswith("ready") for line in diary(office)) == len(rescuers))
        (office.data / "go").touch()
        assert [rescuer.wait(30) for rescuer in rescuers] == [0, 0]

    def test_before_what_it_did_is_committed_another_does_it_once_when_the_lease_is_over(
        self, office, due, begin
    ):
        first = begin("reminders.send_and_hang(timedelta(seconds=3))")
        await_until(lambda: diary(office))
        first.kill()
        first.wait()
        claimed_until = float(reminder(office, "claimed_until.timestamp()"))
        self.rescue(office, begin, "timedelta(seconds=3)")
        assert reminder(office, "sent") == "1"
        assert float(reminder(office, "claimed_until.timestamp()")) >= claimed_until + 3

    def test_before_the_claim_is_committed_another_does_it_once_without_waiting(self, office, due, begin):
        first = begin("reminders.claim_and_hang(timedelta(days=1))")
        await_until(lambda: diary(office))
        first.kill()
        first.wait()
        self.rescue(office, begin, "timedelta(days=1)")
        assert reminder(office, "sent") == "1"
        assert [line for line in diary(office) if line.startswith("got")] == ["got 1"]


class TestStopping:
    def test_the_task_at_hand_is_finished_and_no_other_begun(self, office):
        (office.data / "hold-1").touch()
        enqueue(office, "dawdle", 1)
        worker = office.worker()
        await_until(lambda: diary(office))
        enqueue(office, "greet", 2)
        worker.terminate()
        (office.data / "hold-1").unlink()
        assert worker.wait(30) == 0
        assert [line.split()[0] for line in diary(office)] == ["begin", "end"]
        assert ended(office) == ["succeeded"]

    def test_an_idle_one_stops_at_once_and_signs_off(self, office):
        worker = office.worker()
        living = "SELECT count(*) FROM jobs_worker WHERE ended_at IS NULL"
        await_until(lambda: office.query(living) == [(2,)])  # short tasks and long ones
        worker.terminate()
        assert worker.wait(10) == 0
        assert office.query(living) == [(0,)]

    def test_it_dies_with_whoever_started_it(self, office):
        parent = office.start(
            "-c",
            "import subprocess, sys, time\n"
            "child = subprocess.Popen([sys.executable, '-m', 'freehold.jobs'])\n"
            "print(child.pid, flush=True)\n"
            "time.sleep(60)",
            stdout=-1,
        )
        pid = int(parent.stdout.readline())
        enqueue(office, "greet", 1)
        await_until(lambda: diary(office))
        parent.kill()
        parent.wait()
        await_until(lambda: not os.path.exists(f"/proc/{pid}") or "Z" in state(pid))


def state(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"


class TestSeveralWorkers:
    def test_each_task_is_done_once_and_each_period_runs_once(self, office):
        office.run("from freehold.jobs.tests.work import greet\nfor n in range(60): greet.enqueue(n)")
        for _ in range(3):
            office.worker()
        await_until(lambda: len(diary(office)) >= 60)
        assert sorted(diary(office)) == sorted(f"greet {number}" for number in range(60))
        await_until(lambda: (office.data / "diary").read_text().count("hourly") == 1)


class TestWhatItPrints:
    def test_no_word_of_a_failure(self, office):
        log = office.data / "worker.log"
        enqueue(office, "complain", 1)
        office.worker(stdout=log.open("w"), stderr=-2)
        await_until(lambda: "task.failed" in log.read_text())
        assert "builtins.ValueError" in log.read_text()
        assert "Okafor" not in log.read_text()
