"""The newcomer's way: a fresh clone, a folder with spaces, an empty home, nothing in the environment.

It asks package registries for everything and builds the media server, for minutes: `./freehold test --soak`.
"""

import json
import subprocess
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.launcher.processes import of_installation
from tests.product import ROOT

pytestmark = [pytest.mark.stack, pytest.mark.soak]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    if not (ROOT / ".git").exists():
        pytest.skip("this copy is not a git clone")
    target = tmp_path / "a folder of mine" / "free hold"
    subprocess.run(["git", "clone", "--quiet", ROOT, target], check=True)
    return target


@pytest.fixture
def home(tmp_path: Path) -> Path:
    empty = tmp_path / "home"
    empty.mkdir()
    return empty


class TestFreshClone:
    def test_two_commands_after_cloning_it_runs(self, clone, home):
        given = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin"}
        command = [str(clone / "freehold"), "up", "--demo", "--json", "--port", "0"]
        process = subprocess.Popen(command, cwd="/", env=given, stdout=subprocess.PIPE, text=True)
        try:
            line = json.loads(process.stdout.readline())
            assert Path(line["data"]) == clone / "data"
            assert urlopen(f"{line['url']}/health", timeout=10).status == 200
            assert line["pids"]["livekit"]
        finally:
            process.terminate()
            process.wait(30)
            process.stdout.close()
        assert of_installation(clone / "data") == set()
        changed = subprocess.run(
            ["git", "-C", clone, "status", "--short"], capture_output=True, text=True, check=True
        )
        assert changed.stdout == "", "starting it writes nothing that git would want"
