"""By the clock: a renewal that fails is noted, seen in `/health`, and written about, but not too often."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from freehold import smtp
from freehold.addresses import certificate_state, certificate_tasks
from freehold.addresses.certificate_state import State
from freehold.addresses.managed import managed
from freehold.addresses.renewal import should_write
from freehold.people import actions as people

from .pebble import free_port

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@dataclass
class Practice:
    data: object
    mails: list[tuple[str, str, str]]

    def at(self, moment: datetime) -> State:
        """The worker's turn then; what is noted afterwards."""
        with time_machine.travel(moment, tick=False):
            certificate_tasks.tend_certificate.call()
        return certificate_state.read(self.data)


@pytest.fixture
def practice(db, tmp_path, monkeypatch) -> Practice:
    """Its authority is down; it has an owner and a mail server."""
    given = settings.OPTIONS.model_copy(
        update={
            "data": tmp_path,
            "keys": tmp_path / "keys",
            "acme_directory": f"https://127.0.0.1:{free_port()}/dir",
            "smtp_url": "smtp://127.0.0.1:25",
        }
    )
    monkeypatch.setattr(settings, "OPTIONS", given)
    mails: list[tuple[str, str, str]] = []
    monkeypatch.setattr(smtp, "send", lambda to, subject, text, *, row: mails.append((to, subject, text)))
    people.create_practice(name="Elm Street Therapy", zone="America/New_York")
    people.set_up_owner(name="Ilse Baum", email="ilse@example.org", zone="America/New_York")
    return Practice(tmp_path, mails)


class TestFailing:
    def test_it_is_noted_with_its_reason(self, practice):
        state = practice.at(NOW)
        assert state.failures == 1
        assert "could not be reached" in state.problem
        assert not certificate_tasks.is_well()

    def test_it_waits_before_it_tries_again(self, practice):
        practice.at(NOW)
        assert practice.at(NOW + timedelta(minutes=9)).failures == 1
        assert practice.at(NOW + timedelta(minutes=11)).failures == 2

    def test_owners_are_written_to_after_the_third_and_once_a_day(self, practice):
        moment = NOW
        for failures in (1, 2, 3, 4, 5):
            assert practice.at(moment).failures == failures
            assert len(practice.mails) == (failures >= 3)
            moment += timedelta(hours=4)
        assert practice.at(moment + timedelta(days=1)).failures == 6
        assert len(practice.mails) == 2
        to, subject, text = practice.mails[0]
        assert to == "ilse@example.org"
        assert "could not be renewed" in subject
        assert "./freehold addresses certificate" in text

    def test_a_mail_that_nobody_takes_is_tried_again(self, practice, monkeypatch):
        def refuse(*given, **row):
            raise smtp.NotSent("down")

        taken = smtp.send
        monkeypatch.setattr(smtp, "send", refuse)
        certificate_state.write(practice.data, State(failures=3, tried_at=NOW.isoformat(), problem="x"))
        assert practice.at(NOW + timedelta(minutes=1)).written_at is None
        monkeypatch.setattr(smtp, "send", taken)
        assert practice.at(NOW + timedelta(minutes=2)).written_at is not None
        assert len(practice.mails) == 1

    def test_without_a_mail_server_nothing_is_sent(self, practice, monkeypatch):
        monkeypatch.setattr(settings, "OPTIONS", settings.OPTIONS.model_copy(update={"smtp_url": None}))
        certificate_state.write(practice.data, State(failures=3, tried_at=NOW.isoformat()))
        practice.at(NOW)
        assert practice.mails == []


class TestWithoutAnAuthority:
    def test_nothing_is_done_and_all_is_well(self, practice, monkeypatch):
        given = settings.OPTIONS.model_copy(update={"acme_directory": None})
        monkeypatch.setattr(settings, "OPTIONS", given)
        assert managed(given) is None
        assert practice.at(NOW) == State()
        assert certificate_tasks.is_well()


class TestNotes:
    @pytest.mark.parametrize("text", ["", "{", "[]", '{"failures": 1, "unknown": 2}', '{"tried_at": "soon"}'])
    def test_a_damaged_file_means_nothing_was_tried(self, tmp_path, text):
        (tmp_path / certificate_state.NAME).write_text(text)
        assert certificate_state.read(tmp_path).tries.tried_at is None

    def test_what_is_written_is_read(self, tmp_path):
        state = replace(State(), failures=2, tried_at=NOW.isoformat(), problem="Ünlesbar")
        certificate_state.write(tmp_path, state)
        assert certificate_state.read(tmp_path) == state

    def test_not_before_the_third(self):
        assert not should_write(2, None, NOW)
        assert should_write(3, None, NOW)
        assert not should_write(9, NOW, NOW + timedelta(hours=23))
