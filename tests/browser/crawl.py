"""Every page a person can reach by following links from home, one page per kind of address."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A link that works once, and what is no page.
NOT_FOLLOWED = re.compile(r"^/(?:link/|static/|sign-out|live)")


def kind(path: str) -> str:
    """`/patients/<id>` for each of them, whatever the query."""
    return ID.sub("<id>", urlsplit(path).path)


def pages(page: Page, *starts: str) -> Iterator[str]:
    """Go from page to page; yields each kind of address while the window shows it."""
    waiting, seen = list(starts or ("/",)), set()
    while waiting:
        path = waiting.pop(0)
        if kind(path) in seen or NOT_FOLLOWED.match(path):
            continue
        seen.add(kind(path))
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        found = page.eval_on_selector_all(
            "a[href^='/']", "links => links.map(link => link.getAttribute('href'))"
        )
        waiting += [href.partition("#")[0] for href in found]
        yield kind(path)
