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
    def test_a_killed_child_comes_back(self, run, name):
        product = run()
        kill(product.pids[name])
        await_until(lambda: live_child(product, name, product.pids[name]), f"a new {name}")
        await_until(lambda: answers(f"{product.url}/health"), "an answer")
        others = {other: pid for other, pid in product.pids.items() if other != name}
        assert others == {other: pid for other, pid in pids_of(product.data).items() if other != name}

    def test_the_web_servers_own_child_comes_back(self, run):
        product = run()
        children = Path(f"/proc/{product.pids['web']}/task/{product.pids['web']}/children")
        before = set(children.read_text().split())
        serving = max(before, key=int)
        kill(int(serving))
        await_until(lambda: set(children.read_text().split()) - before, "a new serving process")
        await_until(lambda: answers(f"{product.url}/health"), "an answer")
        assert pids_of(product.data)["web"] == product.pids["web"]

    def test_media_comes_back_on_the_same_port(self, run):
        product = run()
        port = json.loads((product.data / "ports.json").read_text())["livekit_port"]
        for _ in range(3):
            before = pids_of(product.data)["livekit"]
            kill(before)
            await_until(lambda before=before: live_child(product, "livekit", before), "a new media server")
            await_until(lambda: answers(f"http://127.0.0.1:{port}/"), "its answer", within=5)
