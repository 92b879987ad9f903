"""An action and the row that tells of it are written together or not at all."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction

from freehold import audit, vault
from freehold.audit import journal
from freehold.audit.models import AuditEvent, ChainHead

pytestmark = pytest.mark.django_db


@audit.action
def found(name, *, by=None, tell=True):
    """Found a group."""
    group = Group.objects.create(name=name)
    if tell:
        audit.record("group.found", who=by)
    return group


def events():
    return list(AuditEvent.objects.values_list("event", flat=True))


class TestAction:
    def test_it_keeps_what_was_written_and_said(self, dana):
        assert found("circle", by=dana).name == "circle"
        assert Group.objects.get().name == "circle"
        assert events() == ["group.found"]

    def test_one_that_says_nothing_writes_nothing(self):
        with pytest.raises(audit.Unaudited, match=r"found recorded nothing.*audit\.record\(\)"):
            found("circle", tell=False)
        assert not Group.objects.exists()

    def test_one_that_fails_says_nothing(self):
        @audit.action
        def fail():
            found("circle")
            raise LookupError

        with pytest.raises(LookupError):
            fail()
        assert not Group.objects.exists()
        assert events() == []

    def test_nested_actions_join(self):
        @audit.action
        def both():
            found("one")
            found("two")
            assert events() == []

        both()
        assert events() == ["group.found", "group.found"]
        assert Group.objects.count() == 2

    def test_a_nested_one_that_says_nothing_undoes_all(self):
        @audit.action
        def both():
            found("one")
            found("two", tell=False)

        with pytest.raises(audit.Unaudited):
            both()
        assert not Group.objects.exists()

    def test_what_a_caught_failure_would_have_said_is_not_said(self):
        @audit.action
        def fail():
            found("never")
            raise LookupError

        @audit.action
        def outer():
            with pytest.raises(LookupError):
                fail()
            audit.record("group.give_up", who=None)

        outer()
        assert events() == ["group.give_up"]
        assert not Group.objects.exists()

    def test_a_failed_audit_row_undoes_the_write(self, monkeypatch):
        def broken(drafts):
            raise DatabaseError("no such table: audit_auditevent")

        monkeypatch.setattr(journal, "append", broken)
        with pytest.raises(DatabaseError):
            found("circle")
        assert not Group.objects.exists()

    def test_an_audit_row_the_database_refuses_undoes_the_write(self):
        audit.record("group.found", who=None)
        # The head points back: the next row takes a number that is taken.
        ChainHead.objects.update(size=0)
        with pytest.raises(DatabaseError):
            found("circle")
        assert not Group.objects.exists()
        assert len(events()) == 1

    def test_it_keeps_its_name_and_words(self):
        assert (found.__name__, found.__doc__) == ("found", "Found a group.")

    def test_what_runs_on_commit_is_no_part_of_it(self, django_capture_on_commit_callbacks):
        @audit.action
        def outer():
            transaction.on_commit(lambda: found("later"))
            audit.record("group.plan", who=None)

        with django_capture_on_commit_callbacks(execute=True):
            outer()
        assert events() == ["group.plan", "group.found"]


class TestUnaudited:
    def test_it_is_one_transaction_without_a_row(self):
        @audit.unaudited(why="a heartbeat says nothing about a person")
        def beat(fail):
            Group.objects.create(name="beat")
            if fail:
                raise LookupError

        with pytest.raises(LookupError):
            beat(True)
        assert not Group.objects.exists()
        beat(False)
        assert Group.objects.exists()
        assert events() == []

    def test_it_needs_a_reason(self):
        with pytest.raises(ValueError, match="Say why"):
            audit.unaudited(why=" ")

    def test_an_action_inside_is_still_told(self):
        @audit.unaudited(why="composes")
        def compose():
            found("circle")

        compose()
        assert events() == ["group.found"]


class TestReading:
    def test_the_row_is_there_before_the_reading(self, dana, sam):
        with audit.reading("patient.read", who=dana, whose=sam):
            assert events() == ["patient.read"]

    def test_no_row_no_read(self, monkeypatch, dana, sam):
        def broken(drafts):
            raise DatabaseError("disk gone")

        monkeypatch.setattr(journal, "append", broken)
        with pytest.raises(DatabaseError), audit.reading("patient.read", who=dana, whose=sam):
            pytest.fail("read without a row")

    def test_inside_an_action_it_is_part_of_it(self, dana, sam):
        @audit.action
        def read_and_fail():
            with audit.reading("patient.read", who=dana, whose=sam):
                raise LookupError

        with pytest.raises(LookupError):
            read_and_fail()
        assert events() == []


class TestWhatARowSays:
    def test_who_what_whose_when_from_where_and_why(self, dana, sam):
        group = Group.objects.create(name="circle")
        with (
            audit.origin("203.0.113.9", "signed-in-1"),
            time_machine.travel("2026-11-23T09:30:00Z", tick=False),
        ):
            audit.record("group.read", who=dana, whose=sam, what=group, why="asked on the phone")
        row = AuditEvent.objects.get()
        assert row.who == f"person:{dana.id}"
        assert row.whose == vault.reference(sam.id)
        assert row.what == f"auth.group:{group.pk}"
        assert row.at.isoformat() == "2026-11-23T09:30:00+00:00"
        assert (row.address, row.sign_in, row.why) == ("203.0.113.9", "signed-in-1", "asked on the phone")

    def test_the_system_is_named(self):
        audit.record("checkpoint.sign", who=None)
        assert AuditEvent.objects.get().who == "system"

    def test_a_patient_is_named_by_a_hash_wherever_they_stand(self, sam):
        row_of_theirs = SimpleNamespace(
            pk=sam.id, vault_subject=lambda: sam.id, _meta=SimpleNamespace(label_lower="people.person")
        )
        audit.record("door.answer", who=sam, whose=sam.id, what=row_of_theirs)
        row = AuditEvent.objects.get()
        reference = vault.reference(sam.id)
        assert (row.who, row.whose, row.what) == (
            f"ref:{reference}",
            reference,
            f"people.person:ref:{reference}",
        )
        assert str(sam.id) not in str(vars(row))

    def test_outside_a_request_it_comes_from_nowhere(self):
        with audit.origin("203.0.113.9", "x"):
            pass
        audit.record("group.found", who=None)
        row = AuditEvent.objects.get()
        assert (row.address, row.sign_in) == ("", "")

    @pytest.mark.parametrize(
        "event", ["", "session", "Session.admit", "session admit", "session.", "s." + "a" * 70]
    )
    def test_an_event_is_named_noun_verb(self, event):
        with pytest.raises(ValueError, match="noun"):
            audit.record(event, who=None)

    @pytest.mark.parametrize("why", ["two\nlines", "x" * 201])
    def test_a_why_is_one_short_line(self, why):
        with pytest.raises(ValueError, match="one line"):
            audit.record("group.found", who=None, why=why)

    def test_a_clock_moved_back_is_written_as_it_is_and_noted(self):
        with time_machine.travel("2026-11-23T09:30:00Z", tick=False):
            audit.record("group.found", who=None)
        with time_machine.travel("2026-11-23T09:29:58.5Z", tick=False):
            audit.record("group.found", who=None)
        with time_machine.travel("2026-11-23T09:29:59Z", tick=False):
            audit.record("group.found", who=None)
        assert list(AuditEvent.objects.values_list("behind", flat=True)) == [0, 1_500_000, 1_000_000]
        assert AuditEvent.objects.get(number=2).at.second == 58

    def test_a_row_costs_few_queries(self, dana, django_assert_num_queries):
        audit.record("group.found", who=dana)
        with django_assert_num_queries(5):
            audit.record("group.found", who=dana)


class TestAboutAPatient:
    def test_their_rows_newest_first_and_no_others(self, dana, sam):
        from freehold.audit import access

        audit.record("note.read", who=dana, whose=sam)
        audit.record("note.read", who=dana, whose=uuid4())
        audit.record("note.sign", who=dana, whose=sam.id)
        assert [row.event for row in access.events_about(sam.id)] == ["note.sign", "note.read"]
        assert access.events_by(dana).count() == 3

    def test_a_shredded_patient_is_found_by_nobody(self, dana, sam):
        from freehold.audit import access
        from freehold.vault import actions

        audit.record("note.read", who=dana, whose=sam)
        actions.destroy_subject(sam.id)
        with pytest.raises(vault.Destroyed):
            access.events_about(sam.id)
