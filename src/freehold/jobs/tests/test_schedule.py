"""Work by the clock: once per period, whatever the number of workers, pauses and clocks set wrong."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connections
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as some

from freehold.jobs import periods
from freehold.jobs.models import Schedule
from freehold.jobs.periods import SKEW, is_due

NAME = "freehold.jobs.tests.work.hourly"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

moments = some.integers(min_value=0, max_value=2**32).map(lambda second: datetime.fromtimestamp(second, UTC))
spans = some.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=365))


@pytest.fixture
def only_hourly(settings):
    settings.JOBS_MODULES = ["freehold.jobs.tests.work"]
    kept = dict(periods._periods)
    periods.registered()
    for name in list(periods._periods):
        if name != NAME:
            del periods._periods[name]
    yield
    periods._periods.update(kept)


class TestIsDue:
    @given(last=moments, period=spans, since=spans)
    def test_when_a_period_has_passed(self, last, period, since):
        assert is_due(last + since, last, period) == (since >= period)

    @given(last=moments, period=spans, back=spans)
    def test_when_the_clock_was_set_back_further_than_two_machines_differ(self, last, period, back):
        assert is_due(last - back, last, period) == (back > SKEW)


@pytest.mark.django_db
@pytest.mark.usefixtures("only_hourly")
class TestSchedule:
    def test_it_runs_once_per_period(self, diary, work_off):
        with time_machine.travel(NOON, tick=False) as clock:
            for _ in range(4 * 3):
                periods.tick()
                periods.tick()
                work_off()
                clock.shift(timedelta(minutes=15))
        assert diary() == ["hourly"] * 3

    def test_after_a_long_pause_it_runs_once(self, diary, work_off):
        with time_machine.travel(NOON, tick=False) as clock:
            periods.tick()
            work_off()
            clock.shift(timedelta(days=9))
            for _ in range(3):
                periods.tick()
                work_off()
        assert diary() == ["hourly"] * 2

    def test_a_clock_set_back_does_not_silence_it(self, diary, work_off):
        with time_machine.travel(NOON, tick=False) as clock:
            periods.tick()
            work_off()
            clock.shift(-timedelta(days=30))
            periods.tick()
            periods.tick()
            work_off()
            assert diary() == ["hourly"] * 2, "at once, and once"
            clock.shift(HOUR)
            periods.tick()
            work_off()
        assert diary() == ["hourly"] * 3

    def test_a_run_that_still_waits_is_not_overtaken(self, diary, work_off):
        with time_machine.travel(NOON, tick=False) as clock:
            for _ in range(5):
                periods.tick()
                clock.shift(HOUR)
            assert DBTaskResult.objects.count() == 1
            work_off()
            periods.tick()
            work_off()
        assert diary() == ["hourly"] * 2

    def test_an_unknown_module_is_a_loud_mistake(self, settings):
        settings.JOBS_MODULES = ["freehold.nowhere"]
        with pytest.raises(ModuleNotFoundError):
            periods.tick()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("only_hourly")
class TestSeveralWorkers:
    @pytest.mark.parametrize("known", [False, True], ids=["first start ever", "later"])
    def test_they_agree_on_one_run(self, known):
        """No other sees the row before all have looked: the hardest moment."""
        if known:
            Schedule.objects.create(name=NAME, last_at=NOON - 2 * HOUR)
        together, problems = threading.Barrier(6), []

        def tick():
            try:
                together.wait(10)
                periods.tick()
            except Exception as problem:  # noqa: BLE001
                problems.append(problem)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=tick) for _ in range(6)]
        with time_machine.travel(NOON, tick=True):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert problems == []
        assert DBTaskResult.objects.count() == 1
        assert Schedule.objects.get().last_at >= NOON
