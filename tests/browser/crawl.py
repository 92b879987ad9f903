"""Every page a person can reach, each of which must answer."""

from collections.abc import Iterator

from playwright.sync_api import Page

from freehold.cli.doctor.outside.crawling import crawl, kind

__all__ = ["kind", "pages"]


def pages(page: Page, *starts: str) -> Iterator[str]:
    """Go from page to page; yields each kind of address while the window shows it."""
    for visited in crawl(page, *starts):
        assert visited.status == 200, f"{visited.path} answered {visited.status}"
        yield visited.kind
