from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from freehold.jobs import pruning
from freehold.jobs.models import Attempt, Worker
from freehold.jobs.tests.work import complain, greet


@pytest.mark.django_db
class TestPruning:
    def test_what_is_done_is_forgotten_after_a_day_and_what_failed_after_three_months(self, work_off):
        now = timezone.now()
        greet.enqueue(1)
        complain.enqueue(2)
        for days in range(3):
            with time_machine.travel(now + timedelta(days=days)):
                work_off()
        with time_machine.travel(now + timedelta(days=2, hours=1)):
            pruning.prune()
            assert DBTaskResult.objects.get().status == "FAILED"
            assert Attempt.objects.count() == 3
        with time_machine.travel(now + timedelta(days=93)):
            pruning.prune()
        assert not DBTaskResult.objects.exists()
        assert not Attempt.objects.exists()

    def test_what_waits_is_kept_however_old(self, work_off):
        greet.enqueue(1)
        with time_machine.travel(timezone.now() + timedelta(days=400)):
            pruning.prune()
        assert DBTaskResult.objects.count() == 1

    def test_workers_of_old_are_forgotten_and_the_living_kept(self, ours, another):
        gone = another()
        Worker.objects.filter(id=gone.id).update(ended_at=timezone.now())
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            pruning.prune()
        assert Worker.objects.get() == ours
