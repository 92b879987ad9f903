"""Following links from page to page, where one of them is a file to keep."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from freehold.cli.doctor.outside.crawling import crawl

PAGES = {
    "/": "".join(f"<a href='{path}'>Go</a>" for path in ("/rules", "/broken", "/gone", "/last")),
    "/last": "The last page",
    "/rules": "table inet freehold",
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path, "Nothing is here.").encode()
        self.send_response(200 if self.path in PAGES else 404)
        self.send_header("Content-Type", "text/html" if self.path != "/rules" else "text/plain")
        if self.path in ("/rules", "/broken"):
            self.send_header("Content-Disposition", 'attachment; filename="rules.txt"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the test says what came of it."""


@pytest.fixture
def origin() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_file_to_keep_is_no_page_and_no_broken_link(browser_program: Browser, origin: str) -> None:
    with browser_program.new_context(base_url=origin) as context:
        found = {visited.path: visited.status for visited in crawl(context.new_page())}
    assert "/rules" not in found
    assert found["/"] == found["/last"] == 200
    assert found["/gone"] == 404
    assert "/broken" in found
    assert found["/broken"] != 200
