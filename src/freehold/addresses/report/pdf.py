"""The surveyor's report as PDF, by WeasyPrint, which needs Debian's Pango."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from . import Report
from .html import html
from .kept import Kept
from .view import Translate


class PangoMissing(RuntimeError):
    """WeasyPrint's libraries are not on this machine: Debian's `libpango-1.0-0` and what goes with it."""


def pdf(report: Report | Kept, say: Translate = str, language: str = "en") -> bytes:
    """The same report gives the same bytes.

    Raises:
        PangoMissing
    """
    return printed(html(report, say, language))


def printed(page: str) -> bytes:
    """A page of ours on paper; one that holds all it shows.

    Raises:
        PangoMissing
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PangoMissing(str(error)) from error
    # Fonts and drawing stand in the page itself; nothing else is fetched.
    fetcher = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    with _fonts_without_a_clock():
        made: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf()
    return made


@contextmanager
def _fonts_without_a_clock() -> Iterator[None]:
    """fontTools writes the time into each font it cuts out, unless this says another one."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
