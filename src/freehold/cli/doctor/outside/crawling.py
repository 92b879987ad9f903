"""Every page a person can reach by following links from home, one page per kind of address."""

import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Response

from .walked import Visited

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A link that works once, and what is no page.
NOT_FOLLOWED = re.compile(r"^/(?:link/|static/|sign-out|live|addresses/.*\.(?:pdf|json)$)")
OK = 200
SETTLING = 20


def kind(path: str) -> str:
    """`/patients/<id>` for each of them, whatever the query."""
    return ID.sub("<id>", urlsplit(path).path)


def crawl(page: Page, *starts: str, seen: set[str] | None = None) -> Iterator[Visited]:
    """Go from page to page; yields each kind of address while the window shows it.

    `seen` holds kinds that were visited already; this adds to it.
    """
    waiting, seen = list(starts or ("/",)), set() if seen is None else seen
    while waiting:
        path = waiting.pop(0)
        if kind(path) in seen or NOT_FOLLOWED.match(path):
            continue
        seen.add(kind(path))
        answer = _opened(page, path)
        if answer is None:
            if not is_file_to_keep(page, path):
                yield Visited(kind(path), path, 0)
            continue
        found = page.eval_on_selector_all(
            "a[href^='/']", "links => links.map(link => link.getAttribute('href'))"
        )
        waiting += [href.partition("#")[0] for href in found]
        yield Visited(kind(path), path, answer.status)


def _opened(page: Page, path: str) -> Response | None:
    """None where nothing is shown; the window is then empty and at rest."""
    try:
        return page.goto(path)
    except Error:
        _come_to_rest(page)
        return None


def _come_to_rest(page: Page) -> None:
    """What was to be saved and failed still brings its error page, which would take the next page's place."""
    for _ in range(SETTLING):
        with suppress(Error):
            page.goto("about:blank")
            return
        page.wait_for_timeout(50)


def is_file_to_keep(page: Page, path: str) -> bool:
    """Whether the browser shows nothing because it would save what it was given."""
    # Not the browser but its driver asks here; what certificates are worth is judged elsewhere.
    try:
        answer = page.context.request.get(path, max_redirects=0, ignore_https_errors=True)
    except Error:
        return False
    return answer.status == OK and answer.headers.get("content-disposition", "").startswith("attachment")
