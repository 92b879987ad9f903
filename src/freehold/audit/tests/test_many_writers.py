"""However many write at once, rows have one order, and it is the order of their commits."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from freehold import audit
from freehold.audit import actions, verification
from freehold.audit.models import AuditEvent

WRITERS, EACH = 6, 8


def at_once(*works):
    """Run each in a thread with a connection of its own; what they raised."""
    together, raised = threading.Barrier(len(works)), []

    def run(work):
        try:
            together.wait()
            work()
        except Exception as problem:  # noqa: BLE001
            raised.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
class TestManyWriters:
    def test_the_chain_is_whole_and_nothing_is_lost(self):
        @audit.action
        def found(name):
            audit.record("group.found", who=None, why=name)
            Group.objects.create(name=name)

        def writer(number):
            return lambda: [found(f"{number}-{turn}") for turn in range(EACH)]

        assert at_once(*(writer(number) for number in range(WRITERS))) == []
        assert AuditEvent.objects.count() == Group.objects.count() == WRITERS * EACH
        assert verification.verify().is_well

    def test_the_order_is_that_of_the_commits(self):
        is_first_told, may_first_end = threading.Event(), threading.Event()

        @audit.action
        def slow():
            audit.record("slow.write", who=None)
            is_first_told.set()
            assert may_first_end.wait(20)

        @audit.action
        def quick():
            audit.record("quick.write", who=None)

        def second():
            assert is_first_told.wait(20)
            if connection.vendor == "sqlite":
                # One writer at a time: the second waits for the first, whatever it does.
                may_first_end.set()
            quick()
            may_first_end.set()

        assert at_once(slow, second) == []
        order = (
            ["slow.write", "quick.write"] if connection.vendor == "sqlite" else ["quick.write", "slow.write"]
        )
        assert list(AuditEvent.objects.values_list("event", flat=True)) == order
        assert verification.verify().is_well

    def test_verifying_and_signing_beside_writers_finds_nothing(self):
        audit.record("group.found", who=None)

        def write():
            for _ in range(30):
                audit.record("group.found", who=None)

        def watch():
            for _ in range(10):
                actions.checkpoint()
                assert verification.verify().findings == []

        assert at_once(write, watch) == []
