"""A practice to break: its owner, and a browser that is signed in."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.installations import Installation

_MAKE = """
import json
from django.conf import settings
from freehold.people import actions
from freehold.people.tests.signing_in import client_of
actions.create_practice(name="Elm Street Therapy", zone="America/New_York", is_demo=True)
owner = actions.set_up_owner(
    name="Rosa Lindqvist", email="rosa@elm.example", zone="America/New_York", password="x" * 20
)
dana = actions.invite_staff(name="Dana Reyes", email="dana@elm.example", role="clinician", zone="", by=owner)
client = client_of(dana)
token = "a" * 32
print(json.dumps({settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
                  settings.CSRF_COOKIE_NAME: token}))
"""


@dataclass(frozen=True)
class Dana:
    """A clinician's browser, over a real socket."""

    port: int
    cookies: dict[str, str]

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers (lower case) and text.

        Raises:
            OSError, http.client.HTTPException: no whole answer came.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": "a" * 32,
            }
            connection.request(method, path, urlencode(form or {}), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text
        finally:
            connection.close()

    def add_patient(self) -> str | None:
        """Id of the new patient once the server has acknowledged it."""
        form = {"name": "Kim Adeyemi", "email": "", "phone": "", "zone": "America/New_York"}
        status, headers, _ = self.ask("POST", "/patients/new", form)
        return headers["location"].rsplit("/", 1)[1] if status == 302 else None


def open_practice(installation: Installation) -> dict[str, str]:
    """Make the practice; the cookies of Dana, signed in."""
    cookies: dict[str, str] = json.loads(installation.run(_MAKE).splitlines()[-1])
    return cookies
