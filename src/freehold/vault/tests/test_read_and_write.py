"""A row with encrypted fields is written and read like any other."""

import copy
import uuid

import pytest
from django import forms
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from freehold.vault import NotHere
from freehold.vault.models import DataKey
from freehold.vault.tests.models import Diary, Patient

pytestmark = pytest.mark.django_db
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def raw(row, column):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s",  # noqa: S608
            [row._meta.pk.get_db_prep_value(row.pk, connection)],
        )
        (found,) = cursor.fetchone()
    return None if found is None else bytes(found)


class TestRoundTrip:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=TEXT, answers=JSON, photo=st.binary(max_size=300))
    def test_whatever_was_written_is_read(self, sam, text, answers, photo):
        written = Diary.objects.create(patient=sam, text=text, answers=answers, photo=photo)
        read = Diary.objects.get(pk=written.pk)
        assert (read.text, read.answers, read.photo) == (text, answers, photo)

    def test_a_megabyte_is_written(self, sam):
        text = "Ω" * 1_000_000
        assert Diary.objects.get(pk=Diary.objects.create(patient=sam, text=text).pk).text == text

    def test_nothing_is_null_and_empty_is_a_cell(self, sam):
        row = Diary.objects.create(patient=sam, text="", second=None)
        assert raw(row, "second") is None
        assert len(raw(row, "text")) > 17
        read = Diary.objects.get(pk=row.pk)
        assert (read.text, read.second) == ("", None)

    def test_the_column_does_not_hold_the_text(self, diary):
        assert b"slept" not in raw(diary, "text")

    def test_equal_texts_are_different_cells(self, sam):
        first, second = (Diary.objects.create(patient=sam, text="same") for _ in range(2))
        assert raw(first, "text")[17:] != raw(second, "text")[17:]

    def test_rows_of_no_patient_are_written_under_the_practices_key(self):
        row = Diary.objects.create(patient=None, text="for everybody")
        assert Diary.objects.get(pk=row.pk).text == "for everybody"
        assert DataKey.objects.filter(purpose="cells").get().subject == uuid.UUID(int=0)

    def test_bulk_create_encrypts(self, sam):
        rows = Diary.objects.bulk_create([Diary(patient=sam, text=str(number)) for number in range(3)])
        assert {row.text for row in Diary.objects.filter(pk__in=[row.pk for row in rows])} == {"0", "1", "2"}

    def test_deferred_fields_are_read_when_asked_for(self, diary):
        read = Diary.objects.only("id", "patient").get(pk=diary.pk)
        assert read.text == "slept badly"

    def test_refresh_reads_what_another_wrote(self, diary):
        other = Diary.objects.get(pk=diary.pk)
        other.text = "slept well"
        other.save()
        diary.refresh_from_db()
        assert diary.text == "slept well"

    def test_a_change_inside_json_is_saved(self, diary):
        read = Diary.objects.get(pk=diary.pk)
        read.answers["mood"].append(5)
        read.save()
        assert Diary.objects.get(pk=diary.pk).answers == {"mood": [3, 4, 5]}

    def test_a_field_nobody_touched_keeps_its_cell(self, diary):
        before = raw(diary, "text")
        read = Diary.objects.get(pk=diary.pk)
        read.is_read = True
        read.save()
        assert raw(diary, "text") == before

    def test_a_deep_copy_is_another_value(self, diary):
        twin = copy.deepcopy(Diary.objects.get(pk=diary.pk))
        diary.answers["mood"].append(9)
        assert twin.answers == {"mood": [3, 4]}

    def test_isnull_can_be_asked(self, diary):
        assert Diary.objects.filter(photo__isnull=True).get() == diary

    def test_a_form_checks_the_length(self, sam):
        form = forms.modelform_factory(Patient, fields=["email"])({"email": "a" * 61})
        assert "email" in form.errors


class TestKeys:
    def test_each_patient_has_a_key_of_their_own(self, sam, ava):
        assert set(DataKey.objects.filter(purpose="cells").values_list("subject", flat=True)) == {
            sam.pk,
            ava.pk,
        }

    def test_a_list_of_many_patients_reads_their_keys_in_one_query(self, keys, django_assert_num_queries):
        from freehold.vault import keyring

        for number in range(30):
            Patient.objects.create(email=f"{number}@example.org")
        keyring.forget_opened_keys()
        with django_assert_num_queries(2):
            assert len({patient.email for patient in Patient.objects.all()}) == 30

    def test_a_save_asks_for_the_current_key_once(self, diary, django_assert_num_queries):
        diary.text, diary.second, diary.answers = "a", "b", []
        with django_assert_num_queries(2):
            diary.save()

    def test_a_key_whose_transaction_was_rolled_back_encrypts_nothing(self):
        patient = Patient(email="new@example.org")
        with transaction.atomic():
            patient.save()
            transaction.set_rollback(True)
        Patient.objects.bulk_create([patient])
        from freehold.vault import keyring

        keyring.forget_opened_keys()
        assert Patient.objects.get(pk=patient.pk).email == "new@example.org"

    def test_there_is_one_current_key_per_patient(self, sam):
        kid = DataKey.objects.get(subject=sam.pk, purpose="cells")
        with pytest.raises(IntegrityError), transaction.atomic():
            DataKey.objects.create(
                subject=sam.pk, purpose="cells", wrapped=kid.wrapped, wrapped_by=kid.wrapped_by
            )


class TestWrongValues:
    def test_a_number_in_a_text_field_is_refused(self, sam):
        with pytest.raises(NotHere, match="takes text, not int"):
            Diary.objects.create(patient=sam, text=7)

    def test_half_a_surrogate_pair_is_refused_without_showing_the_text(self, sam):
        with pytest.raises(NotHere, match="half a surrogate") as refused:
            Diary.objects.create(patient=sam, text="secret \ud800")
        assert refused.value.__context__ is None
