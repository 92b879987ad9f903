"""What must be done in Django before the web process starts, in a process of its own that ends again.

Prints one line of JSON: `{"setup_link": path | null, "people": [{"name", "role", "link_path"}]}`; what it
says to a person goes to standard error. Run by `up` as `python -m freehold.cli.preparation [--demo]`.
"""

import json
import sys
from contextlib import redirect_stdout
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from freehold.processes import die_with_parent

from .failure import UNUSABLE, Stop
from .progress import say, step

if TYPE_CHECKING:
    from .demo import DemoPerson

SETUP_LINK_LASTS = timedelta(hours=24)
REAL_PRACTICE = """This data folder holds a real practice, and a demo never touches one.
Give the demo a folder of its own with --data DIR, or leave --demo away."""


def prepare(*, demo: bool) -> dict[str, Any]:
    """Raises Stop when the database cannot be used, or is a real one and `demo` was asked for."""
    import django

    django.setup()
    migrate()
    people = demo_people() if demo else []
    return {"setup_link": None if demo else setup_link(), "people": people}


def migrate() -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with step("Bringing the database up to date"):
                call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        raise Stop(
            f"The database cannot be used: {error}\n`./freehold doctor` says more.", UNUSABLE
        ) from error


def demo_people() -> "list[DemoPerson]":
    from . import demo

    try:
        with step("Setting the demo practice's appointments to now"):
            return demo.build_or_refresh()
    except demo.NotADemo as refusal:
        raise Stop(REAL_PRACTICE, UNUSABLE) from refusal


def setup_link() -> str | None:
    """Path of a fresh link to the first page of all; None once there is an owner."""
    from freehold.people.actions import create_setup_link
    from freehold.people.models import Person
    from freehold.people.roles import Role

    if Person.objects.filter(role=Role.OWNER).exists():
        return None
    return create_setup_link(lasting=SETUP_LINK_LASTS)


def main() -> None:
    die_with_parent()
    try:
        with redirect_stdout(sys.stderr):
            result = prepare(demo="--demo" in sys.argv[1:])
    except Stop as stop:
        say(str(stop))
        raise SystemExit(stop.code) from None
    print(json.dumps(result))


if __name__ == "__main__":
    main()
