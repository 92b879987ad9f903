"""A practice on an address it owns, set up by its owner, and windows at somebody's home."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import traffic, visit
from tests.netns import stage
from tests.netns.stage import Stage
from tests.product import Product
from tests.visit import Window

NEEDS_A_STAGE = [
    pytest.mark.netns,
    pytest.mark.browser,
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
        self, *, size: visit.ViewportSize = visit.DESKTOP, script: str = "", owner: bool = False
    ) -> Window:
        """`script` runs before the scripts of each page."""
        context = self.home.new_context(viewport=size, storage_state=self.owner if owner else None)
        context.add_init_script(script)
        watch(context, self.reached)
        return Window(context.new_page(), context)


def watch(context: BrowserContext, reached: set[str]) -> None:
    """Note the host of every request and WebSocket of every page."""
    context.on("request", lambda request: reached.add(urlsplit(request.url).hostname or request.url))
    context.on(
        "page", lambda page: page.on("websocket", lambda socket: reached.add(urlsplit(socket.url).hostname))
    )


def set_up(product: Product, home: Browser, reached: set[str]) -> dict[str, object]:
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
    page.wait_for_url(re.compile(rf"^{re.escape(product.url)}/$"))
    kept = context.storage_state()
    context.close()
    return dict(kept)


def new_visit(practice: Practice, page: Page, name: str) -> str:
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


@contextmanager
def meeting(practice: Practice, name: str, *, script: str = "") -> Iterator[tuple[Window, Window]]:
    """The clinician's and the patient's window, together in a session; it ends with the block."""
    clinician = practice.window(script=script, owner=True)
    link = new_visit(practice, clinician.page, name)
    patient = practice.window(script=script, size=visit.PHONE)
    try:
        patient.page.goto(link)
        patient.page.locator("main form button[type=submit]").click()
        clinician.page.get_by_role("link", name=re.compile("Go to the room|Let .+ in")).first.click()
        visit.enter_as_lead(clinician)
        visit.answer_the_door(patient)
        visit.let_in(clinician, patient)
        yield clinician, patient
        visit.end(clinician)
    finally:
        clinician.close()
        patient.close()


def meet(practice: Practice, name: str, *, policy: str = "") -> list[dict[str, Any]]:
    """A whole visit; returns what each browser was told about ICE and the path its media took."""
    with meeting(practice, name, script=traffic.note_ice(policy)) as windows:
        return [traffic.told(window) for window in windows]
