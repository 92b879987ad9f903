"""The fictional practice of a copy, everybody in it signed in, and the list of all routes.

Run by `scratch.py`; prints one line of JSON:
`{"cookie": name, "windows": [{"who", "is_staff", "session"}], "invitation": path, "routes": [kind]}`.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

from freehold.processes import die_with_parent

from ... import preparation
from ...failure import Stop
from ...progress import say

if TYPE_CHECKING:
    from freehold.people.models import Person

PARAMETER = re.compile(r"<[^>]+>")


def prepare() -> dict[str, Any]:
    """Raises Stop when the database cannot be used."""
    import django

    django.setup()
    preparation.migrate()
    preparation.demo_people()
    from django.conf import settings

    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "windows": list(windows()),
        "invitation": invitation(),
        "routes": sorted(set(routes())),
    }


def windows() -> Iterator[dict[str, Any]]:
    """One for each role, two for patients: by themselves, and by a link for one session."""
    from freehold.people import actions
    from freehold.people.roles import Role
    from freehold.schedule import access

    from ... import cast

    elm = cast.find()
    robin = actions.create_patient(
        name="Robin Vale", zone=cast.PRACTICE_ZONE, by=elm.dana, clinician=elm.dana, role=Role.GUEST
    )
    for who, person in (
        ("owner", elm.ilse),
        ("clinician", elm.dana),
        ("clinician who prescribes", elm.chidi),
        ("intern", elm.theo),
        ("front desk", elm.noor),
        ("patient", elm.sam),
        ("guardian", elm.kim),
        ("guest", robin),
    ):
        yield {"who": who, "is_staff": person.is_staff_member, "session": signed_in(person)}
    due = access.appointments_led_by(elm.dana).filter(patient=elm.sam).still_open().first()
    if due is not None:
        key = signed_in(elm.sam, for_session=due.session_id)
        yield {"who": "patient by a link for one visit", "is_staff": False, "session": key}


def signed_in(person: "Person", for_session: Any = None) -> str:
    """Key of a browser session in which this person is signed in."""
    from freehold.people import actions, scope, sessions
    from freehold.people.models.sign_in import How
    from freehold.people.session_store import SessionStore

    store = SessionStore()
    how = How.LINK if for_session else How.PASSKEY if person.is_staff_member else How.PASSWORD
    reach = scope.for_session(for_session) if for_session else ""
    began = actions.begin_sign_in(person, how=how, scope=reach, device="", address="127.0.0.1")
    store[sessions.SIGN_IN] = str(began.id)
    store.save()
    return store.session_key or ""


def invitation() -> str:
    """Path of a link such as a newcomer opens."""
    from freehold.people import actions

    from ... import cast

    return actions.create_link(cast.find().ruth, "invite", by=None)


def routes() -> Iterator[str]:
    """Every route as `/patients/<id>`, whatever its parameters are called."""
    from django.urls import URLResolver, get_resolver

    def walk(resolver: URLResolver, prefix: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, path)
            else:
                yield PARAMETER.sub("<id>", path)

    yield from walk(get_resolver(), "/")


def main() -> None:
    die_with_parent()
    try:
        with redirect_stdout(sys.stderr):
            result = prepare()
    except Stop as stop:
        say(str(stop))
        raise SystemExit(stop.code) from None
    print(json.dumps(result))


if __name__ == "__main__":
    main()
