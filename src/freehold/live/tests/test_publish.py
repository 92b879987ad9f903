import uuid

import pytest
from django.db import transaction

from freehold import live
from freehold.live.models import Event


@pytest.mark.django_db
class TestPublish:
    def test_it_writes_one_row_with_ids_as_text(self):
        session = uuid.uuid4()
        live.publish("person:dana", "session.waiting", session=session, number=2, alone=True, other=None)
        event = Event.objects.get()
        assert (event.topic, event.name) == ("person:dana", "session.waiting")
        assert event.data == {"session": str(session), "number": 2, "alone": True, "other": None}

    @pytest.mark.parametrize(
        "value",
        ["Sam is waiting", "Zoë", "line\nbreak", "x" * 513, b"bytes", ["list"], {"a": 1}, object()],
        ids=lambda value: type(value).__name__,
    )
    def test_words_of_a_person_are_refused(self, value):
        with pytest.raises(TypeError, match="ids, numbers and state words only"):
            live.publish("person:dana", "session.chat", text=value)
        assert not Event.objects.exists()

    def test_what_is_rolled_back_was_never_said(self):
        with transaction.atomic():
            live.publish("person:dana", "session.waiting")
            transaction.set_rollback(True)
        assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestLastEvent:
    def test_an_empty_log_stands_at_nought(self):
        Event.objects.all().delete()
        assert live.last_event() == 0

    def test_it_is_the_newest_position(self):
        live.publish("person:dana", "counted")
        before = live.last_event()
        live.publish("person:sam", "counted")
        assert live.last_event() > before > 0
