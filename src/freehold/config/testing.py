"""Settings of the test suite: the real ones, in a data folder that is thrown away."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="freehold-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["FREEHOLD_DATA"] = _data
for _name in (
    "FREEHOLD_KEYS",
    "FREEHOLD_CERT",
    "FREEHOLD_KEY",
    "FREEHOLD_DATABASE_URL",
    "FREEHOLD_REDIS_URL",
    "FREEHOLD_SMTP_URL",
):
    os.environ.pop(_name, None)
# Tests ask nobody but servers of their own.
os.environ["FREEHOLD_ADDRESSES_ASK"] = "false"
if "FREEHOLD_TEST_DATABASE_URL" in os.environ:
    os.environ["FREEHOLD_DATABASE_URL"] = os.environ["FREEHOLD_TEST_DATABASE_URL"]

from .settings import *  # noqa: E402, F403
from .settings import BUILT, DATABASES, DJANGO_VITE, INSTALLED_APPS, OPTIONS  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "freehold.vault.tests"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Hashing in tests is not what is tested; the real hasher is asserted by name.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Server-side tests run without a built front end; browser tests build it first.
DJANGO_VITE["default"]["dev_mode"] = not (BUILT / "manifest.json").exists()
if not OPTIONS.database_url:
    DATABASES["default"]["TEST"] = {"NAME": OPTIONS.data / "test.sqlite3"}
    # By this a command knows the folder of a practice; the tests' own rows are in the file above.
    DATABASES["default"]["NAME"].touch()
    DATABASES["default"]["OPTIONS"] |= {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    }
