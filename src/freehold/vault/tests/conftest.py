import pytest

from freehold.vault import keyring
from freehold.vault.tests.models import Diary, Patient


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A key folder for each test, and no key still open from the one before."""
    settings.VAULT_KEYS_FOLDER = tmp_path / "keys"
    keyring.forget_opened_keys()
    yield settings.VAULT_KEYS_FOLDER
    keyring.forget_opened_keys()


@pytest.fixture
def sam(db):
    return Patient.objects.create(email="Sam@Example.org")


@pytest.fixture
def ava(db):
    return Patient.objects.create(email="ava@example.org")


@pytest.fixture
def diary(sam):
    return Diary.objects.create(patient=sam, text="slept badly", second="better", answers={"mood": [3, 4]})
