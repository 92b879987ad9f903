"""Whatever would leak a clear text, or cannot work on a ciphertext, is refused; the words say what to do."""

import copy
import pickle
import uuid

import pytest
from django.core import serializers
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Upper

from freehold.vault import CellMisplaced, NotHere
from freehold.vault.sealed import Opened, Sealed
from freehold.vault.tests.models import Diary, Letter, Patient

pytestmark = pytest.mark.django_db


class TestQueries:
    @pytest.mark.parametrize(
        "condition",
        [
            {"text": "x"},
            {"text__contains": "x"},
            {"text__in": ["x"]},
            {"text__gt": "x"},
            {"text__iexact": "x"},
        ],
    )
    def test_filtering_is_refused(self, diary, condition):
        with pytest.raises(NotHere, match="BlindIndexField"):
            Diary.objects.filter(**condition)

    def test_filtering_across_a_relation_is_refused(self, diary):
        with pytest.raises(NotHere):
            Diary.objects.filter(patient__email="sam@example.org")

    @pytest.mark.parametrize("value", ["x", None, b"x", Value("x"), F("second"), Upper("second")])
    def test_update_is_refused(self, diary, value):
        with pytest.raises(NotHere, match=r"save\(\) each row"), transaction.atomic():
            Diary.objects.update(text=value)
        assert Diary.objects.get(pk=diary.pk).text == "slept badly"

    def test_bulk_update_is_refused(self, diary):
        diary.text = "x"
        with pytest.raises(NotHere, match=r"save\(\) each row"):
            Diary.objects.bulk_update([diary], ["text"])

    def test_update_of_plain_columns_goes_on(self, diary):
        assert Diary.objects.update(is_read=True) == 1

    def test_values_are_sealed(self, diary):
        (row,) = Diary.objects.values("text")
        ((text,),) = Diary.objects.values_list("text")
        assert isinstance(row["text"], Sealed)
        assert isinstance(text, Sealed)

    def test_an_annotation_is_sealed(self, diary):
        assert isinstance(Diary.objects.annotate(address=F("patient__email")).get().address, Sealed)


class TestShowing:
    def test_a_sealed_value_shows_nothing(self, diary):
        (text,) = Diary.objects.values_list("text", flat=True)
        assert repr(text) == "<sealed>"
        with pytest.raises(NotHere, match=r"row\.name"):
            f"{text}"

    def test_an_opened_value_shows_nothing(self, diary):
        assert "slept" not in repr(diary.__dict__)
        assert repr(Opened("slept badly")) == "<opened>"

    def test_pickling_a_row_is_refused(self, diary):
        for row in (diary, Diary.objects.get(pk=diary.pk)):
            with pytest.raises(NotHere, match="read it again"):
                pickle.dumps(row)

    def test_serialising_is_refused(self, diary):
        with pytest.raises(NotHere, match="export"):
            serializers.serialize("json", [diary])


class TestPlaces:
    def test_a_copied_row_cannot_carry_its_cells(self, diary):
        twin = Diary.objects.get(pk=diary.pk)
        twin.pk = uuid.uuid4()
        twin._state.adding = True
        with pytest.raises(CellMisplaced), transaction.atomic():
            twin.save()
        assert Diary.objects.count() == 1

    def test_a_copied_row_may_carry_what_was_read(self, diary):
        twin = Diary(patient=diary.patient, text=Diary.objects.get(pk=diary.pk).text)
        twin.save()
        assert Diary.objects.get(pk=twin.pk).text == "slept badly"

    def test_a_sealed_value_cannot_be_put_into_another_row(self, diary, ava):
        letter = Letter(patient=ava)
        letter.text = Diary.objects.values_list("text", flat=True).get()
        with pytest.raises(CellMisplaced):
            letter.save()

    @pytest.mark.parametrize("fields", [None, ["patient"], ["text"]])
    def test_a_saved_row_keeps_whose_it_is(self, diary, ava, fields):
        for touch in (lambda row: None, lambda row: row.text, lambda row: setattr(row, "text", "new")):
            row = Diary.objects.get(pk=diary.pk)
            touch(row)
            row.patient = ava
            with pytest.raises(CellMisplaced, match="another patient"), transaction.atomic():
                row.save(update_fields=fields)
        assert Diary.objects.get(pk=diary.pk).patient_id == diary.patient_id

    def test_a_shallow_copy_reads_the_same(self, diary):
        assert copy.copy(Diary.objects.get(pk=diary.pk)).text == "slept badly"

    def test_patients_of_no_diary_are_left_alone(self, sam):
        sam.visits = 2
        sam.save(update_fields=["visits"])
        assert Patient.objects.get(pk=sam.pk).email == "Sam@Example.org"
