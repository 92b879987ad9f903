"""Rotation: new keys for everything, nothing unreadable at any moment; a killed one is finished later."""

from datetime import timedelta

import pytest
from django.db import connection

from freehold import vault
from freehold.vault import actions, keyring
from freehold.vault.columns import tables
from freehold.vault.models import DataKey, Rotation
from freehold.vault.tests.models import Diary, Letter, Patient

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What a process that is killed never gets to handle."""


@pytest.fixture
def practice(db):
    """Five patients and the practice itself, with something in each table; what a reader sees of it."""
    for number in range(5):
        patient = Patient.objects.create(email=f"p{number}@example.org")
        Diary.objects.create(
            patient=patient, text=f"diary {number}", answers={"n": number}, photo=bytes([number])
        )
        Letter.objects.create(patient=patient, text=f"letter {number}")
    Letter.objects.create(patient=None, text="for all")
    vault.reference(Patient.objects.first().pk)
    return seen


def seen():
    keyring.forget_opened_keys()
    return (
        sorted((row.email, row.email_index) for row in Patient.objects.all()),
        sorted((row.text, row.second, str(row.answers), row.photo) for row in Diary.objects.all()),
        sorted(row.text for row in Letter.objects.all()),
    )


def kids_in_use():
    return set().union(*(table.kids_in_use() for table in tables()))


def kill_after(calls):
    """A progress callback that dies at its n-th call."""
    left = iter(range(calls))

    def progress(what, done, of):
        if next(left, None) is None:
            raise Killed

    return progress


class TestPracticeKey:
    def test_every_key_is_wrapped_by_the_new_one(self, practice):
        before, old = practice(), keyring.source().primary()
        actions.rotate_practice_key()
        assert keyring.source().primary() != old
        assert set(DataKey.objects.values_list("wrapped_by", flat=True)) == {keyring.source().primary()}
        assert practice() == before

    def test_the_old_one_goes_once_nothing_needs_it(self, practice, keys):
        old = keyring.source().primary()
        actions.rotate_practice_key()
        assert str(old) in (keys / "practice-key.json").read_text()
        assert actions.remove_old_keys().practice_keys == 0
        assert actions.remove_old_keys(grace=timedelta(0)).practice_keys == 1
        assert str(old) not in (keys / "practice-key.json").read_text()
        assert practice()

    def test_one_that_still_wraps_something_stays(self, practice, monkeypatch):
        before = practice()
        keyring.source().rotate(_long_ago())
        assert actions.remove_old_keys().practice_keys == 0
        assert practice() == before

    def test_killed_between_the_file_and_the_rows(self, practice, monkeypatch):
        before = practice()
        monkeypatch.setattr(actions, "BATCH", 2)
        with pytest.raises(Killed):
            actions.rotate_practice_key(kill_after(1))
        assert len(set(DataKey.objects.values_list("wrapped_by", flat=True))) == 2
        assert practice() == before
        actions.rotate_practice_key()
        assert actions.remove_old_keys(grace=timedelta(0)).practice_keys == 2
        assert practice() == before

    def test_a_process_that_had_the_old_file_open_goes_on(self, practice, keys):
        from freehold.vault.keys import KeyFiles

        other = KeyFiles(keys)
        wrapped, _ = other.wrap(b"key", b"place")
        keyring.source().rotate(_long_ago())
        fresh, by = keyring.source().wrap(b"key", b"place")
        assert other.unwrap(fresh, b"place") == other.unwrap(wrapped, b"place") == b"key"
        assert other.primary() == by


class TestAllData:
    def test_every_cell_has_a_new_key(self, practice):
        before, old = practice(), kids_in_use()
        actions.rotate_all_data()
        assert not kids_in_use() & old
        assert len(kids_in_use()) == len(old)
        assert practice() == before

    def test_what_was_sealed_for_other_tables_still_opens(self, practice):
        sealed = vault.seal(b"seed", context="mfa")
        actions.rotate_all_data()
        actions.remove_old_keys(grace=timedelta(0))
        assert vault.unseal(sealed, context="mfa") == b"seed"
        assert vault.seal(b"seed", context="mfa")[1:17] != sealed[1:17]

    def test_old_keys_go_once_no_cell_needs_them(self, practice):
        before, old = practice(), kids_in_use()
        actions.rotate_all_data()
        assert actions.remove_old_keys().data_keys == 0
        assert actions.remove_old_keys(grace=timedelta(0)).data_keys == len(old)
        assert practice() == before

    @pytest.mark.parametrize("calls", range(12))
    def test_killed_at_any_step_it_is_finished_by_the_next(self, practice, monkeypatch, calls):
        before, old = practice(), kids_in_use()
        monkeypatch.setattr(actions, "BATCH", 2)
        with pytest.raises(Killed):
            actions.rotate_all_data(kill_after(calls))
        assert practice() == before
        # Old keys that a cell still needs are never removed, whatever the moment.
        actions.remove_old_keys(grace=timedelta(0))
        assert practice() == before
        actions.rotate_all_data()
        assert Rotation.objects.exclude(finished_at=None).count() == Rotation.objects.count() == 1
        assert not kids_in_use() & old
        assert practice() == before

    def test_a_patient_whose_keys_are_destroyed_stays_destroyed(self, practice):
        gone = Patient.objects.get(vault.lookup(Patient, "email", "p0@example.org"))
        actions.destroy_subject(gone.pk)
        actions.rotate_all_data()
        with pytest.raises(vault.Destroyed):
            _ = Patient.objects.get(pk=gone.pk).email
        assert {row.email for row in Patient.objects.exclude(pk=gone.pk)} == {
            f"p{n}@example.org" for n in range(1, 5)
        }

    def test_what_somebody_wrote_meanwhile_is_kept(self, practice, monkeypatch):
        def write_now(what, done, of):
            if what == "vault_tests_letter":
                row = Letter.objects.filter(patient=None).get()
                row.text = "changed"
                row.save()

        actions.rotate_all_data(write_now)
        assert "changed" in practice()[2]

    def test_a_cell_changed_since_it_was_read_is_not_overwritten(self, practice):
        (table,) = (table for table in tables() if table.name == "vault_tests_letter")
        row = Letter.objects.filter(patient=None).get()
        stored = Letter.objects.filter(pk=row.pk).values_list("text", flat=True).get().stored
        row.text = "newer"
        row.save()
        assert not table.swap(table.fields[0], row.pk, stored, stored)
        assert Letter.objects.get(pk=row.pk).text == "newer"

    @pytest.mark.parametrize("cell", ["(SELECT text FROM vault_tests_diary LIMIT 1)", "%s"])
    def test_a_cell_somebody_tampered_with_does_not_stop_it(self, practice, cell):
        row = Letter.objects.filter(patient=None).get()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE vault_tests_letter SET text = {cell}", [b"junk"] * cell.count("%s"))  # noqa: S608
        actions.rotate_all_data()
        with pytest.raises(vault.VaultError):
            _ = Letter.objects.get(pk=row.pk).text


class TestOnePatient:
    def test_their_cells_move_and_no_others(self, practice):
        before, old = practice(), kids_in_use()
        subject = Patient.objects.get(vault.lookup(Patient, "email", "p1@example.org")).pk
        actions.rotate_subject_key(subject)
        assert len(old - kids_in_use()) == len(kids_in_use() - old) == 1
        assert practice() == before


def _long_ago():
    from datetime import UTC, datetime

    return datetime(2020, 1, 1, tzinfo=UTC)
