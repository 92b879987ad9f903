"""The whole product and real browser windows for the tests of this folder.

    def test_sam_sees_his_session(visit):
        page = visit("Sam Brennan", width=390)
        page.goto("/")

Every window is watched: a request to another origin, a breach of the content policy or an error in the
console fails the test that caused it. The tests that run in one process share one running demo practice;
those of one file run in the same process.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browsers import CHROMIUM, SOON, chromium
from tests.product import Product, demo

HERE = Path(__file__).parent
LONG_AGO = 600.0  # seconds
PHONE, DESK = (390, 844), (1280, 800)
Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt-get install chromium-headless-shell")
    with demo() as running:
        yield running


# Playwright's loop runs in this thread; it must be gone before another folder's test touches the database.
@pytest.fixture(scope="package")
def browser_program() -> Iterator[Browser]:
    with chromium("--autoplay-policy=no-user-gesture-required") as browser:
        yield browser


@pytest.fixture(scope="package")
def browser_of(browser_program: Browser) -> Callable[[str | None], Browser]:
    """Whose window opens in which browser: everybody's in the same one."""
    return lambda who: browser_program


@dataclass
class Watch:
    """What went wrong in the windows of one test."""

    origin: str
    tolerating: tuple[str | re.Pattern[str], ...] = ()
    faults: list[str] = field(default_factory=list)

    def on(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._asked(request.url))
        context.on("page", self._opened)
        context.on("console", self._said)
        context.on("weberror", lambda problem: self._fault(f"error: {problem.error}"))

    def _opened(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._asked(re.sub("^ws", "http", socket.url)))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self._fault(f"off-origin request: {url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._fault(f"console: {message.text} ({message.location.get('url', '')})")

    def _fault(self, text: str) -> None:
        # Said by Playwright, not by the page, where a test keeps the service worker out.
        tolerated = (*self.tolerating, "Service Worker registration blocked by Playwright")
        if not any(re.search(re.escape(part) if isinstance(part, str) else part, text) for part in tolerated):
            self.faults.append(text)


@pytest.fixture(scope="session")
def signed_in() -> dict[str, dict[str, object]]:
    """Cookies of everybody who has opened a link already: a link works once."""
    return {}


@pytest.fixture(scope="session")
def seen() -> dict[str, float]:
    """When each of them last opened a window, on the monotonic clock."""
    return {}


def person_of(product: Product, who: str) -> dict[str, str]:
    """By name, or the first of a role."""
    return next(person for person in product.people if who in (person["name"], person["role"]))


def come_back(page: Page) -> None:
    """Staff who were away for a quarter of an hour find their page locked; on a slow machine that happens."""
    page.goto("/")
    unlock = page.get_by_role("button", name="Go on with the demonstration")
    if unlock.count():
        unlock.click()
        expect(unlock).to_have_count(0)


@pytest.fixture
def visit(
    product: Product,
    browser_of: Callable[[str | None], Browser],
    signed_in: dict[str, dict[str, object]],
    seen: dict[str, float],
) -> Iterator[Visit]:
    """Open a window: `visit("Dana Reyes")`, `visit("patient", width=390)`; `visit(None)`: a stranger.

    `tolerating`: parts of faults this test provokes on purpose, such as the console's line for a 404.
    """
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def open_window(
        who: str | None,
        *,
        width: int = DESK[0],
        height: int | None = None,
        dark: bool = False,
        service_workers: bool = False,
        tolerating: tuple[str, ...] = (),
    ) -> Page:
        person = person_of(product, who) if who else None
        parts = urlsplit(person["link"] if person else product.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        watch = Watch(origin, tolerating)
        context = browser_of(who).new_context(
            base_url=origin,
            viewport={"width": width, "height": height or (PHONE[1] if width < 600 else DESK[1])},
            color_scheme="dark" if dark else "light",
            service_workers="allow" if service_workers else "block",
            storage_state=signed_in.get(person["name"]) if person else None,  # type: ignore[arg-type]
            permissions=["camera", "microphone"],
            reduced_motion="reduce",
            locale="en-US",
        )
        context.set_default_timeout(SOON)
        watch.on(context)
        watches.append(watch)
        contexts.append(context)
        page = context.new_page()
        if person:
            if person["name"] not in signed_in:
                page.goto(person["link"])
                page.get_by_role("main").get_by_role("button").first.click()
                page.wait_for_url(lambda url: "/link/" not in url)
            elif time.monotonic() - seen[person["name"]] > LONG_AGO:
                come_back(page)
            signed_in[person["name"]] = context.storage_state()  # type: ignore[assignment]
            seen[person["name"]] = time.monotonic()
        return page

    yield open_window
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert faults == []


RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


# Violations only: what passes is far more to hand over, and nobody reads it.
FIND = "async options => (await axe.run(options)).violations"


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """What axe finds on a page, a line per node: `assert axe(page) == []`."""

    def run(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(Axe().axe_script)
        found = page.evaluate(FIND, {"runOnly": list(RULES), "resultTypes": ["violations"]})
        return [
            f"{rule['id']}: {node['target'][0]} | {node['html'][:99]} | {node.get('failureSummary', '')[:99]}"
            for rule in found
            for node in rule["nodes"]
        ]

    return run
