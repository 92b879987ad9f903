"""Walks an installation in a real browser: as everybody over every page, and two people through a session."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    ViewportSize,
    sync_playwright,
)

from . import chromium, ice, network_log, visit
from .copy import Copy, Window
from .crawling import crawl
from .walked import COPY, LIVE, Visited, Walk, Walked

OPEN_PAGES = ("/sign-in", "/help-now", "/offline")
PLACEHOLDERS = "00000000-0000-4000-8000-000000000000"
NOT_ALLOWED = 405
STATIC = "/static/"
NO_PICTURE = "the two did not see each other"
Say = Callable[[int, int], None]


def walk(
    copy: Copy,
    *,
    live: str | None,
    folder: Path,
    flags: Sequence[str] = (),
    script: str = "",
    report: Say = lambda done, of: None,
) -> Walk:
    """Walk the copy as everybody, and of the live installation what is open to all.

    Args:
        live: origin of the live installation, where it runs.
        folder: for the network log.
        flags: more of Chromium's.
        script: runs in every page before its own; tests plant what must be found.
    """
    log, made = folder / "network.json", Walk()
    steps = len(copy.windows) + 2 + (live is not None)
    with sync_playwright() as playwright:
        browser = chromium.launch(
            playwright, *chromium.log_to(log), *chromium.cut_off_from_its_maker(), *flags
        )
        try:
            if live is not None:
                _walk_open_pages(browser, made, LIVE, live, OPEN_PAGES)
            report(1, steps)
            _walk_open_pages(browser, made, COPY, copy.patient_origin, OPEN_PAGES, copy.invitation, script)
            for number, window in enumerate(copy.windows):
                _walk_as(browser, made, copy, window, script)
                report(number + 2, steps)
            _meet(browser, made, copy, script)
        finally:
            browser.close()
    made.log = network_log.read(json.loads(log.read_text()))
    return made


def _walk_open_pages(
    browser: Browser,
    made: Walk,
    where: str,
    origin: str,
    starts: Sequence[str],
    invitation: str = "",
    script: str = "",
) -> None:
    with _context(browser, made, origin, is_copy=where == COPY, script=script) as context:
        page = context.new_page()
        pages = list(crawl(page, *starts))
        if invitation:
            pages.append(_one(page, invitation, "/link/<id>"))
        made.ways.append(Walked(where, "a stranger", tuple(pages)))


def _walk_as(browser: Browser, made: Walk, copy: Copy, window: Window, script: str) -> None:
    with _context(browser, made, copy.origin_of(window), script=script) as context:
        context.add_cookies([copy.cookie_of(window)])  # type: ignore[list-item]
        page = context.new_page()
        seen: set[str] = set()
        pages = list(crawl(page, seen=seen))
        for path in _more(context, made, copy.routes, seen):
            pages += crawl(page, path, seen=seen)
        made.ways.append(Walked(COPY, window.who, tuple(pages)))


def _more(context: BrowserContext, made: Walk, routes: Sequence[str], seen: set[str]) -> Iterator[str]:
    """Paths of pages that no link led this person to, found by asking for every route."""
    for route in routes:
        if route in seen or route in made.not_pages:
            continue
        # Not the browser but its driver asks here; what certificates are worth is judged elsewhere.
        path = route.replace("<id>", PLACEHOLDERS)
        answer = context.request.get(path, max_redirects=0, ignore_https_errors=True)
        if answer.status == NOT_ALLOWED:
            made.not_pages.add(route)
        elif answer.status == 200 and "text/html" in answer.headers.get("content-type", ""):
            yield route


def _one(page: Page, path: str, kind: str) -> Visited:
    try:
        answer = page.goto(path)
    except Error:
        return Visited(kind, kind, 0)
    return Visited(kind, kind, answer.status if answer else 0)


def _meet(browser: Browser, made: Walk, copy: Copy, script: str) -> None:
    """The clinician and the patient, in one live session with sound and picture."""
    if copy.livekit_missing:
        made.why_not_met = copy.livekit_missing
        return
    by_role = {window.who: window for window in copy.windows}
    pair = by_role["clinician"], by_role["patient"]
    try:
        with (
            _context(browser, made, copy.origin_of(pair[0]), script=script) as leads,
            _context(browser, made, copy.origin_of(pair[1]), script=script, size=visit.PHONE) as comes,
        ):
            lead, member = (
                _at_home(context, copy, window) for context, window in zip((leads, comes), pair, strict=True)
            )
            visit.open_session(lead)
            visit.enter_as_lead(lead)
            visit.open_session(member)
            visit.answer_the_door(member)
            visit.let_in(lead, member)
            made.told = [ice.told(window) for window in (lead, member)]
            visit.end(lead)
    except (Error, AssertionError) as problem:
        made.why_not_met = (str(problem) or NO_PICTURE).splitlines()[0]


def _at_home(context: BrowserContext, copy: Copy, window: Window) -> visit.Window:
    context.add_cookies([copy.cookie_of(window)])  # type: ignore[list-item]
    context.add_init_script(ice.note_ice())
    page = context.new_page()
    page.goto("/")
    return visit.Window(page, context)


@contextmanager
def _context(
    browser: Browser,
    made: Walk,
    origin: str,
    *,
    is_copy: bool = True,
    script: str = "",
    size: ViewportSize = visit.DESKTOP,
) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=origin, viewport=size, locale="en-US")
    context.set_default_timeout(visit.SOON)
    if script:
        context.add_init_script(script)

    def note(url: str) -> None:
        made.requested |= network_log.hosts([url])
        path = urlsplit(url).path
        if is_copy and path.startswith(STATIC):
            made.files.add(path)

    context.on("request", lambda request: note(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: note(socket.url)))
    try:
        yield context
    finally:
        context.close()
