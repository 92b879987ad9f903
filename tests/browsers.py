"""Debian's Chromium, driven by Playwright, with nothing of its own to say to any network."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
FAKE_DEVICES = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def flags(*more: str) -> list[str]:
    """Command-line flags; Chromium runs as root only without its sandbox."""
    return [*QUIET, *FAKE_DEVICES, *more, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def launch(
    playwright: Playwright, *more: str, program: str | Path = CHROMIUM, without: Sequence[str] = ()
) -> Browser:
    """A headless browser; `without` leaves out flags of ours, such as the fake devices."""
    given = [flag for flag in flags(*more) if flag not in without]
    return playwright.chromium.launch(executable_path=str(program), args=given)


@contextmanager
def chromium(*more: str, program: str | Path = CHROMIUM, without: Sequence[str] = ()) -> Iterator[Browser]:
    """The same for a `with`, where no other browser is needed beside it."""
    with sync_playwright() as playwright:
        browser = launch(playwright, *more, program=program, without=without)
        try:
            yield browser
        finally:
            browser.close()
