"""Keys that are gone, exposed, damaged or another's: a clear refusal, never a new key over old data."""

import os
import stat

import pytest

from freehold import vault
from freehold.vault import keyring
from freehold.vault.errors import KeysUnreadable
from freehold.vault.keys import KeyFiles
from freehold.vault.tests.models import Diary, Patient

pytestmark = pytest.mark.django_db


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


class TestFirstUse:
    def test_the_folder_and_file_are_the_owners_only(self, keys, sam):
        assert mode(keys) == 0o700
        assert {path.name: mode(path) for path in keys.iterdir()} == {"practice-key.json": 0o600}

    def test_no_umask_makes_them_wider(self, keys, db):
        before = os.umask(0)
        try:
            Patient.objects.create(email="s@example.org")
        finally:
            os.umask(before)
        assert (mode(keys), mode(keys / "practice-key.json")) == (0o700, 0o600)


class TestMissing:
    def test_reading_says_that_the_keys_are_missing(self, keys, diary):
        keys.rename(keys.with_name("elsewhere"))
        keyring.forget_opened_keys()
        with pytest.raises(vault.KeysMissing, match=r"keys are missing.*Put the key folder back"):
            _ = Diary.objects.get(pk=diary.pk).text

    def test_writing_makes_no_new_key_over_old_data(self, keys, diary):
        keys.rename(keys.with_name("elsewhere"))
        keyring.forget_opened_keys()
        with pytest.raises(vault.KeysMissing):
            Patient.objects.create(email="another@example.org")
        assert not keys.exists()

    def test_putting_the_folder_back_mends_it(self, keys, diary):
        away = keys.rename(keys.with_name("elsewhere"))
        keyring.forget_opened_keys()
        with pytest.raises(vault.KeysMissing):
            _ = Diary.objects.get(pk=diary.pk).text
        away.rename(keys)
        assert Diary.objects.get(pk=diary.pk).text == "slept badly"


class TestExposed:
    @pytest.mark.parametrize("loose", [0o750, 0o701, 0o755, 0o770])
    def test_a_folder_open_to_others_is_refused(self, keys, diary, loose):
        keys.chmod(loose)
        (keys / "practice-key.json").touch()
        keyring.forget_opened_keys()
        with pytest.raises(vault.KeysExposed, match="chmod 0700"):
            _ = Diary.objects.get(pk=diary.pk).text

    @pytest.mark.parametrize("loose", [0o640, 0o604, 0o644, 0o660])
    def test_a_file_open_to_others_is_refused(self, keys, diary, loose):
        (keys / "practice-key.json").chmod(loose)
        (keys / "practice-key.json").touch()
        keyring.forget_opened_keys()
        with pytest.raises(vault.KeysExposed, match="chmod 0600"):
            _ = Diary.objects.get(pk=diary.pk).text

    def test_a_folder_that_was_open_before_us_is_refused(self, keys, db):
        keys.mkdir(mode=0o755)
        with pytest.raises(vault.KeysExposed):
            Patient.objects.create(email="s@example.org")
        assert list(keys.iterdir()) == []


class TestWrong:
    @pytest.mark.parametrize(
        "text", ["", "{", "[]", '{"format": "another/1"}', '{"format": "freehold-practice-key/1"}']
    )
    def test_a_damaged_file_is_named(self, keys, diary, text):
        (keys / "practice-key.json").write_text(text)
        keyring.forget_opened_keys()
        with pytest.raises(KeysUnreadable, match=r"practice-key\.json"):
            _ = Diary.objects.get(pk=diary.pk).text

    def test_another_installations_key_opens_nothing(self, keys, diary, settings, tmp_path):
        settings.VAULT_KEYS_FOLDER = tmp_path / "another"
        KeyFiles(tmp_path / "another").create()
        keyring.forget_opened_keys()
        with pytest.raises(vault.KeyUnknown, match="another installation"):
            _ = Diary.objects.get(pk=diary.pk).text


class TestReport:
    def test_a_healthy_folder_has_no_problem(self, keys, diary):
        report = vault.describe()
        assert report.is_well
        assert report.folder == keys
        assert report.modes == {str(keys): "0700", str(keys / "practice-key.json"): "0600"}
        assert str(keys) in report.meaning[0]

    def test_it_says_when_the_keys_are_missing(self, keys, diary):
        keys.rename(keys.with_name("elsewhere"))
        assert ["keys are missing" in problem for problem in vault.describe().problems] == [True]

    def test_it_names_every_loose_mode(self, keys, diary):
        keys.chmod(0o755)
        (keys / "practice-key.json").chmod(0o644)
        assert len(vault.describe().problems) == 2

    def test_a_shared_disk_is_said(self, keys, diary, monkeypatch):
        monkeypatch.setattr("freehold.vault.report._is_on_the_database_disk", lambda folder: True)
        assert any("same disk" in line for line in vault.describe().meaning)

    def test_it_can_be_read_by_a_machine(self, diary):
        import json

        assert json.loads(json.dumps(vault.describe().as_json()))["problems"] == []
