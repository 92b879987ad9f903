"""`./freehold up`: one line of JSON when everything answers, and a place for each person to go."""

import json
import re
import subprocess
from urllib.request import urlopen

import pytest

from tests.launcher.commands import REAL_PRACTICE, freehold, in_django
from tests.launcher.processes import clean_environment, is_alive
from tests.product import ROOT

pytestmark = pytest.mark.stack


def forms_on(url: str) -> list[str]:
    with urlopen(url, timeout=10) as page:
        return re.findall(r"<form\b[^>]*>", page.read().decode())


class TestUp:
    def test_it_prints_one_line_when_everything_answers(self, run):
        product = run()
        assert urlopen(f"{product.url}/health", timeout=10).status == 200
        assert set(product.pids) == {"supervisor", "web", "worker", "livekit"}
        assert all(is_alive(pid) for pid in product.pids.values())
        assert product.people == []
        product.stop()
        assert product.process.stdout.read() == "", "nothing else may stand on standard output"

    def test_the_set_up_link_shows_one_form(self, running):
        link = running.setup_link
        assert link.startswith("http://localhost:"), "passkeys need a host name"
        assert len(forms_on(link)) == 1

    def test_a_second_start_gives_a_fresh_link_in_the_same_folder_on_the_same_media_ports(self, run, data):
        first = run()
        link, ports = first.setup_link, (data / "ports.json").read_text()
        first.stop()
        again = run()
        assert again.data == first.data
        assert (data / "ports.json").read_text() == ports
        assert again.setup_link.partition("/link/")[2] != link.partition("/link/")[2]

    def test_two_folders_run_side_by_side(self, run, running):
        one, two = running, run()
        assert one.url != two.url
        for product in (one, two):
            assert urlopen(f"{product.url}/health", timeout=10).status == 200
        ports = [json.loads((product.data / "ports.json").read_text()) for product in (one, two)]
        assert not set(ports[0].values()) & set(ports[1].values())

    def test_it_starts_through_a_link_from_another_folder_with_spaces(self, data, tmp_path):
        odd = tmp_path / "a folder of mine"
        odd.mkdir()
        (odd / "free hold").symlink_to(ROOT / "freehold")
        moved = odd / "the data"
        data.rename(moved)
        command = [str(odd / "free hold"), "up", "--json", "--port", "0", "--data", "the data"]
        process = subprocess.Popen(
            command, cwd=odd, env=clean_environment(), stdout=subprocess.PIPE, text=True
        )
        try:
            line = json.loads(process.stdout.readline())
            assert line["data"] == str(moved)
            assert urlopen(f"{line['url']}/health", timeout=10).status == 200
        finally:
            process.terminate()
            assert process.wait(20) == 0
            process.stdout.close()

    def test_what_it_writes_is_for_its_owner_only(self, running):
        paths = (running.data, *running.data.rglob("*"))
        open_to_others = [path for path in paths if path.exists() and path.lstat().st_mode & 0o077]
        assert open_to_others == []

    def test_the_media_servers_secret_stands_in_the_keys_folder_only(self, running):
        data = running.data
        secret = (data / "keys" / "livekit-secret").read_text().strip().encode()
        holders = {path for path in data.rglob("*") if path.is_file() and secret in path.read_bytes()}
        assert {path.parent for path in holders} == {data / "keys"}


class TestWithoutMediaServer:
    def test_everything_else_works_and_it_says_why(self, run, tmp_path):
        no_go = {"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(tmp_path / "cache"), "UV_OFFLINE": "1"}
        product = run(environment=no_go)
        assert product.pids["livekit"] is None
        assert urlopen(f"{product.url}/health", timeout=10).status == 200
        said = product.log.read_text()
        assert "no live rooms" in said
        assert "Go 1.26" in said
        assert "https://go.dev/dl" in product.settings()["livekit_missing"]


class TestDemo:
    def test_each_person_gets_a_fresh_link_on_the_host_of_their_side(self, run, tmp_path):
        tokens: list[set[str]] = []
        for _ in range(2):
            product = run("--demo", data=tmp_path / "demo")
            roles = {person["role"] for person in product.people}
            assert {"owner", "clinician", "front_desk", "patient"} <= roles
            for person in product.people:
                side = "127.0.0.1" if person["role"] in ("patient", "guardian") else "localhost"
                assert person["link"].startswith(f"http://{side}:")
            assert len(forms_on(product.link("Dana Reyes"))) == 1
            tokens.append({person["link"].partition("/link/")[2] for person in product.people})
            product.stop()
        assert not tokens[0] & tokens[1]

    def test_it_refuses_a_real_practice(self, data):
        in_django(REAL_PRACTICE, data=data)
        done = freehold("up", "--demo", "--json", "--port", "0", data=data)
        assert done.returncode == 73
        assert done.stdout == ""
        assert "holds a real practice" in done.stderr
