"""Debian's Chromium as the product drives it, for a `with` of a test."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from freehold.cli.doctor.outside.chromium import CHROMIUM, FAKE_DEVICES, QUIET, flags, launch
from freehold.cli.doctor.outside.visit import SOON

__all__ = ["CHROMIUM", "FAKE_DEVICES", "QUIET", "SOON", "chromium", "flags", "launch"]

# Patience costs nothing where all is well; five seconds, the library's own, are short on a busy machine.
expect.set_options(timeout=SOON)


@contextmanager
def chromium(*more: str, program: str | Path = CHROMIUM, without: Sequence[str] = ()) -> Iterator[Browser]:
    """The same for a `with`, where no other browser is needed beside it."""
    with sync_playwright() as playwright:
        browser = launch(playwright, *more, program=program, without=without)
        try:
            yield browser
        finally:
            browser.close()
