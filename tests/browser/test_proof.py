"""`./freehold doctor --outside` on the running demo: one walk for all tests of this file.

It walks every page as everybody and a whole session, so this is also the test that a visit asks nobody but
the practice: not its pages, not the browser around them, not its media.
"""

import functools
import http.server
import json
import re
import socket
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from freehold.cli.doctor.finding import State
from freehold.cli.doctor.outside import chromium, network_log
from freehold.cli.doctor.outside.candidates import hosts_of
from freehold.cli.doctor.outside.ice import note_ice
from freehold.cli.doctor.outside.planned import Planned
from freehold.cli.doctor.outside.tests.evidence import judged, walk
from freehold.people.roles import Role
from tests.browsers import CHROMIUM, flags
from tests.launcher.processes import clean_environment
from tests.product import ROOT, Product

OURS = ["127.0.0.1", "localhost"]


def doctor(*arguments: str, temporary: Path | None = None) -> "subprocess.CompletedProcess[str]":
    environment = clean_environment() | ({"TMPDIR": str(temporary)} if temporary else {})
    command = [str(ROOT / "freehold"), "doctor", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def counts(product: Product) -> dict[str, int]:
    """Rows of each table of the real practice but the audit, the worker's and live events."""
    with closing(sqlite3.connect(product.data / "freehold.sqlite3")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in names if name.startswith(("people_", "rooms_", "schedule_"))]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in kept}  # noqa: S608


@dataclass
class Made:
    """What one run said, wrote and left."""

    code: int
    facts: dict[str, Any]
    file: Path
    data: Path
    left: list[str]
    before: dict[str, int]
    after: dict[str, int]
    events: list[tuple[str, str, str]]

    def checks(self) -> dict[str, dict[str, str]]:
        return {check["name"]: check for check in self.facts["checks"]}


