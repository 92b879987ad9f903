"""Which worker is dead, and what becomes of what it held."""

import os
import subprocess
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from freehold.jobs import attempts
from freehold.jobs.models import Attempt
from freehold.jobs.presence import place
from freehold.jobs.reaper import Reaper
from freehold.jobs.tests.work import greet
from freehold.processes import pid_started


@pytest.fixture
def clock(monkeypatch):
    """The reaper's own steady clock, in seconds."""
    now = [1000.0]
    monkeypatch.setattr("freehold.jobs.reaper.monotonic", lambda: now[0])

    def forward(seconds):
        now[0] += seconds

    return forward


@pytest.mark.django_db
class TestReaper:
    def test_it_gives_back_what_a_dead_process_held(self, another, row, work_off, diary):
        child = subprocess.Popen(["sleep", "60"])
        dead = another(place=place(), pid=child.pid)
        enqueued = greet.enqueue(1)
        attempts.take(dead)
        assert Reaper().reap() == 0, "it lives"
        child.kill()
        child.wait()
        assert Reaper().reap() == 1
        assert row(enqueued).status == "READY"
        dead.refresh_from_db()
        assert dead.ended_at is not None
        assert Attempt.objects.get().outcome == "lost"
        with time_machine.travel(timezone.now() + timedelta(minutes=1)):
            work_off()
        assert diary() == ["greet 1"]

    def test_a_pid_used_again_is_another_process(self, another):
        reused = another(place=place(), pid=os.getpid(), started=pid_started(os.getpid()) - 1)
        greet.enqueue(1)
        attempts.take(reused)
        assert Reaper().reap() == 1

    def test_one_on_another_machine_is_dead_when_its_beats_stand_still(self, another, clock):
        remote = another(place="another machine", pid=os.getpid())
        greet.enqueue(1)
        attempts.take(remote)
        reaper = Reaper(silence=20)
        assert reaper.reap() == 0
        clock(19)
        assert reaper.reap() == 0
        clock(2)
        assert reaper.reap() == 1

    def test_a_long_task_is_no_death(self, another, clock, row):
        remote = another()
        enqueued = greet.enqueue(1)
        attempts.take(remote)
        reaper = Reaper(silence=20)
        for beat in range(100):
            remote.beats = beat
            remote.save()
            assert reaper.reap() == 0
            clock(15)
        assert row(enqueued).status == "RUNNING"

    @pytest.mark.parametrize("jump", [timedelta(days=400), -timedelta(days=400)], ids=["forward", "back"])
    def test_setting_the_clock_kills_nobody(self, another, clock, jump):
        remote = another()
        greet.enqueue(1)
        attempts.take(remote)
        reaper = Reaper(silence=20)
        reaper.reap()
        clock(10)
        with time_machine.travel(timezone.now() + jump):
            assert reaper.reap() == 0
            assert Reaper(silence=20).reap() == 0

    def test_a_task_that_kills_each_worker_is_given_up(self, another, clock, row):
        enqueued = greet.enqueue(1)
        reaper = Reaper(silence=20)
        now = timezone.now()
        for number in range(1, 7):
            victim = another(pid=number)
            with time_machine.travel(now + number * timedelta(hours=2)):
                assert attempts.take(victim).number == number
                reaper.reap()
                clock(21)
                assert reaper.reap() == 1
        assert row(enqueued).status == "FAILED"
        assert row(enqueued).exception_class_path == "freehold.jobs.WorkerLost"

    def test_two_reapers_bury_once(self, another):
        dead = another(place=place(), pid=2**22 - 1, started=1)
        greet.enqueue(1)
        attempts.take(dead)
        assert [Reaper().reap(), Reaper().reap()] == [1, 0]
