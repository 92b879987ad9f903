"""A practice on an address it owns: set up, book, meet, with nothing between the two but one wire.

The same visit three times: over UDP, over the embedded TURN only, and with UDP cut off. Each time every
request, every ICE server and every candidate that the browsers were given is on 203.0.113.10.
"""

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import traffic, visit
from tests.browsers import chromium
from tests.netns import authority, stage
from tests.netns.stage import PRACTICE_ADDRESS, Stage
from tests.product import Product, start

pytestmark = [
    pytest.mark.netns,
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(bool(stage.why_not()), reason=f"NOT PROVEN HERE: {stage.why_not()}"),
]

PASSWORD = "a long walk by the river"
PORT = 8443


def one_time_code(secret: str) -> str:
    """The six digits an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@dataclass
class Practice:
    """A practice on its owned address, set up by its owner, and a browser at somebody's home."""

    stage: Stage
    product: Product
    home: Browser
    owner: dict[str, object]
    """The owner's cookies and storage, as Playwright keeps them."""
    reached: set[str]

    def window(
        self, *, size: visit.ViewportSize = visit.DESKTOP, policy: str = "", owner: bool = False
    ) -> visit.Window:
        context = self.home.new_context(viewport=size, storage_state=self.owner if owner else None)
        context.add_init_script(traffic.note_ice(policy))
        watch(context, self.reached)
        return visit.Window(context.new_page(), context)


def watch(context: BrowserContext, reached: set[str]) -> None:
    """Note the host of every request and WebSocket of every page."""
    context.on("request", lambda request: reached.add(urlsplit(request.url).hostname or request.url))
    context.on(
        "page", lambda page: page.on("websocket", lambda socket: reached.add(urlsplit(socket.url).hostname))
    )


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    folder = tmp_path_factory.mktemp("owned")
    chain, key, fingerprint = authority.certificate_for(PRACTICE_ADDRESS, folder)
    with stage.raised(folder) as hosts:
        product = start(
            *("--address", PRACTICE_ADDRESS, "--port", str(PORT), "--cert", str(chain), "--key", str(key)),
            data=folder / "data",
            prefix=hosts.inside(hosts.practice),
        )
        try:
            trust = f"--ignore-certificate-errors-spki-list={fingerprint}"
            with chromium(trust, program=hosts.browser_at(hosts.home)) as home:
                reached: set[str] = set()
                yield Practice(hosts, product, home, _set_up(product, home, reached), reached)
        finally:
            product.stop()


def _set_up(product: Product, home: Browser, reached: set[str]) -> dict[str, object]:
    """The owner's first ten minutes: the set-up link, an authenticator app, recovery codes."""
    assert product.setup_link is not None
    context = home.new_context(viewport=visit.DESKTOP)
    watch(context, reached)
    page = context.new_page()
    page.goto(product.setup_link)
    page.get_by_label("practice", exact=False).first.fill("Alder Street Practice")
    page.get_by_label("Your name").fill("Ilse Baum")
    page.get_by_label("e-mail", exact=False).fill("ilse@alder.example")
    page.get_by_label("password", exact=False).first.fill(PASSWORD)
    page.get_by_label(re.compile("treat|see patients", re.IGNORECASE)).check()
    page.get_by_role("button", name="Set up the practice").click()
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_text("No camera?").click()
    secret = page.locator("details code").inner_text()
    page.get_by_label(re.compile("code|digits", re.IGNORECASE)).fill(one_time_code(secret))
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="I have kept them").click()
    page.wait_for_url(re.compile(rf":{PORT}/$"))
    kept = context.storage_state()
    context.close()
    return dict(kept)


def _new_visit(practice: Practice, page: Page, name: str) -> str:
    """Write a patient down, start a session with them now, and copy the link for it."""
    page.goto(f"{practice.product.url}/patients/new")
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/patients/[0-9a-f-]{36}"))
    page.goto(f"{practice.product.url}/appointments/new")
    page.get_by_label("Patient").select_option(label=name)
    page.get_by_role("button", name="Start now instead").click()
    page.wait_for_url(re.compile("/(appointments|sessions)/[0-9a-f-]{36}"))
    page.goto(page.url.replace("/sessions/", "/appointments/"))
    page.get_by_role("button", name="Make a link").click()
    return page.locator("#visit-link").inner_text()


def _meet(practice: Practice, name: str, *, policy: str = "") -> list[dict[str, Any]]:
    """A whole visit; returns what each browser was told about ICE and the path its media took."""
    clinician = practice.window(policy=policy, owner=True)
    link = _new_visit(practice, clinician.page, name)
    patient = practice.window(policy=policy, size=visit.PHONE)
    try:
        patient.page.goto(link)
        patient.page.locator("main form button[type=submit]").click()
        clinician.page.get_by_role("link", name=re.compile("Go to the room|Let .+ in")).first.click()
        visit.enter_as_lead(clinician)
        visit.answer_the_door(patient)
        visit.let_in(clinician, patient)
        told = [traffic.told(window) for window in (clinician, patient)]
        visit.end(clinician)
        return told
    finally:
        clinician.close()
        patient.close()


class TestAVisitOnAnOwnedAddress:
    def test_over_udp(self, practice: Practice):
        told = _meet(practice, "Sam Brennan")
        assert traffic.hosts_of(told) == {PRACTICE_ADDRESS}
        assert all(one["path"]["remote"] == PRACTICE_ADDRESS for one in told)
        assert {one["path"]["protocol"] for one in told} == {"udp"}
        assert practice.reached == {PRACTICE_ADDRESS}

    def test_relay_only_over_the_embedded_turn(self, practice: Practice):
        told = _meet(practice, "Ana Sousa", policy="relay")
        assert {one["path"]["local"] for one in told} == {"relay"}
        assert traffic.hosts_of(told) == {PRACTICE_ADDRESS}
        assert practice.reached == {PRACTICE_ADDRESS}

    def test_with_udp_cut_off(self, practice: Practice):
        practice.stage.refuse("meta l4proto udp")
        try:
            told = _meet(practice, "Marta Oduya")
        finally:
            practice.stage.allow_everything()
        assert {one["path"]["protocol"] for one in told} == {"tcp"}
        assert traffic.hosts_of(told) == {PRACTICE_ADDRESS}
        assert practice.reached == {PRACTICE_ADDRESS}


class TestWhatTheHomeCanReach:
    def test_only_pages_and_media_answer_outside(self, practice: Practice):
        """LiveKit's signalling and the database are on the practice's own loopback, or have no socket."""
        hosts, settings = practice.stage, practice.product.settings()
        listening = hosts.run(hosts.practice, "ss", "-Hltn").splitlines()
        outside = {line.split()[3].rsplit(":", 1)[1] for line in listening if "127.0.0.1" not in line}
        assert outside == {str(PORT), settings["livekit_tcp_port"]}
