"""Shredding: one patient's rows become unreadable for everybody and for good, the others stay."""

from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from freehold import vault
from freehold.vault import actions, keyring, ledger
from freehold.vault.models import DataKey
from freehold.vault.tests.files import bytes_of
from freehold.vault.tests.models import Diary, Letter, Patient

pytestmark = pytest.mark.django_db


class TestDestroyed:
    def test_reading_says_so(self, diary):
        actions.destroy_subject(diary.patient_id)
        row = Diary.objects.get(pk=diary.pk)
        with pytest.raises(vault.Destroyed) as destroyed:
            _ = row.text
        assert destroyed.value.subject == diary.patient_id

    def test_everybody_elses_rows_are_intact(self, diary, ava):
        theirs = Diary.objects.create(patient=ava, text="untouched")
        ours = Letter.objects.create(patient=None, text="for all")
        actions.destroy_subject(diary.patient_id)
        assert Diary.objects.get(pk=theirs.pk).text == "untouched"
        assert Letter.objects.get(pk=ours.pk).text == "for all"
        assert Patient.objects.get(pk=ava.pk).email == "ava@example.org"

    def test_plain_columns_can_still_be_read_and_written(self, diary):
        actions.destroy_subject(diary.patient_id)
        Diary.objects.filter(pk=diary.pk).update(is_read=True)
        assert Diary.objects.get(pk=diary.pk).is_read

    def test_nothing_more_is_written_about_them(self, diary):
        actions.destroy_subject(diary.patient_id)
        with pytest.raises(vault.Destroyed), transaction.atomic():
            Diary.objects.create(patient_id=diary.patient_id, text="new")

    def test_somebody_who_had_no_key_gets_none_later(self, sam):
        other = Patient(email=None)
        other.save()
        actions.destroy_subject(other.pk)
        with pytest.raises(vault.Destroyed), transaction.atomic():
            Diary.objects.create(patient=other, text="new")
        with pytest.raises(vault.Destroyed):
            vault.reference(other.pk)

    def test_the_reference_in_the_audit_can_no_longer_be_made(self, sam):
        vault.reference(sam.pk)
        actions.destroy_subject(sam.pk)
        with pytest.raises(vault.Destroyed):
            vault.reference(sam.pk)

    def test_their_blind_index_is_emptied_and_only_theirs(self, sam, ava):
        actions.destroy_subject(sam.pk)
        assert Patient.objects.filter(email_index=None).get() == sam
        assert Patient.objects.get(vault.lookup(Patient, "email", "ava@example.org")) == ava

    def test_the_wrapped_keys_are_gone_from_the_table(self, sam):
        vault.reference(sam.pk)
        actions.destroy_subject(sam.pk)
        rows = DataKey.objects.filter(subject=sam.pk)
        assert {(bytes(row.wrapped), row.destroyed_at is not None) for row in rows} == {(b"", True)}

    def test_retired_keys_go_too(self, diary):
        actions.rotate_subject_key(diary.patient_id)
        actions.destroy_subject(diary.patient_id)
        assert not DataKey.objects.filter(subject=diary.patient_id, destroyed_at=None).exists()

    def test_twice_does_nothing_more(self, sam):
        actions.destroy_subject(sam.pk)
        at = DataKey.objects.filter(subject=sam.pk).first().destroyed_at
        actions.destroy_subject(sam.pk)
        assert DataKey.objects.filter(subject=sam.pk).first().destroyed_at == at

    def test_the_practices_own_keys_are_refused(self, db):
        with pytest.raises(vault.NotHere):
            actions.destroy_subject(vault.PRACTICE)

    def test_undone_with_its_transaction(self, diary):
        with transaction.atomic():
            actions.destroy_subject(diary.patient_id)
            transaction.set_rollback(True)
        assert Diary.objects.get(pk=diary.pk).text == "slept badly"


@pytest.mark.django_db(transaction=True)
class TestLedger:
    def test_it_names_who_was_destroyed(self, keys, diary):
        actions.destroy_subject(diary.patient_id)
        assert ledger.subjects(keys) == {diary.patient_id}

    def test_another_process_forgets_at_once(self, keys, diary):
        row = Diary.objects.get(pk=diary.pk)
        assert row.text == "slept badly"
        # Another process: it has no cache of ours to clear, only the table and the ledger.
        DataKey.objects.filter(subject=diary.patient_id).update(wrapped=b"", destroyed_at=timezone.now())
        assert Diary.objects.get(pk=diary.pk).text == "slept badly"
        ledger.append(keys, diary.patient_id, timezone.now())
        with pytest.raises(vault.Destroyed):
            _ = Diary.objects.get(pk=diary.pk).text

    def test_a_restored_backup_is_shredded_again(self, keys, diary):
        kept = list(DataKey.objects.filter(subject=diary.patient_id))
        actions.destroy_subject(diary.patient_id)
        DataKey.objects.filter(subject=diary.patient_id).delete()
        DataKey.objects.bulk_create(kept)
        keyring.forget_opened_keys()
        assert Diary.objects.get(pk=diary.pk).text == "slept badly"
        assert actions.replay_ledger() == 1
        with pytest.raises(vault.Destroyed):
            _ = Diary.objects.get(pk=diary.pk).text
        assert actions.replay_ledger() == 0

    def test_an_entry_lost_to_a_crash_is_written_later(self, keys, diary):
        actions.destroy_subject(diary.patient_id)
        (keys / ledger.NAME).write_text("0000")
        actions.replay_ledger()
        assert diary.patient_id in ledger.subjects(keys)

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
    def test_the_wrapped_key_is_in_no_file_of_the_database(self, diary):
        wrapped = [bytes(key.wrapped) for key in DataKey.objects.filter(subject=diary.patient_id)]
        name = Path(connection.settings_dict["NAME"])
        files = [name, name.with_name(name.name + "-wal")]
        assert any(wrapped[0] in bytes_of(path) for path in files if path.exists())
        actions.destroy_subject(diary.patient_id)
        for path in files:
            assert not path.exists() or not any(key in bytes_of(path) for key in wrapped)
