from datetime import timedelta

import pytest
from django.utils import timezone

from freehold import live
from freehold.live import events
from freehold.live.models import Event


@pytest.mark.django_db(transaction=True)
class TestPrune:
    def test_it_forgets_what_is_older_than_a_day(self):
        for name in ("old", "young", "newest"):
            live.publish("person:dana", name)
        Event.objects.filter(name="old").update(at=timezone.now() - timedelta(hours=25))
        assert events.prune() == 1
        assert set(Event.objects.values_list("name", flat=True)) == {"young", "newest"}

    def test_the_newest_stays_however_old(self):
        live.publish("person:dana", "old")
        live.publish("person:dana", "newest")
        Event.objects.update(at=timezone.now() - timedelta(days=30))
        last = live.last_event()
        events.prune()
        assert list(Event.objects.values_list("name", flat=True)) == ["newest"]
        assert live.last_event() == last
