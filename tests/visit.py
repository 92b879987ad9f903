"""A visit as two people make it in two windows: what the product's own walk does, and what only tests do."""

import re

from playwright.sync_api import Browser, Page, ViewportSize, expect

from freehold.cli.doctor.outside.visit import (
    DESKTOP,
    PHONE,
    SOON,
    Window,
    answer_the_door,
    end,
    enter_as_lead,
    let_in,
    open_session,
)

__all__ = [
    "DESKTOP",
    "PHONE",
    "SOON",
    "ViewportSize",
    "Window",
    "answer_the_door",
    "end",
    "enter_as_lead",
    "hear_the_other",
    "leave",
    "let_in",
    "open_link",
    "open_session",
    "read",
    "say",
]

# A fake microphone beeps once a second: loud, then still.
HEAR = """async () => {
    const context = new AudioContext();
    const voice = document.querySelector("audio[data-whose=theirs]");
    const source = context.createMediaStreamSource(voice.srcObject);
    const analyser = context.createAnalyser();
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const levels = [];
    const moves = () => Math.max(...levels) > 0.005 && Math.min(...levels) < Math.max(...levels) / 4;
    while (levels.length < 1000 && !moves()) {
        await new Promise(done => setTimeout(done, 40));
        analyser.getFloatTimeDomainData(samples);
        levels.push(Math.max(...samples.map(Math.abs)));
    }
    await context.close();
    return moves() ? "moves" : levels;
}"""


def hear_the_other(page: Page) -> None:
    """Wait until the sound of the other person moves."""
    page.wait_for_function(
        "() => document.querySelector('audio[data-whose=theirs]')?.srcObject", timeout=SOON, polling=100
    )
    assert page.evaluate(HEAR) == "moves"


def open_link(browser: Browser, link: str, *, size: ViewportSize = DESKTOP, **options: object) -> Window:
    """A fresh window in which a one-time link was opened and its one button pressed."""
    context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    return Window(page, context)


def leave(window: Window) -> None:
    """Press Leave (or End) and confirm."""
    window.page.get_by_role("toolbar").get_by_role("button", name=re.compile("Leave|End")).click()
    window.page.get_by_role("dialog").get_by_role("button", name=re.compile("Leave")).first.click()
    window.await_state(phase="over")


def say(window: Window, text: str) -> None:
    """Write a line into the session's chat."""
    page = window.page
    if not page.get_by_role("textbox").count():
        page.get_by_role("toolbar").get_by_role("button", name=re.compile("Chat|Messages|Links")).click()
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def read(window: Window, text: str) -> None:
    """Wait until the chat shows a line."""
    page = window.page
    if not page.get_by_role("textbox").count():
        page.get_by_role("toolbar").get_by_role("button", name=re.compile("Chat|Messages|Links")).click()
    expect(page.get_by_text(text, exact=True)).to_be_visible(timeout=SOON)
