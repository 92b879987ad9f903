"""A child that dies is started again, and what it answers comes back."""

import json
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.launcher.processes import await_until, is_alive, kill
from tests.product import Product

pytestmark = pytest.mark.stack


def pids_of(data: Path) -> dict[str, int]:
    return json.loads((data / "run.json").read_text())["pids"]


def answers(url: str) -> bool:
    try:
        return bool(urlopen(url, timeout=2).status == 200)
    except (URLError, OSError):
        return False


def live_child(product: Product, name: str, not_this: int) -> bool:
    pid = pids_of(product.data)[name]
    return pid != not_this and is_alive(pid)


class TestRestart:
    @pytest.mark.parametrize("name", ["web", "worker", "livekit"])
    def test_a_killed_child_comes_back_and_the_others_stay(self, running, name):
        before = pids_of(running.data)
        kill(before[name])
        await_until(lambda: live_child(running, name, before[name]), f"a new {name}")
        await_until(lambda: answers(f"{running.url}/health"), "an answer")
        after = pids_of(running.data)
        assert {other for other in before if before[other] != after[other]} == {name}

    def test_the_web_servers_own_child_comes_back(self, running):
        web = pids_of(running.data)["web"]
        children = Path(f"/proc/{web}/task/{web}/children")
        await_until(lambda: children.read_text().split(), "a serving process")
        before = set(children.read_text().split())
        kill(int(max(before, key=int)))
        await_until(lambda: set(children.read_text().split()) - before, "a new serving process")
        await_until(lambda: answers(f"{running.url}/health"), "an answer")
        assert pids_of(running.data)["web"] == web

    def test_media_comes_back_on_the_same_port_every_time(self, running):
        port = json.loads((running.data / "ports.json").read_text())["livekit_port"]
        for _ in range(3):
            before = pids_of(running.data)["livekit"]
            kill(before)
            await_until(lambda before=before: live_child(running, "livekit", before), "a new media server")
            await_until(lambda: answers(f"http://127.0.0.1:{port}/"), "its answer", within=5)
