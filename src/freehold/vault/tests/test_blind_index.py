"""An address is found by exact match, and the index tells nobody what it is."""

import pytest
from django.db import IntegrityError, transaction

from freehold import vault
from freehold.vault import actions
from freehold.vault.tests.models import Patient

pytestmark = pytest.mark.django_db


class TestLookup:
    def test_it_finds_what_is_equal_once_normalised(self, sam, ava):
        assert Patient.objects.get(vault.lookup(Patient, "email", " SAM@example.ORG ")) == sam

    def test_it_finds_nothing_else(self, sam):
        assert not Patient.objects.filter(vault.lookup(Patient, "email", "sam@example")).exists()

    def test_the_index_can_be_named_by_its_field(self, sam):
        index = vault.blind_index("vault_tests.patient.email", "sam@example.org")
        assert Patient.objects.get(email_index=index) == sam

    def test_a_field_without_an_index_is_refused(self):
        with pytest.raises(vault.NotHere, match="BlindIndexField"):
            vault.lookup(Patient, "name", "Sam")

    def test_nothing_has_no_index(self, db):
        first, second = Patient.objects.create(email=None), Patient.objects.create(email="")
        assert first.email_index is second.email_index is None

    def test_two_with_the_same_address_are_refused(self, sam):
        with pytest.raises(IntegrityError), transaction.atomic():
            Patient.objects.create(email="sam@example.org")

    def test_a_changed_address_is_found_by_the_new_one_only(self, sam):
        sam.email = "new@example.org"
        sam.save()
        assert not Patient.objects.filter(vault.lookup(Patient, "email", "sam@example.org")).exists()
        assert Patient.objects.get(vault.lookup(Patient, "email", "new@example.org")) == sam

    @pytest.mark.parametrize("fields", [["email"], ["email_index"]])
    def test_saving_the_field_without_its_index_is_refused(self, sam, fields):
        sam.email = "new@example.org"
        with pytest.raises(vault.NotHere, match="together"):
            sam.save(update_fields=fields)

    def test_both_may_be_saved(self, sam):
        sam.email = "new@example.org"
        sam.save(update_fields=["email", "email_index"])
        assert Patient.objects.get(vault.lookup(Patient, "email", "new@example.org")) == sam

    def test_the_index_is_a_hash_with_a_key(self, sam, settings, tmp_path):
        assert len(sam.email_index) == 43
        assert "sam" not in sam.email_index.lower()


class TestReference:
    def test_it_stands_for_one_patient(self, sam, ava):
        assert vault.reference(sam.pk) == vault.reference(sam.pk) != vault.reference(ava.pk)
        assert str(sam.pk) not in vault.reference(sam.pk)

    def test_it_outlives_a_new_key_for_the_cells(self, sam):
        before = vault.reference(sam.pk)
        actions.rotate_subject_key(sam.pk)
        assert vault.reference(sam.pk) == before
