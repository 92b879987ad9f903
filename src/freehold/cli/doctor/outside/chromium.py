"""Debian's Chromium, driven by Playwright, with nothing of its own to say to any network.

Its headless shell where that is installed: the same engine and network stack without the browser's own
windows, which nobody sees here and which cost three times as much as the page.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Playwright

PROGRAMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM = next((program for program in PROGRAMS if program.exists()), PROGRAMS[0])
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
MAKERS = ("google.com", "googleapis.com", "gstatic.com", "gvt1.com", "googleusercontent.com")
"""Names under which Chromium looks after itself, whatever page is open."""


def flags(*more: str) -> list[str]:
    """Command-line flags; Chromium runs as root only without its sandbox."""
    return [*QUIET, *FAKE_DEVICES, *more, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def launch(
    playwright: Playwright, *more: str, program: str | Path = CHROMIUM, without: Sequence[str] = ()
) -> Browser:
    """A headless browser; `without` leaves out flags of ours, such as the fake devices."""
    given = [flag for flag in flags(*more) if flag not in without]
    return playwright.chromium.launch(executable_path=str(program), args=given)


def log_to(path: Path) -> tuple[str, ...]:
    """Flags that make Chromium write down everything its network stack does (NetLog)."""
    return (f"--log-net-log={path}",)


def cut_off_from_its_maker() -> tuple[str, ...]:
    """Flags that find none of its maker's names, so that every connection left was a page's.

    A page that asked for one of them would be seen all the same: its request is logged before the name.
    """
    rules = ", ".join(f"MAP {name} ~NOTFOUND, MAP *.{name} ~NOTFOUND" for name in MAKERS)
    return (f"--host-resolver-rules={rules}",)


def trusting(public_key_sha256: str) -> tuple[str, ...]:
    """Flags that take one certificate as it is (base64 SHA-256 of its public key), whoever signed it."""
    return (f"--ignore-certificate-errors-spki-list={public_key_sha256}",)
