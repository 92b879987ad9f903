"""`freehold keys`: where they lie, and new ones for old."""

import json

import pytest
from typer.testing import CliRunner

from freehold.audit.models import AuditEvent
from freehold.cli.keys import app
from freehold.vault import keyring
from freehold.vault.tests.models import Diary

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(app, arguments)


class TestWhere:
    def test_it_says_where_and_what_that_means(self, keys, diary):
        ended = run("where")
        assert ended.exit_code == 0
        assert f"Keys: {keys}" in ended.stdout
        assert "Without the folder everything is lost" in ended.stdout

    def test_1_and_how_to_mend_it(self, keys, diary):
        keys.chmod(0o755)
        ended = run("where")
        assert ended.exit_code == 1
        assert "MEND" in ended.stdout
        assert "chmod 0700" in ended.stdout

    def test_json(self, keys, diary):
        assert json.loads(run("where", "--json").stdout)["folder"] == str(keys)


class TestRotate:
    def test_the_practice_key(self, diary):
        before = keyring.source().primary()
        assert run("rotate").exit_code == 0
        assert keyring.source().primary() != before
        assert Diary.objects.get(pk=diary.pk).text == "slept badly"
        assert list(AuditEvent.objects.values_list("event", "address")) == [
            ("practice_key.rotate", "console")
        ]

    def test_everything(self, diary):
        before = keyring.current_kid(diary.patient_id)
        assert run("rotate", "--everything").exit_code == 0
        assert keyring.current_kid(diary.patient_id) != before
        assert Diary.objects.get(pk=diary.pk).text == "slept badly"

    def test_1_when_the_keys_are_missing(self, keys, diary):
        keys.rename(keys.with_name("elsewhere"))
        ended = run("rotate")
        assert ended.exit_code == 1
        assert "keys are missing" in ended.output
        assert not keys.exists()
