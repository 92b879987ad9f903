"""No clear text and no clear key in the database file, its log, a dump, our logs or a traceback."""

import json
import logging
import re
import shutil
import subprocess
import traceback
from pathlib import Path

import pytest
import structlog
from django.db import connection, transaction

from freehold import vault
from freehold.vault import actions, keyring
from freehold.vault.models import DataKey
from freehold.vault.tests.files import bytes_of
from freehold.vault.tests.models import Diary, Patient

MARKER = "zebra-4711-quagga"


@pytest.fixture
def marked(transactional_db):
    patient = Patient.objects.create(email=f"{MARKER}@example.org")
    Diary.objects.create(patient=patient, text=MARKER * 50, answers={MARKER: [MARKER]}, photo=MARKER.encode())
    row = Diary.objects.create(patient=patient, text="first")
    row.text = f"then {MARKER}"
    row.save()
    row.delete()
    vault.seal(MARKER.encode(), context="mfa")
    return patient


def assert_unmarked(data):
    data = data.encode() if isinstance(data, str) else data
    for form in (
        MARKER.encode(),
        MARKER.upper().encode(),
        MARKER.encode("utf-16-le"),
        MARKER.encode().hex().encode(),
    ):
        assert form not in data


class TestDatabase:
    @pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
    def test_file_and_write_ahead_log(self, marked):
        name = Path(connection.settings_dict["NAME"])
        log = name.with_name(name.name + "-wal")
        read = bytes_of(name) + (bytes_of(log) if log.exists() else b"")
        assert b"vault_tests_diary" in read
        assert_unmarked(read)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(FULL)")
        assert_unmarked(bytes_of(name))

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's dump")
    def test_dump(self, marked):
        connection.ensure_connection()
        dump = "\n".join(connection.connection.iterdump())
        assert "vault_tests_diary" in dump
        assert_unmarked(dump)
        for blob in re.findall(r"X'([0-9A-F]+)'", dump):
            assert_unmarked(bytes.fromhex(blob))

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's dump")
    def test_postgresql_dump(self, marked):
        program = shutil.which("pg_dump") or "/usr/lib/postgresql/15/bin/pg_dump"
        at = connection.get_connection_params()
        given = {"host": "-h", "port": "-p", "user": "-U"}
        flags = [part for name, flag in given.items() if at.get(name) for part in (flag, str(at[name]))]
        dump = subprocess.run(
            [program, *flags, "--inserts", at["dbname"]], capture_output=True, check=True
        ).stdout
        assert b"vault_tests_diary" in dump
        assert_unmarked(dump)
        for blob in re.findall(rb"\\x([0-9a-f]+)", dump):
            assert_unmarked(bytes.fromhex(blob.decode()))

    def test_no_clear_key_is_stored(self, marked):
        with connection.cursor() as cursor:
            cursor.execute("SELECT wrapped FROM vault_datakey")
            for (wrapped,) in cursor.fetchall():
                assert b"AesGcmKey\x12" not in bytes(wrapped)


def clear_keys(keys):
    """The base64 of every practice key, as the key file has it."""
    return re.findall(r'"value": "([^"]+)"', (keys / "practice-key.json").read_text())


def failures(patient, keys):
    """Everything that goes wrong with a clear text or a clear key at hand."""
    diary = Diary.objects.filter(patient=patient).first()

    def unknown_practice_key():
        DataKey.objects.filter(subject=patient.pk).update(wrapped=b"\x01" * 80)
        keyring.forget_opened_keys()
        Diary.objects.create(patient=patient, text=MARKER)

    def half_a_surrogate():
        Diary.objects.create(patient=patient, text=MARKER + "\udc00")

    def not_json():
        Diary.objects.create(patient=patient, answers={MARKER: object()})

    def destroyed():
        actions.destroy_subject(patient.pk)
        diary.text = MARKER
        diary.save()

    def damaged_key_file():
        path = keys / "practice-key.json"
        path.write_text(path.read_text()[:-20])
        keyring.forget_opened_keys()
        Diary.objects.create(patient=patient, text=MARKER)

    def key_file_open_to_all():
        (keys / "practice-key.json").chmod(0o644)
        (keys / "practice-key.json").touch()
        Diary.objects.create(patient=Patient(), text=MARKER)
        Patient.objects.create(email=MARKER)

    return [
        unknown_practice_key,
        half_a_surrogate,
        not_json,
        destroyed,
        damaged_key_file,
        key_file_open_to_all,
    ]


class TestLogs:
    @pytest.mark.parametrize("which", range(6))
    def test_a_logged_exception_shows_neither_text_nor_key(self, marked, keys, which, caplog):
        fail, secrets = failures(marked, keys)[which], clear_keys(keys)
        try:
            with transaction.atomic():
                fail()
        except Exception as problem:
            logging.getLogger("freehold.test").exception("failed")
            plain = "".join(
                traceback.TracebackException.from_exception(problem, capture_locals=False).format()
            )
            # The frames of this test hold the marker; those of the vault must not.
            show = structlog.tracebacks.ExceptionDictTransformer(
                show_locals=True, locals_max_string=100_000, locals_max_length=1000
            )
            shown = show((type(problem), problem, problem.__traceback__))
        else:
            pytest.fail("nothing went wrong")
        assert_unmarked(plain + caplog.text)
        ours = json.dumps(
            [
                f
                for part in shown
                for f in part["frames"]
                if "/vault/" in f["filename"] and "/tests/" not in f["filename"]
            ]
        )
        assert_unmarked(ours)
        for secret in secrets:
            assert secret not in ours + plain + caplog.text

    def test_repr_of_keys_shows_none(self, marked, keys):
        _ = Diary.objects.filter(patient=marked).first().text
        shown = repr([held for _, held in keyring._held._held.values()]) + repr(vars(keyring.source()))
        assert keyring._held._held
        for secret in clear_keys(keys):
            assert secret not in shown
        assert "wrapped=" not in shown
