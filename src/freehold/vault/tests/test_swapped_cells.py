"""A cell opens in its own row, column, table and patient only, and only as it was written."""

import itertools
import uuid

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from freehold import vault
from freehold.vault import keyring
from freehold.vault.errors import VaultError
from freehold.vault.place import Cell, Place
from freehold.vault.sealed import Sealed
from freehold.vault.tests.models import Diary, Letter, Patient

pytestmark = pytest.mark.django_db
COLUMNS = {Diary: ("text", "second", "answers", "photo"), Letter: ("text",), Patient: ("email",)}


def every_cell():
    """All places of two patients and the practice, in three tables."""
    for patient in (
        Patient.objects.create(email="s@example.org"),
        Patient.objects.create(email="a@example.org"),
        None,
    ):
        for _ in range(2):
            Diary.objects.create(patient=patient, text="t", second="s", answers=[1], photo=b"p")
            Letter.objects.create(patient=patient, text="l")
    return [
        (model, pk, column)
        for model, columns in COLUMNS.items()
        for pk, column in itertools.product(model.objects.values_list("pk", flat=True), columns)
    ]


def stored(model, pk, column):
    return model.objects.filter(pk=pk).values_list(column, flat=True).get().stored


def put(model, pk, column, cell):
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s",  # noqa: S608
            [cell, model._meta.pk.get_db_prep_value(pk, connection)],
        )


class TestSwap:
    def test_no_cell_opens_in_any_other_place(self, db):
        places = every_cell()
        cells = {place: stored(*place) for place in places}
        assert len(places) > 30
        for here, there in itertools.permutations(places, 2):
            model, pk, column = here
            row = (
                model(pk=pk)
                if model is Patient
                else model(pk=pk, patient_id=model.objects.get(pk=pk).patient_id)
            )
            setattr(row, column, Sealed(cells[there]))
            with pytest.raises(VaultError):
                getattr(row, column)

    def test_swapped_in_the_database_is_found_on_reading(self, diary, ava):
        other = Diary.objects.create(patient=ava, text="another's")
        first, second = stored(Diary, diary.pk, "text"), stored(Diary, other.pk, "text")
        put(Diary, diary.pk, "text", second)
        put(Diary, other.pk, "text", first)
        for row in Diary.objects.all():
            with pytest.raises(VaultError):
                _ = row.text

    def test_a_row_with_a_foreign_cell_is_not_saved(self, diary, ava):
        other = Diary.objects.create(patient=ava, text="another's")
        put(Diary, diary.pk, "text", stored(Diary, other.pk, "text"))
        row = Diary.objects.get(pk=diary.pk)
        row.is_read = True
        with pytest.raises(VaultError):
            row.save()

    def test_a_row_moved_to_another_patient_is_unreadable(self, diary, ava):
        Diary.objects.filter(pk=diary.pk).update(patient=ava)
        with pytest.raises(vault.CellMisplaced):
            _ = Diary.objects.get(pk=diary.pk).text

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_a_flipped_bit_is_found(self, diary, data):
        cell = bytearray(stored(Diary, diary.pk, "text"))
        bit = data.draw(st.integers(0, len(cell) * 8 - 1))
        cell[bit // 8] ^= 1 << bit % 8
        place = Place("vault_tests_diary", "text", diary.pk, diary.patient_id)
        with pytest.raises(VaultError):
            keyring.open_cell(bytes(cell), place)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(junk=st.binary(max_size=80))
    def test_junk_is_no_cell(self, diary, junk):
        with pytest.raises(VaultError):
            keyring.open_cell(junk, Place("vault_tests_diary", "text", diary.pk, diary.patient_id))

    def test_a_short_one_leaves_the_others_readable(self, diary, ava):
        other = Diary.objects.create(patient=ava, text="whole")
        put(Diary, diary.pk, "text", b"\x01short")
        keyring.forget_opened_keys()
        read = {row.pk: row for row in Diary.objects.all()}
        assert read[other.pk].text == "whole"
        with pytest.raises(vault.CellMisplaced):
            _ = read[diary.pk].text


class TestAssociatedData:
    places = st.builds(
        Place,
        table=st.sampled_from(["a", "b"]),
        column=st.sampled_from(["a", "b"]),
        row=st.uuids(),
        subject=st.uuids(),
    )

    @given(places, places, st.uuids(), st.uuids())
    def test_two_places_never_share_it(self, one, other, kid, other_kid):
        same = (one, kid) == (other, other_kid)
        assert (one.associated_data(kid) == other.associated_data(other_kid)) == same

    def test_it_is_what_the_decision_page_says(self):
        one = uuid.UUID(int=1)
        assert (
            Place("notes", "text", one, one).associated_data(one)
            == f"v1|notes|text|{one}|{one}|{one}".encode()
        )

    @given(st.uuids(), st.binary(min_size=1))
    def test_a_cell_is_parsed_as_it_was_written(self, kid, ciphertext):
        assert Cell.parse(bytes(Cell(kid, ciphertext))) == Cell(kid, ciphertext)


class TestSealedForOtherTables:
    @given(data=st.binary(max_size=100), context=st.text(max_size=20), other=st.text(max_size=20))
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_it_opens_in_its_context_only(self, db, data, context, other):
        sealed = vault.seal(data, context=context)
        assert vault.unseal(sealed, context=context) == data
        if other != context:
            with pytest.raises(vault.CellMisplaced):
                vault.unseal(sealed, context=other)
