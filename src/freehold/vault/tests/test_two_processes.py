"""Several processes on one database and key folder."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from freehold.vault import keyring
from freehold.vault.models import DataKey
from freehold.vault.tests.models import Diary, Patient

WRITER = """
import os, sys, uuid
import django
django.setup()
from django.conf import settings
from django.db import transaction
settings.DATABASES["default"]["NAME"] = os.environ["NAME"]
from pathlib import Path
settings.VAULT_KEYS_FOLDER = Path(os.environ["KEYS"])
from freehold.vault.tests.models import Diary
subject = uuid.UUID(os.environ["SUBJECT"])
print("ready", flush=True)
sys.stdin.readline()
with transaction.atomic():
    Diary.objects.create(patient_id=subject, text=os.environ["TEXT"])
"""


def writers(keys, subject, texts):
    """Processes that each wait for the word and then write a first diary of the same patient."""
    settings = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "freehold.config.testing",
        "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
        "NAME": str(settings["NAME"]),
        "KEYS": str(keys),
        "SUBJECT": str(subject),
    }
    return [
        subprocess.Popen(
            [sys.executable, "-c", WRITER],
            env=environment | {"TEXT": text},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for text in texts
    ]


@pytest.mark.django_db(transaction=True)
class TestFirstKey:
    def test_processes_at_once_make_one_practice_key_and_one_patient_key(self, keys):
        patient = Patient.objects.create(id=uuid4(), email=None)
        texts = ["from one", "from the other"]
        started = writers(keys, patient.pk, texts)
        try:
            for process in started:
                assert process.stdout.readline() == "ready\n"
            for process in started:
                process.stdin.write("go\n")
                process.stdin.flush()
            assert [process.wait(timeout=60) for process in started] == [0, 0]
        finally:
            for process in started:
                process.kill()
                process.communicate()
        assert DataKey.objects.filter(subject=patient.pk, purpose="cells").count() == 1
        keyring.forget_opened_keys()
        assert sorted(row.text for row in Diary.objects.all()) == texts
        assert [path.name for path in keys.iterdir()] == ["practice-key.json"]
