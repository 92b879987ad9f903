"""An installation of its own for tests that start real processes: data folder, keys, database, all migrated.

The database follows the run: SQLite, or a fresh database in the cluster of `FREEHOLD_TEST_DATABASE_URL`.
Migrating takes seconds, so it is done once per test process and copied.
"""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[1]
CLUSTER = os.environ.get("FREEHOLD_TEST_DATABASE_URL", "")
WITHIN = 30.0  # seconds a process may take to do what a test waits for


@dataclass
class Installation:
    data: Path
    database_url: str = ""
    settings: str = "freehold.config.settings"
    processes: list["subprocess.Popen[str]"] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FREEHOLD_")}
        database = {"FREEHOLD_DATABASE_URL": self.database_url} if self.database_url else {}
        return kept | database | {
            "FREEHOLD_DATA": str(self.data),
            "DJANGO_SETTINGS_MODULE": self.settings,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "PYTHONUNBUFFERED": "1",
        }  # fmt: skip

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """Start Python with these arguments; it is ended with the test."""
        given: dict[str, Any] = {"env": self.environment, "text": True, "cwd": ROOT} | options
        process = subprocess.Popen([sys.executable, *arguments], **given)
        self.processes.append(process)
        return process

    def run(self, code: str) -> str:
        """What this code prints, run where Django is set up."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.environment, cwd=ROOT, text=True, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def migrate(self) -> None:
        self.run(
            "from django.core.management import call_command\n"
            "call_command('migrate', verbosity=0)\n"
            "call_command('createcachetable', verbosity=0)\n"
        )

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a SELECT, asked of the database itself."""
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(sql).fetchall()  # type: ignore[arg-type]
        with closing(sqlite3.connect(self.data / "freehold.sqlite3", timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def worker(self, **options: Any) -> "subprocess.Popen[str]":
        return self.start("-m", "freehold.jobs", **options)

    def serve(self, port: int, *, workers: int = 1) -> "subprocess.Popen[str]":
        """The web server as the launcher starts it; returns when it answers."""
        server = self.start(
            "-m", "granian", "--interface", "asgi", "--port", str(port), "--workers", str(workers),
            "--workers-kill-timeout", "2", "--respawn-failed-workers", "--respawn-interval", "0.1",
            "freehold.config.asgi:application",
            stdout=(self.data / "web.log").open("a"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        await_until(lambda: answers(port))
        return server

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
            return True
    except URLError as problem:
        return hasattr(problem, "code")
    except OSError:
        return False


def await_until(holds: Callable[[], object], *, within: float = WITHIN) -> None:
    """Return as soon as it holds; fail when it doesn't in time."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _database(template: str = "") -> Iterator[str]:
    """URL of a new database in the run's cluster; empty on SQLite."""
    if not CLUSTER:
        yield ""
        return
    name = f"installation_{uuid.uuid4().hex}"
    copied = f' TEMPLATE "{template.rsplit("/", 1)[1]}"' if template else ""
    with psycopg.connect(CLUSTER, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{copied}')
    yield CLUSTER.rsplit("/", 1)[0] + "/" + name
    with psycopg.connect(CLUSTER, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The one that is copied; nobody writes to it."""
    with _database() as url:
        made = Installation(tmp_path_factory.mktemp("migrated"), url)
        made.migrate()
        yield made


@pytest.fixture
def installation(migrated: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation whose processes end with the test."""
    data = tmp_path / "data"
    shutil.copytree(migrated.data, data)
    with _database(template=migrated.database_url) as url:
        made = Installation(data, url)
        try:
            yield made
        finally:
            made.end()
