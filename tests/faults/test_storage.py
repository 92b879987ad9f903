"""A locked database, a full disk: a clear page, nothing half written, and on it goes after."""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager

import psycopg
import pytest

from tests.faults.practice import Dana, open_practice
from tests.installations import WITHIN, await_until, free_port

NEW = {"name": "Kim Adeyemi", "email": "", "phone": "", "zone": "America/New_York"}


@contextmanager
def locked(installation):
    """Another process holds what every write needs."""
    if installation.database_url:
        with psycopg.connect(installation.database_url) as other:
            other.execute("LOCK TABLE people_person, audit_chainhead IN ACCESS EXCLUSIVE MODE")
            yield
    else:
        with closing(sqlite3.connect(installation.data / "freehold.sqlite3")) as other:
            other.execute("BEGIN IMMEDIATE")
            yield


def counts(installation):
    return [
        installation.query("SELECT count(*) FROM people_person"),
        installation.query("SELECT count(*) FROM audit_auditevent"),
        installation.query("SELECT count(*) FROM live_event"),
    ]


class TestLocked:
    def test_it_says_so_keeps_nothing_half_and_goes_on_after(self, installation):
        installation.settings = "tests.faults.settings"
        dana = Dana(port := free_port(), open_practice(installation))
        installation.serve(port)
        assert dana.add_patient()
        before = counts(installation)
        with locked(installation):
            status, headers, page = dana.ask("POST", "/patients/new", NEW)
        assert status == 503
        assert headers["retry-after"]
        assert "locked" not in page.lower(), "the page is for people"
        assert "Kim" not in (installation.data / "web.log").read_text()
        assert page.rstrip().endswith("</html>"), "whole"
        assert counts(installation) == before
        assert dana.add_patient()


class TestFull:
    """On a small file system of its own; mounting one needs root."""

    @pytest.fixture
    def small_disk(self, installation, tmp_path):
        if installation.database_url:
            pytest.skip("PostgreSQL keeps its own disk")
        disk = tmp_path / "small"
        disk.mkdir()
        try:
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk], check=True, capture_output=True
            )
        except (subprocess.CalledProcessError, FileNotFoundError):
            pytest.skip("SKIPPED LOUDLY: a full disk was not tried, this user may not mount a small one")
        shutil.copytree(installation.data, disk / "data")
        installation.data = disk / "data"
        yield disk
        installation.end()
        subprocess.run(["umount", "-l", disk], check=True)

    def test_it_says_so_keeps_nothing_half_and_goes_on_after(self, installation, small_disk):
        dana = Dana(port := free_port(), open_practice(installation))
        installation.serve(port)
        assert dana.add_patient()
        ballast = small_disk / "ballast"
        fill(ballast)
        before = counts(installation)
        added = 0
        # What room is left in the pages of database and log is used first.
        for _ in range(500):
            status, headers, page = dana.ask("POST", "/patients/new", NEW)
            if status != 302:
                break
            added += 1
        assert status == 503
        assert headers["retry-after"]
        assert "no room left" in page, re.findall("<title>.*?</title>", page, re.S)
        assert page.rstrip().endswith("</html>")
        people, events, _ = counts(installation)
        assert people[0][0] == before[0][0][0] + added, "none of the refused is there"
        assert events[0][0] >= before[1][0][0] + added
        assert dana.ask("GET", "/health")[0] == 200, "reading goes on"
        ballast.unlink()
        assert dana.add_patient()
        with closing(sqlite3.connect(installation.data / "freehold.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def fill(ballast):
    with ballast.open("wb") as file:
        try:
            while True:
                os.write(file.fileno(), b"\0" * 4096)
        except OSError:
            return


class TestDatabaseGone:
    def test_the_worker_waits_and_goes_on(self, installation):
        """Its tables are locked by another for longer than it waits for them."""
        installation.settings = "tests.faults.settings"
        log = installation.data / "worker.log"
        with locked_jobs(installation):
            worker = installation.worker(stdout=log.open("w"), stderr=subprocess.STDOUT)
            await_until(lambda: "trouble" in log.read_text(), within=WITHIN)
        await_until(
            lambda: (
                installation.query("SELECT count(*) FROM jobs_attempt WHERE outcome = 'succeeded'") >= [(1,)]
            )
        )
        assert worker.poll() is None


@contextmanager
def locked_jobs(installation):
    if installation.database_url:
        with psycopg.connect(installation.database_url) as other:
            other.execute("LOCK TABLE jobs_schedule IN ACCESS EXCLUSIVE MODE")
            yield
    else:
        with closing(sqlite3.connect(installation.data / "freehold.sqlite3")) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
