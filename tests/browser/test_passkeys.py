"""The first day of a real practice in real windows: set-up, passkeys, an app and codes, the lock."""

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from freehold.people.tests.codes import code_now
from tests.browsers import SOON
from tests.product import ROOT, Product, start

from .authenticator import VirtualDevice
from .conftest import DESK, PHONE, Watch

PASSWORD = "four unrelated quiet words"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A practice that nobody has set up yet."""
    running = start("--port", "0", data=tmp_path_factory.mktemp("practice") / "data")
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def window(practice: Product, browser_program: Browser) -> Iterator[Callable[..., Page]]:
    watches, contexts = [], []

    def open_window(host: str, *, tolerating: tuple[str, ...] = ()) -> Page:
        origin = f"http://{host}:{urlsplit(practice.url).port}"
        watch = Watch(origin, tolerating)
        context = browser_program.new_context(
            base_url=origin,
            viewport={"width": DESK[0], "height": DESK[1]},
            service_workers="block",
            reduced_motion="reduce",
            locale="en-US",
        )
        context.set_default_timeout(SOON)
        watch.on(context)
        watches.append(watch)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture
def look(axe: Callable[[Page], list[str]]) -> Callable[[Page], None]:
    """The page light on a phone and dark at a desk: nothing for axe, nothing cut off."""

    def see(page: Page) -> None:
        found = []
        for (width, height), scheme in ((PHONE, "light"), (DESK, "dark")):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{wide} px too wide at {width}"] if wide > 0 else []
        assert found == [], page.url

    return see


def owner_link(practice: Product) -> str:
    """Path of the link that `./freehold owner-link` prints."""
    command = [str(ROOT / "freehold"), "owner-link", "--data", str(practice.data)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    return urlsplit(said.split()[-1]).path


def set_locked(data: Path) -> None:
    """As if everybody had been away for an hour."""
    with sqlite3.connect(data / "freehold.sqlite3", timeout=20) as database:
        database.execute("UPDATE people_signin SET last_active_at = datetime('now', '-1 hour')")


def test_from_the_first_link_to_a_locked_screen(
    practice: Product, window: Callable[..., Page], look: Callable[[Page], None]
) -> None:
    page = window("localhost", tolerating=("status of 422",))
    device = VirtualDevice(page)

    # The set-up link makes the practice; nothing opens before the second step.
    assert practice.setup_link
    page.goto(urlsplit(practice.setup_link).path)
    look(page)
    expect(page.locator("form")).to_have_count(1)
    page.get_by_label("Name of the practice").fill("Cedar Counseling")
    page.get_by_label("Your name").fill("Rosa Lindqvist")
    page.get_by_label("Your e-mail").fill("rosa@cedar.example")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Set up the practice").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    expect(page.get_by_label("Your name")).to_have_value("Rosa Lindqvist")
    page.get_by_role("button", name="Set up the practice").click()
    page.wait_for_url("**/account/secure")
    look(page)
    page.goto("/patients")
    page.wait_for_url("**/account/secure*")

    # A passkey, and the codes for the day it is lost.
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/account/recovery-codes*")
    assert device.keys() == 1
    expect(page.locator("#codes li")).to_have_count(10)
    look(page)
    page.get_by_role("button", name="I have kept them").click()
    page.wait_for_url("**/patients")

    # Out, and in again with nothing but the passkey; not without finger or PIN.
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    look(page)
    device.verifies(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used")).to_be_visible()
    device.verifies(True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")

    # Away too long with a form half sent: unlocked by the passkey, nothing typed is lost.
    page.goto("/patients/new")
    page.get_by_label("Name").first.fill("Nia Bello")
    set_locked(practice.data)
    page.get_by_role("button", name="Add the patient").click()
    page.wait_for_url("**/unlock?next=*")
    expect(page.locator("body")).not_to_contain_text("Nia")
    look(page)
    page.get_by_role("button", name="Unlock with a passkey").click()
    page.wait_for_url("**/resume*")
    look(page)
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nia Bello")
    look(page)


def test_a_colleague_on_a_bare_address_uses_an_app(
    practice: Product, window: Callable[..., Page], look: Callable[[Page], None]
) -> None:
    rosa = window("localhost")
    device = VirtualDevice(rosa)
    # She has a new computer and nothing else: the command line of the machine lets her in.
    rosa.goto(owner_link(practice))
    look(rosa)
    rosa.get_by_role("button", name="Use a passkey").click()
    rosa.wait_for_url(lambda url: "/link/" not in url)
    assert device.keys() == 1
    rosa.goto("/staff/invite")
    look(rosa)
    rosa.get_by_label("Name").first.fill("Dana Reyes")
    rosa.get_by_label("E-mail").fill("dana@cedar.example")
    rosa.get_by_role("button", name="Make the invitation").click()
    link = rosa.get_by_label("Link", exact=True).input_value()
    look(rosa)

    dana = window("127.0.0.1", tolerating=("status of 422",))
    dana.goto(urlsplit(link).path)
    expect(dana.get_by_text("Browsers offer passkeys only on a host name")).to_be_visible()
    expect(dana.locator("[data-passkey]")).to_have_count(0)
    expect(dana.locator("form")).to_have_count(1)
    look(dana)
    dana.get_by_label("New password").fill(PASSWORD)
    dana.get_by_role("button", name="Keep this password and go in").click()
    dana.wait_for_url("**/account/secure*")
    dana.get_by_role("link", name="Set up an app").click()
    look(dana)
    dana.get_by_text("No camera?").click()
    secret = dana.locator("details code").inner_text().replace(" ", "")
    dana.get_by_label("Six-digit code").fill("000000")
    dana.get_by_role("button", name="Finish").click()
    expect(dana.get_by_role("alert")).to_contain_text("not the code")
    dana.get_by_label("Six-digit code").fill(code_now(secret))
    dana.get_by_role("button", name="Finish").click()
    dana.wait_for_url("**/account/recovery-codes*")
    code = dana.locator("#codes code").first.inner_text()
    dana.get_by_role("button", name="I have kept them").click()

    # Without the phone: password and a recovery code, once.
    dana.goto("/account")
    look(dana)
    dana.get_by_role("main").get_by_role("button", name="Sign out").click()
    for expected in ("/", "/sign-in/code"):
        dana.goto("/sign-in")
        dana.get_by_label("E-mail").fill("dana@cedar.example")
        dana.get_by_label("Password").fill(PASSWORD)
        dana.get_by_role("main").get_by_role("button", name="Sign in").click()
        dana.wait_for_url("**/sign-in/code")
        dana.get_by_label("Code").fill(code.lower())
        dana.get_by_role("button", name="Go on").click()
        if expected == "/":
            dana.wait_for_url(lambda url: urlsplit(url).path == "/")
            dana.goto("/account/devices")
            look(dana)
            dana.goto("/account")
            dana.get_by_role("main").get_by_role("button", name="Sign out").click()
            dana.wait_for_url("**/sign-in")
        else:
            expect(dana.get_by_role("alert")).to_contain_text("not right, or was used")
            look(dana)
