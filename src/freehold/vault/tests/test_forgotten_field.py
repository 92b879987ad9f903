"""A text field that is neither encrypted nor said to be plain fails the system checks."""

import uuid

import pytest
from django.core import checks
from django.db import models

from freehold.vault.checks import check_encryption, check_model
from freehold.vault.fields import BlindIndexField, EncryptedTextField
from freehold.vault.tests.models import Diary


def found(**attributes):
    """Ids of what is wrong with a model of these attributes."""
    meta = type("Meta", (), {"app_label": f"unlisted_{uuid.uuid4().hex}", **attributes.pop("meta", {})})
    base = {"id": models.UUIDField(primary_key=True, default=uuid.uuid4), "vault_subject": lambda self: None}
    model = type("Note", (models.Model,), {"__module__": __name__, "Meta": meta} | base | attributes)
    return [message.id for message in check_model(model)]


class TestWholeProduct:
    def test_every_text_is_encrypted_or_said_to_be_plain(self):
        assert check_encryption() == []

    def test_the_check_is_among_those_that_django_runs(self):
        assert check_encryption in checks.registry.registry.get_checks()


class TestForgotten:
    @pytest.mark.parametrize(
        "field",
        [
            models.TextField,
            lambda: models.CharField(max_length=9),
            models.EmailField,
            models.JSONField,
            models.BinaryField,
            models.FileField,
            models.GenericIPAddressField,
        ],
    )
    def test_a_clear_field_is_named(self, field):
        assert found(text=field()) == ["vault.E001"]

    def test_an_encrypted_one_is_not(self):
        assert found(text=EncryptedTextField()) == []

    def test_one_with_a_reason_is_not(self):
        assert found(zone=models.CharField(max_length=9), plain_fields={"zone": "a time zone"}) == []

    def test_an_empty_reason_is_none(self):
        assert found(zone=models.CharField(max_length=9), plain_fields={"zone": " "}) == ["vault.E001"]

    def test_a_choice_is_no_free_text(self):
        assert found(state=models.CharField(max_length=9, choices=[("a", "A")])) == []

    def test_a_reason_for_no_field_is_named(self):
        assert found(plain_fields={"zone": "a time zone"}) == ["vault.E002"]

    def test_a_reason_for_an_encrypted_field_is_named(self):
        assert found(text=EncryptedTextField(), plain_fields={"text": "why"}) == ["vault.E002"]


class TestModelsWithEncryptedFields:
    def test_they_need_a_uuid_key(self):
        assert found(id=models.BigAutoField(primary_key=True), text=EncryptedTextField()) == ["vault.E003"]
        assert found(id=models.UUIDField(primary_key=True), text=EncryptedTextField()) == ["vault.E003"]

    def test_they_say_whose_their_rows_are(self):
        assert found(vault_subject=None, text=EncryptedTextField()) == ["vault.E004"]

    @pytest.mark.parametrize(
        "meta",
        [
            {"ordering": ["-text"]},
            {"indexes": [models.Index(fields=["text"], name="by_text")]},
            {"constraints": [models.UniqueConstraint(fields=["text"], name="one_text")]},
            {"unique_together": [("text", "id")]},
        ],
    )
    def test_the_database_compares_no_ciphertext(self, meta):
        assert found(text=EncryptedTextField(), meta=meta) == ["vault.E005"]

    def test_a_unique_ciphertext_is_named(self):
        assert found(text=EncryptedTextField(unique=True)) == ["vault.E005"]

    def test_an_index_has_an_encrypted_source(self):
        assert found(index=BlindIndexField(source="email")) == ["vault.E006"]

    def test_the_tests_own_models_are_well(self):
        assert list(check_model(Diary)) == []
