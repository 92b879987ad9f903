"""The access matrix: what each kind of caller gets from each route by each method.

The table that people review is `access_matrix.txt`. All its rows are about one patient, Sam, whom Dana
treats, and what is his: his session, appointment, links, devices.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from freehold.addresses import actions as addresses
from freehold.addresses import audit, auditing
from freehold.addresses.blocks import parse
from freehold.addresses.serving.actions import choose
from freehold.addresses.serving.choice import suggestion
from freehold.addresses.tests import telling
from freehold.people import access, actions, scope
from freehold.people.guards import guard_of
from freehold.people.models import OneTimeLink, Person, SignIn
from freehold.people.sessions import HELD
from freehold.people.tests.cast import Cast, make_cast
from freehold.people.tests.codes import with_app
from freehold.people.tests.signing_in import age, client_of
from freehold.schedule import actions as schedule
from freehold.schedule.wall_time import WallTime
from tests.world import DOOR

TABLE = Path(__file__).with_name("access_matrix.txt")
METHODS = ("GET", "POST")
OTHER_METHODS = ("PUT", "DELETE")

CALLERS = (
    "anonymous",
    "owner",
    "clinician",
    "other_clinician",
    "intern",
    "front_desk",
    "patient",
    "other_patient",
    "guardian",
    "guest",
    "visitor",
    "other_visitor",
    "unsecured",
    "locked",
    "deactivated",
    "treating_intern",
    "supervisor",
    "former_clinician",
    "former_guardian",
)
"""clinician: on Sam's care team. intern, other_clinician: not. guardian: Sam's. visitor: Sam himself, by a
link good for this session only; other_visitor: a guest, by a link good for another. unsecured: the treating
clinician without a second step. locked: the same, away too long. deactivated: somebody whose account was
closed, with the cookie they still have. treating_intern: on Sam's care team too. supervisor: of that intern,
not on the team. former_clinician, former_guardian: Sam's once, no longer.
"""

YES, NO, SIGN_IN, SECOND_STEP, LOCK = "yes", "-", "sign-in", "2nd-step", "lock"
NO_METHOD, NOT_SIGNED = "405", "401"


@dataclass(frozen=True)
class World:
    """Everything the routes need something of."""

    cast: Cast
    arguments: dict[str, dict[str, object]]
    clients: dict[str, Client]


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every route of the URLconf, as it is written there, with a slash before it."""
    yield from _walk(get_resolver().url_patterns, "/")


