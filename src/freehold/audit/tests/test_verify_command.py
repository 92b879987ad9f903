"""`freehold audit verify`: words or JSON, and an exit code that means something."""

import json

import pytest
from typer.testing import CliRunner

from freehold.audit import actions, places
from freehold.audit.tests.conftest import intruder
from freehold.cli.audit import app

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(app, ["verify", *arguments])


class TestExitCode:
    def test_0_and_a_summary_when_it_is_whole(self, ten_rows):
        actions.checkpoint()
        ended = run()
        assert ended.exit_code == 0
        assert "10 rows, 10 of them under 1 signed checkpoints: whole." in ended.stdout

    def test_1_and_names_when_something_was_found(self, ten_rows):
        with intruder() as cursor:
            cursor.execute("UPDATE audit_auditevent SET why = 'x' WHERE number = 4")
        ended = run()
        assert ended.exit_code == 1
        assert "altered: row 4 was altered" in ended.stdout
        assert "NOT whole: 1 findings" in ended.stdout

    def test_2_when_it_cannot_be_checked(self, ten_rows):
        actions.checkpoint()
        places.key_file().chmod(0o644)
        ended = run("--json")
        assert ended.exit_code == 2
        assert json.loads(ended.stdout)["ok"] is None

    def test_2_for_a_damaged_key_on_the_command_line(self, ten_rows):
        assert run("--key", "nonsense").exit_code == 2


class TestJson:
    def test_one_object(self, ten_rows):
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number = 4")
        found = json.loads(run("--json").stdout)
        assert found["ok"] is False
        assert found["findings"] == [{"kind": "missing", "text": "rows 4 to 4 are missing", "number": 4}]

    def test_a_public_key_kept_elsewhere(self, ten_rows):
        actions.checkpoint()
        key = places.verifier_file().read_text().strip()
        places.key_file().unlink()
        places.verifier_file().unlink()
        assert run("--key", key).exit_code == 0
