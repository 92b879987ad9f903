"""Every route, by every method, for every kind of caller, against a table that people review."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.architecture.access_matrix import (
    CALLERS,
    METHODS,
    NO_METHOD,
    OTHER_METHODS,
    YES,
    World,
    ask,
    make_world,
    outcome,
    path_of,
    read_table,
    routes,
    written,
)

PATTERNS = dict(routes())
ROUTES = sorted(PATTERNS)
MACHINES_ONLY = {"/hooks/livekit"}
"""LiveKit alone, by its signature; the tests of rooms send it."""
BEFORE_SECOND_STEP = (
    "/account/secure",
    "/account/authenticator",
    "/account/passkeys",
    "/sign-out",
    "/still-here",
)
ROWS = [(route, method) for route in ROUTES for method in METHODS]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:  # type: ignore[no-untyped-def]
    """Built once; each question is asked in a savepoint of its own that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def answer(world: World, caller: str, method: str, route: str) -> str:
    client, path = world.clients[caller], path_of(route, world)
    cookies = client.cookies.copy()
    with transaction.atomic():
        found = outcome(ask(client, method, path), PATTERNS[route])
        transaction.set_rollback(True)
    client.cookies = cookies
    return found


@pytest.mark.one_database
@pytest.mark.django_db
class TestAccess:
    @pytest.mark.parametrize(("route", "method"), ROWS, ids=lambda part: str(part))
    def test_each_caller_gets_what_the_table_says(self, world: World, route: str, method: str) -> None:
        table = read_table()
        found = {caller: answer(world, caller, method, route) for caller in CALLERS}
        row = written(route, method, found)
        assert (route, method) in table, f"this route has no row; is this right?\n{row}"
        assert found == table[route, method], f"the table says otherwise; found\n{row}"

    @pytest.mark.parametrize("route", ROUTES)
    def test_no_other_method_does_anything(self, world: World, route: str) -> None:
        for method in OTHER_METHODS:
            for caller in ("owner", "clinician", "patient"):
                assert answer(world, caller, method, route) != YES, f"{caller} {method} {route}"


class TestTable:
    def test_it_has_no_rows_of_routes_that_are_gone(self) -> None:
        assert sorted(set(read_table()) - set(ROWS)) == []

    @pytest.mark.parametrize("route", sorted({*ROUTES} - MACHINES_ONLY))
    def test_somebody_may_use_each_route(self, route: str) -> None:
        table = read_table()
        words = {word for method in METHODS for word in table.get((route, method), {}).values()}
        assert YES in words, "if nobody may, the world holds nothing to use it on"

    @pytest.mark.parametrize("route", ROUTES)
    def test_whoever_is_locked_out_closed_or_unsecured_gets_no_more_than_a_stranger(self, route: str) -> None:
        table = read_table()
        for method in METHODS:
            row = table.get((route, method), {})
            if row.get("anonymous") not in (YES, NO_METHOD, None):
                assert row["deactivated"] == row["anonymous"]
                assert row["locked"] != YES
            if row.get("unsecured") == YES:
                assert row["anonymous"] == YES or route.startswith(BEFORE_SECOND_STEP)

    @pytest.mark.parametrize("route", ROUTES)
    def test_what_is_over_gives_no_more_than_what_never_was(self, route: str) -> None:
        table = read_table()
        for method in METHODS:
            row = table.get((route, method), {})
            assert row.get("former_clinician") == row.get("other_clinician")
            assert row.get("former_guardian") == row.get("other_patient")
