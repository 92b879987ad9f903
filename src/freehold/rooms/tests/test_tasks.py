"""What the worker does for rooms by the clock."""

import pytest
from django.conf import settings

from freehold.jobs.periods import registered
from freehold.rooms import livekit, tasks


def test_the_worker_knows_them():
    names = set(registered())
    for name in ("reconcile_rooms", "end_stale_sessions", "forget_webhook_receipts"):
        assert f"freehold.rooms.tasks.{name}" in names


class TestReconciling:
    @pytest.fixture
    def asked(self, monkeypatch):
        """How often the media server was asked; it never answers."""
        times = []

        def reconcile():
            times.append(1)
            raise livekit.Unavailable

        monkeypatch.setattr(tasks, "reconcile", reconcile)
        return times

    def test_a_media_server_that_is_away_is_no_failure(self, asked):
        tasks.reconcile_rooms.call()
        assert asked

    def test_where_there_is_none_nobody_is_asked(self, asked, monkeypatch):
        monkeypatch.setattr(settings.OPTIONS, "livekit_missing", "not built")
        tasks.reconcile_rooms.call()
        assert not asked