def _walk(patterns: list[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        written = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, written)
        else:
            yield written, pattern


def make_world() -> World:
    cast = make_cast()
    appointment = schedule.book(
        clinician=cast.dana,
        patient=cast.sam,
        meant=WallTime(timezone.localtime().replace(tzinfo=None, second=0, microsecond=0), "UTC"),
        minutes=50,
        by=cast.dana,
    )
    session = appointment.session_id
    with_app(cast.sam)
    sam_link = actions.create_link(cast.sam, "invite", by=cast.dana)
    clients = {
        "anonymous": Client(),
        "owner": client_of(cast.rosa),
        "clinician": client_of(cast.dana),
        "other_clinician": client_of(cast.omar),
        "intern": client_of(cast.ines),
        "front_desk": client_of(cast.fred),
        "patient": client_of(cast.sam),
        "other_patient": client_of(cast.ana),
        "guardian": client_of(cast.gwen),
        "guest": client_of(cast.guido),
        "visitor": client_of(cast.sam, how="link", scope=scope.for_session(session)),
        "other_visitor": client_of(cast.guido, how="link", scope=scope.for_session(uuid4())),
        "unsecured": client_of(cast.dana, how="password"),
        "locked": client_of(cast.dana),
        "deactivated": client_of(_closed(cast)),
        **{caller: client_of(person) for caller, person in _related(cast).items()},
    }
    clients["patient"].post(f"/sessions/{session}/door", json.dumps(DOOR), content_type="application/json")
    _hold_a_form(clients["patient"])
    age(clients["locked"], last_active_at=timedelta(hours=1))
    # What a closed account still has is its cookie; the sign-in behind it ended with the account.
    SignIn.objects.filter(person=_closed_of(clients)).update(revoked_at=timezone.now())
    arguments: dict[str, dict[str, object]] = {
        "patients": {
            "id": cast.sam.id,
            "link": OneTimeLink.objects.get(person=cast.sam).id,
            "place": access.care_team_of(cast.sam).get(clinician=cast.dana).id,
            "guardianship": access.guardians_of(cast.sam).get(guardian=cast.gwen).id,
        },
        "staff": {"id": cast.omar.id},
        "account/devices": {"id": clients["visitor"].sign_in.id},
        "account/second-steps": {"id": cast.sam.authenticator_set.get().id},
        "link": {"token": sam_link.rpartition("/")[2]},
        "sessions": {"id": session},
        "rtc": {"id": session},
        "appointments": {"id": appointment.id},
        "addresses": _addresses(cast),
    }
    return World(cast, arguments, clients)


def _addresses(cast: Cast) -> dict[str, object]:
    """A block with a report, and an audit under way; another that is the practice's own, and planned with."""
    details = {"is_owned": False, "origin": None, "seller": "", "to_registry": "", "price": None}
    block = addresses.add_block(telling.BLOCK, by=cast.rosa, watch_days=None, **details)
    report = audit.judge(str(block), telling.clean_facts(), telling.rules())
    found = replace(auditing.found(report, None, is_printed=False), pdf=b"%PDF-")
    run = addresses.record_audit(block, found, by=cast.rosa)
    addresses.ask_for_audit(block, by=cast.rosa)
    own = parse("185.10.21.0/24")
    addresses.add_block(own, by=cast.rosa, watch_days=None, **(details | {"is_owned": True}))
    choose(suggestion([own]), by=cast.rosa, ssh_port=None, ssh_from="")
    return {"id": block.id, "run": run.id}


def _hold_a_form(client: Client) -> None:
    """As if it had been sent from a locked screen."""
    session = client.session
    held = {"person": str(client.sign_in.person_id), "path": "/account", "form": "", "is_shown": False}
    session[HELD] = held
    session.save()


def _closed(cast: Cast) -> Any:
    person = actions.invite_staff(
        name="Lou Gone", email="lou@cedar.example", role="clinician", zone="", by=cast.rosa
    )
    actions.join_care_team(cast.sam, person, by=cast.rosa)
    access.care_team_of(cast.sam).filter(clinician=person).update(ends_at=timezone.now())
    actions.deactivate(person, by=cast.rosa)
    return person


def _related(cast: Cast) -> dict[str, Person]:
    """Those whose right to Sam hangs on somebody else's place, or is over."""

    def colleague(name: str, role: str, **more: Any) -> Person:
        email = f"{name.split()[0].lower()}@cedar.example"
        return actions.invite_staff(name=name, email=email, role=role, zone="", by=cast.rosa, **more)

    supervisor = colleague("Sol Marin", "clinician", is_supervisor=True)
    intern = colleague("Ivo Lang", "intern", supervisor=supervisor)
    former = colleague("Nell Park", "clinician")
    for person in (intern, former):
        actions.join_care_team(cast.sam, person, by=cast.rosa)
    yesterday = timezone.now() - timedelta(days=1)
    access.care_team_of(cast.sam).filter(clinician=former).update(
        starts_at=yesterday - timedelta(days=30), ends_at=yesterday
    )
    guardianship = actions.add_guardian(
        cast.sam,
        name="Hal Brennan",
        email="hal@mail.example",
        scope="everything",
        starts_on=timezone.localdate() - timedelta(days=30),
        ends_on=timezone.localdate(),
        by=cast.rosa,
    )
    access.guardians_of(cast.sam).filter(pk=guardianship.pk).update(
        ends_on=timezone.localdate() - timedelta(days=2)  # over in every zone
    )
    return {
        "treating_intern": intern,
        "supervisor": supervisor,
        "former_clinician": former,
        "former_guardian": guardianship.guardian,
    }


def _closed_of(clients: dict[str, Client]) -> Any:
    return clients["deactivated"].sign_in.person


def path_of(route: str, world: World) -> str:
    """The route with the world's ids in the place of its parameters."""
    path = route
    known = next(
        (
            world.arguments[key]
            for key in sorted(world.arguments, key=len, reverse=True)
            if route.startswith(f"/{key}/")
        ),
        {},
    )
    while "<" in path:
        before, _, rest = path.partition("<")
        parameter, _, after = rest.partition(">")
        name = parameter.rpartition(":")[2]
        assert name in known, f"say in make_world() what stands for <{parameter}> of {route}"
        path = f"{before}{known[name]}{after}"
    return path


def outcome(response: Any, pattern: URLPattern) -> str:
    """What the answer means to whoever asked, in one word of the table."""
    status, to = response.status_code, response.headers.get("Location", "")
    if status == 401:
        problem = response.json()["problem"] if response.content[:1] == b"{" else ""
        return {"signed_out": SIGN_IN, "locked": LOCK, "second_factor": SECOND_STEP}.get(problem, NOT_SIGNED)
    # Pages for everybody may lead to the sign-in page as their proper end, such as signing out.
    if status == 302 and guard_of(pattern.callback).admits is not None:
        path = to.partition("?")[0]
        return {"/sign-in": SIGN_IN, "/unlock": LOCK, "/account/secure": SECOND_STEP}.get(path, YES)
    if status in (404, 405):
        return NO if status == 404 else NO_METHOD
    assert status < 500, f"{status}: {response.content[:300]!r}"
    return YES


Key = tuple[str, str]


def read_table() -> dict[Key, dict[str, str]]:
    """Rows of the table by route and method. Lines that begin with # are remarks."""
    rows = {}
    for line in TABLE.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        method, route, *words = line.split()
        assert len(words) == len(CALLERS), f"{len(CALLERS)} outcomes are needed in: {line}"
        assert (route, method) not in rows, f"two rows for {method} {route}"
        rows[route, method] = dict(zip(CALLERS, words, strict=True))
    return rows


def written(route: str, method: str, found: dict[str, str]) -> str:
    """One row as it stands in the table."""
    return f"{method:5}{route:64}" + "".join(f"{found[caller]:<9}" for caller in CALLERS).rstrip()


def ask(client: Client, method: str, path: str) -> Any:
    call: Callable[..., Any] = getattr(client, method.lower())
    return call(path)