@pytest.fixture(scope="module")
def made(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("proof")
    temporary, file = folder / "tmp", folder / "proof.html"
    temporary.mkdir()
    before = counts(product)
    arguments = ("--outside", "--json", "--proof", str(file), "--data", str(product.data))
    done = doctor(*arguments, temporary=temporary)
    assert done.stdout, done.stderr
    with closing(sqlite3.connect(product.data / "freehold.sqlite3")) as database:
        events = database.execute("SELECT event, who, why FROM audit_auditevent WHERE event = 'proof.made'")
        return Made(
            code=done.returncode,
            facts=json.loads(done.stdout),
            file=file,
            data=product.data,
            left=[path.name for path in temporary.iterdir()],
            before=before,
            after=counts(product),
            events=events.fetchall(),
        )


class TestTheWalk:
    def test_everything_stayed_here(self, made):
        required = {name: made.checks()[name]["state"] for name in made.facts["required"]}
        assert set(required.values()) == {State.OK}, required
        assert made.facts["verdict"] == "proved"
        assert made.code in (0, 2), "in a container the clock may not be told"

    def test_every_request_name_and_address_is_the_practices_own(self, made):
        seen = made.facts["seen"]
        assert seen["requested"] == OURS
        assert seen["ice_hosts"] == ["127.0.0.1"]
        assert set(seen["connected"]) <= {"127.0.0.1", "::1"}
        assert seen["names"] == []
        assert len(seen["candidates"]) >= 2

    def test_it_went_everywhere_as_everybody(self, made):
        walked = {way["who"]: way["pages"] for way in made.facts["walked"] if way["where"] == "copy"}
        assert {role.value.replace("_", " ") for role in Role} <= walked.keys()
        assert len({page["kind"] for page in walked["owner"]}) >= 15
        assert {page["status"] for pages in walked.values() for page in pages} == {200}
        assert "/link/<id>" in {page["kind"] for page in walked["a stranger"]}
        pages = [path for path in made.facts["not_reached"] if path.count("/") == 1]
        assert set(pages) <= {"/health", "/manifest.webmanifest", "/resume", "/service-worker.js"}

    def test_two_people_met(self, made):
        assert made.facts["session"]["met"]
        assert [path["remote"] for path in made.facts["session"]["paths"]] == ["127.0.0.1"] * 2

    def test_the_live_ones_open_pages_were_walked_and_its_files_compared(self, made):
        (live,) = [way for way in made.facts["walked"] if way["where"] == "live"]
        assert "/sign-in" in {page["kind"] for page in live["pages"]}
        assert made.facts["program"]["compared"] >= 10
        assert made.facts["program"]["unlike"] == []


class TestTheRealPractice:
    def test_nobody_was_signed_in_and_nothing_was_booked(self, made):
        assert made.before == made.after

    def test_nothing_of_the_copy_is_left(self, made):
        assert made.left == []

    def test_the_audit_says_that_it_was_made(self, made):
        ((_event, who, why),) = made.events
        assert who == "system"
        assert why.startswith("proved, sha256 ")


class TestThePage:
    def test_it_is_as_it_was_signed(self, made):
        done = doctor("--verify", str(made.file), "--data", str(made.data))
        assert done.returncode == 0, done.stdout
        assert made.facts["maker"]["installation"] in done.stdout

    def test_somebody_elsewhere_checks_it_by_the_key(self, made, tmp_path):
        elsewhere = ("--verify", str(made.file), "--data", str(tmp_path / "none"))
        assert doctor(*elsewhere).returncode == 2
        assert doctor(*elsewhere, "--key", made.facts["maker"]["key"]).returncode == 0
        assert doctor(*elsewhere, "--key", "nonsense").returncode == 2
        assert not (tmp_path / "none").exists()

    def test_a_changed_one_is_refused(self, made, tmp_path):
        changed = tmp_path / "proof.html"
        changed.write_text(made.file.read_text().replace("Elm Street", "Oak Street", 1))
        done = doctor("--verify", str(changed), "--data", str(made.data))
        assert done.returncode == 1
        assert "changed" in done.stdout

    def test_its_hash_is_the_one_in_the_audit(self, made):
        sha256 = re.search(r"^sha256 ([0-9a-f]{64})$", made.file.read_text(), re.MULTILINE)
        assert sha256
        assert sha256.group(1) in made.events[0][2]

    def test_it_names_no_made_up_person(self, made):
        text = made.file.read_text()
        assert "Elm Street Therapy" in text
        for name in ("Brennan", "Reyes", "Baum", "Vale"):
            assert name not in text


class TestRefusals:
    def test_a_proof_of_no_practice(self, tmp_path):
        done = doctor("--outside", "--proof", str(tmp_path / "p.html"), "--data", str(tmp_path / "none"))
        assert done.returncode == 73
        assert "holds no practice" in done.stderr

    def test_a_kind_of_file_that_it_cannot_write(self, product, tmp_path):
        done = doctor("--outside", "--proof", str(tmp_path / "proof.doc"), "--data", str(product.data))
        assert done.returncode == 2
        assert ".html, .pdf, .txt" in done.stderr

    def test_a_proof_without_a_walk(self, tmp_path):
        assert doctor("--proof", str(tmp_path / "proof.html"), "--data", str(tmp_path)).returncode == 2


PLANTED = """<!doctype html><title>Planted</title>
<script>
const picture = new Image();
picture.onerror = () => document.title = "asked";
picture.src = "http://127.0.0.2:PORT/pixel.gif";
const line = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.3:STUN" }] });
line.createDataChannel("x");
line.createOffer().then((offer) => line.setLocalDescription(offer));
</script>"""


@pytest.fixture
def planted(tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    """A page that asks another host and sends people to somebody else's STUN server; and that server."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stun,
    ):
        stun.bind(("127.0.0.3", 0))
        stun.settimeout(30)
        port = server.server_address[1]
        page = PLANTED.replace("PORT", str(port)).replace("STUN", str(stun.getsockname()[1]))
        (tmp_path / "planted.html").write_text(page)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{port}/planted.html", stun
        server.shutdown()


def test_what_is_planted_in_a_page_is_found_and_named(
    browser_program: Browser, planted: tuple[str, socket.socket], tmp_path: Path
):
    log = tmp_path / "network.json"
    browser = browser_program.browser_type.launch(
        executable_path=str(CHROMIUM), args=flags(*chromium.log_to(log), *chromium.cut_off_from_its_maker())
    )
    page = browser.new_page()
    page.add_init_script(note_ice())
    url, stun = planted
    page.goto(url)
    page.wait_for_function("document.title === 'asked'")
    assert stun.recv(2048)
    told = page.evaluate("window.ice") | {"path": {"protocol": "udp", "remote": "127.0.0.1"}}
    browser.close()
    seen = network_log.read(json.loads(log.read_text()))
    found = judged(
        planned=Planned(frozenset({"127.0.0.1"}), frozenset()),
        walk=walk(requested=set(), told=[told], log=seen),
    )
    assert hosts_of([told]) == {"127.0.0.3"}
    for name, stranger in (
        ("requests", "127.0.0.2"),
        ("connections", "127.0.0.2"),
        ("connections", "127.0.0.3"),
        ("ways for media", "127.0.0.3"),
    ):
        assert found[name].state is State.BAD
        assert stranger in found[name].says
