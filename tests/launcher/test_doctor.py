"""`./freehold doctor`, asked about a real installation: running, stopped, killed, and with things wrong."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.launcher.commands import REAL_PRACTICE, freehold, in_django
from tests.launcher.processes import kill

pytestmark = pytest.mark.stack


def examine(data: Path) -> tuple[int, dict[str, dict[str, str]]]:
    """Exit code, and each finding by its name; the worst where a name comes twice."""
    done = freehold("doctor", "--json", data=data)
    worst = {"ok": 0, "unknown": 1, "warn": 2, "bad": 3}
    findings = sorted(json.loads(done.stdout)["checks"], key=lambda one: worst[one["state"]])
    return done.returncode, {one["name"]: one for one in findings}


def rows(data: Path) -> list[str]:
    """Everything in the database as statements: the files themselves change when SQLite folds its log in."""
    with closing(sqlite3.connect(data / "freehold.sqlite3")) as database:
        return list(database.iterdump())


class TestDoctor:
    def test_nothing_is_bad_where_it_runs(self, run, data):
        product = run()
        code, found = examine(data)
        assert [one for one in found.values() if one["state"] == "bad"] == []
        assert code in (0, 2), "in a container the clock may not be told"
        assert str(product.pids["supervisor"]) in found["running"]["says"]
        for name in (
            "web",
            "media",
            "database",
            "database pages",
            "tables",
            "keys folder",
            "worker heartbeat",
        ):
            assert found[name]["state"] == "ok", found[name]
        assert found["database"]["says"].startswith("SQLite with WAL, synchronous=FULL")
        assert "of every address" in found["media port"]["says"]
        assert "./freehold addresses plan" in found["media port"]["mend"]
        assert "nft -f plan/freehold.nft" in found["media port"]["mend"]

    def test_it_says_where_the_keys_are_and_what_that_means(self, data):
        _, found = examine(data)
        assert str(data / "keys") in found["keys"]["says"]
        assert "same disk" in found["keys"]["means"]

    def test_it_knows_a_killed_run(self, run, data):
        product = run()
        kill(product.pids["supervisor"])
        product.process.wait(5)
        _, found = examine(data)
        assert found["running"]["state"] == "warn"
        assert "was killed" in found["running"]["means"]

    def test_what_others_can_read_is_bad(self, data):
        (data / "keys").chmod(0o755)
        code, found = examine(data)
        assert code == 1
        assert found["keys folder"]["mend"].startswith("chmod go=")

    def test_a_demo_on_an_owned_address_is_bad(self, data):
        in_django(REAL_PRACTICE.replace("zone=", "is_demo=True, zone=", 1), data=data)
        (data / "freehold.toml").write_text('address = "203.0.113.7"\n')
        code, found = examine(data)
        assert code == 1
        assert found["practice"]["state"] == "bad"
        assert found["TLS"]["state"] == "bad"

    def test_a_damaged_database_is_found(self, data):
        path = data / "freehold.sqlite3"
        body = bytearray(path.read_bytes())
        body[4096 * 3 : 4096 * 40] = b"\xff" * 4096 * 37
        path.write_bytes(body)
        code, found = examine(data)
        assert code in (1, 2)
        assert {found[name]["state"] for name in ("database", "database pages") if name in found} - {"ok"}

    def test_it_changes_nothing(self, data):
        before = rows(data)
        examine(data)
        assert rows(data) == before

    def test_a_folder_without_anything(self, tmp_path):
        _, found = examine(tmp_path / "none")
        assert found["data folder"]["state"] == "warn"
        assert not (tmp_path / "none").exists()
