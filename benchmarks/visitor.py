"""A plain HTTP visitor with cookies and one kept-alive connection, as a browser has."""

import http.client
import re
from http.cookies import SimpleCookie
from time import perf_counter
from urllib.parse import urlencode, urlsplit


class Visitor:
    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        self.origin = origin
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        self.cookies: dict[str, str] = {}

    def sign_in(self, path: str) -> None:
        """Open a one-time link and press its one button."""
        page = self.get(path)[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, f"no form at {path}"
        status, _, _ = self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token[1]}))
        assert status == 302, status

    def get(self, path: str) -> tuple[float, str]:
        """(seconds from asking to the last byte, the page).

        Raises:
            AssertionError: the answer was not 200.
        """
        begun = perf_counter()
        status, _, page = self._ask("GET", path)
        seconds = perf_counter() - begun
        assert status == 200, f"{path}: {status}"
        return seconds, page

    def links(self, path: str, pattern: str) -> list[str]:
        """Paths on a page that match."""
        return re.findall(rf'href="({pattern})"', self.get(path)[1])

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": self.origin + path,
            "Origin": self.origin,
            "Accept": "text/html",
        }
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body or None, headers)
            response = self._connection.getresponse()
        except http.client.RemoteDisconnected:
            # The server closes a connection that stood idle; a browser opens another, and so do we.
            self._connection.close()
            self._connection.request(method, path, body or None, headers)
            response = self._connection.getresponse()
        for header in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return response.status, response.headers.get("Location", ""), response.read().decode()
