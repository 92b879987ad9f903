"""A visit as two people make it in two windows: the door, the waiting room, the session."""

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
SOON = 60_000  # milliseconds; two windows and a media server, on a machine that may have other work


@dataclass
class Window:
    """One person's browser window; its context is a cookie jar of its own."""

    page: Page
    context: BrowserContext

    @property
    def root(self) -> str:
        return "#room-root"

    def await_state(self, **expected: str) -> None:
        """Wait until the room says so, e.g. `phase="waiting"`, `keys="ready"`."""
        for name, value in expected.items():
            expect(self.page.locator(self.root)).to_have_attribute(f"data-{name}", value, timeout=SOON)

    def see_the_other(self) -> None:
        """Wait until a picture of the other person is being decoded."""
        self.page.wait_for_function(
            """() => {
                const video = document.querySelector("video[data-whose=theirs]");
                return video && video.getVideoPlaybackQuality().totalVideoFrames > 3;
            }""",
            timeout=SOON,
            polling=100,
        )

    def close(self) -> None:
        self.context.close()


def open_session(window: Window) -> None:
    """From the start page to the door of the session that is due now."""
    window.page.get_by_role("link", name=re.compile("Go to the (waiting )?room|Let .+ in|Join")).first.click()
    window.page.wait_for_url(re.compile("/sessions/"))


def enter_as_lead(window: Window) -> None:
    """Through the clinician's door, into the room."""
    window.await_state(camera="on", microphone="on")
    window.page.locator(".door-form button[type=submit]").click()
    window.await_state(phase="room", connection="connected")


def answer_the_door(window: Window) -> None:
    """Answer what the door asks the patient, and go to the waiting room."""
    page = window.page
    window.await_state(camera="on", microphone="on")
    if page.locator("#location").count():
        page.locator("#location").fill("14 Alder Street, Portland, Oregon")
        page.locator("#callback").fill("+1 503 555 0142")
        page.locator("#emergency_name").fill("Robin Brennan")
        page.locator("#emergency_phone").fill("+1 503 555 0143")
        page.get_by_role("radio", name=re.compile("alone", re.IGNORECASE)).first.check()
        consent = page.get_by_role("checkbox", name=re.compile("agree|consent", re.IGNORECASE))
        if consent.count():
            consent.first.check()
    page.locator(".door-form button[type=submit]").click()
    window.await_state(phase="waiting")


def let_in(lead: Window, member: Window) -> None:
    """One click of the clinician, nothing of the patient's, and both see each other."""
    lead.page.locator("button.let-in").click()
    member.await_state(phase="room")
    for window in (lead, member):
        window.see_the_other()


def end(window: Window) -> None:
    """The clinician ends the session for both."""
    window.page.get_by_role("toolbar").get_by_role("button", name="End").click()
    window.page.get_by_role("dialog").get_by_role("button", name=re.compile("both", re.IGNORECASE)).click()
    window.await_state(phase="over")
