"""Positions follow commits, not insertions; a reader that asks for "greater than" misses nothing."""

import threading

import pytest
from django.db import connection, connections, transaction

from freehold import live
from freehold.live.models import Event


def in_thread(work):
    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
class TestOrder:
    def test_whoever_commits_first_stands_first(self):
        """The slow one inserts first. On SQLite the quick one waits for it; on PostgreSQL it overtakes."""
        inserted, proceed = threading.Event(), threading.Event()

        def slow():
            with transaction.atomic():
                live.publish("person:dana", "slow")
                inserted.set()
                assert proceed.wait(10)

        def quick():
            live.publish("person:dana", "quick")
            committed.append(live.last_event())

        committed = []
        first = in_thread(slow)
        assert inserted.wait(10)
        second = in_thread(quick)
        if connection.vendor == "postgresql":
            second.join(10)
            assert committed, "an open transaction must not hold up another's events"
            seen = Event.objects.get(name="quick").position
            proceed.set()
            first.join(10)
            assert Event.objects.get(name="slow").position > seen
        else:
            proceed.set()
            first.join(10)
            second.join(10)
            assert Event.objects.get(name="slow").position < Event.objects.get(name="quick").position

    def test_a_reader_beside_many_writers_sees_every_event_once_and_in_order(self):
        writers, each = 6, 25
        seen = []

        def write(who):
            for number in range(each):
                with transaction.atomic():
                    live.publish("practice:staff", "counted", who=who, number=number)
                    if number % 5 == 4:
                        live.publish("practice:staff", "extra")
                        transaction.set_rollback(number % 10 == 9)

        threads = [in_thread(lambda who=who: write(who)) for who in range(writers)]
        at = 0
        while True:
            alive = any(thread.is_alive() for thread in threads)
            rows = list(
                Event.objects.filter(position__gt=at)
                .order_by("position")
                .values_list("position", "name", "data")
            )
            seen += rows
            at = rows[-1][0] if rows else at
            if not alive and not rows:
                break
        expected = {(who, number) for who in range(writers) for number in range(each) if number % 10 != 9}
        counted = [(data["who"], data["number"]) for _, name, data in seen if name == "counted"]
        assert set(counted) == expected
        assert len(counted) == len(expected)

    def test_what_was_pruned_is_never_numbered_again(self):
        live.publish("person:dana", "counted")
        last = live.last_event()
        Event.objects.all().delete()
        live.publish("person:dana", "counted")
        assert live.last_event() > last
