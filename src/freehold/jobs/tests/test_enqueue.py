import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from freehold.jobs.tests.work import greet

ID = "0b5a1f0e-52a8-4c9b-8f55-3b0a4f1f3c11"


@pytest.mark.django_db
class TestEnqueue:
    def test_it_is_run_by_the_next_worker(self, diary, work_off, row):
        enqueued = greet.enqueue(7)
        assert diary() == []
        work_off()
        assert diary() == ["greet 7"]
        assert row(enqueued).status == "SUCCESSFUL"

    def test_it_leaves_with_its_transaction_or_not_at_all(self, diary, work_off):
        with transaction.atomic():
            greet.enqueue(7)
            transaction.set_rollback(True)
        work_off()
        assert diary() == []

    @pytest.mark.parametrize("value", [3, 0, ID, ID.upper()])
    def test_ids_pass(self, value):
        greet.enqueue(value)
        assert DBTaskResult.objects.count() == 1

    @pytest.mark.parametrize(
        "value",
        ["Sam Okafor", "sam", "s@example.org", "", "12", ID.replace("-", ""), True, None, 1.5, b"x", [1], {}],
        ids=repr,
    )
    def test_anything_else_is_refused_without_repeating_it(self, value):
        with pytest.raises(TypeError, match="takes ids only") as refusal:
            greet.enqueue(value)
        assert "sam" not in str(refusal.value).lower()
        with pytest.raises(TypeError, match="argument number is"):
            greet.enqueue(number=value)
        assert not DBTaskResult.objects.exists()
