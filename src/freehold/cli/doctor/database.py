"""The database as it really is, asked through the connection that the product uses."""

from collections.abc import Iterator

from freehold.config.options import Options

from .. import installation_options
from .finding import Finding, bad, ok, unknown, warn

SQLITE_WANTED = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
SQLITE_MEANS = {
    "journal_mode": "Readers and writers would wait for one another.",
    "synchronous": "A power cut could lose what was already acknowledged.",
    "foreign_keys": "Rows could point at nothing.",
}
LARGEST_TO_READ_THROUGH = 300_000_000


def check(given: Options) -> Iterator[Finding]:
    """Needs Django set up. Opens the database read-mostly; writes nothing."""
    if not installation_options.holds_a_practice(given):
        yield warn("database", "there is none yet", "Nothing was started here.", "./freehold up")
        return
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield bad(
            "database",
            f"it cannot be opened: {type(error).__name__}: {error}",
            "Nothing works without it.",
            "For PostgreSQL: is it running, is FREEHOLD_DATABASE_URL right? For SQLite: restore a backup.",
        )
        return
    if connection.vendor == "sqlite":
        yield from sqlite(given)
    else:
        yield from postgresql()
    yield migrations()
    yield from practice(given)


def _one(statement: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def sqlite(given: Options) -> Iterator[Finding]:
    found = {name: _one(f"PRAGMA {name}") for name in SQLITE_WANTED}
    for name, wanted in SQLITE_WANTED.items():
        if found[name] != wanted:
            yield bad(
                "database",
                f"SQLite's {name} is {found[name]}, not {wanted}",
                SQLITE_MEANS[name],
                "Undo whatever changed `init_command` in the settings, and start again.",
            )
    if found == SQLITE_WANTED:
        yield ok("database", "SQLite with WAL, synchronous=FULL, foreign keys on")
    size = (given.data / "freehold.sqlite3").stat().st_size
    if size > LARGEST_TO_READ_THROUGH:
        yield ok("database pages", f"not read through: {size / 1e6:.0f} MB (PRAGMA quick_check does it)")
        return
    damage = _one("PRAGMA quick_check(1)")
    if damage == "ok":
        yield ok("database pages", f"{size / 1e6:.1f} MB, none damaged")
    else:
        yield bad(
            "database pages", damage, "The file is damaged; more will be lost.", "Stop, restore a backup."
        )


def postgresql() -> Iterator[Finding]:
    found = {name: _one(f"SHOW {name}") for name in ("synchronous_commit", "fsync", "full_page_writes")}
    off = [name for name, value in found.items() if value == "off"]
    version = _one("SHOW server_version")
    if off:
        yield bad(
            "database",
            f"PostgreSQL {version} with {', '.join(off)} off",
            "A power cut could lose what was already acknowledged, or damage the database.",
            f"Set {', '.join(f'{name} = on' for name in off)} in postgresql.conf and restart PostgreSQL.",
        )
    else:
        yield ok("database", f"PostgreSQL {version}, commits reach the disk")


def migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return warn(
            "tables", f"{len(plan)} changes are to be made", "The next start makes them.", "./freehold up"
        )
    return ok("tables", "up to date")


def practice(given: Options) -> Iterator[Finding]:
    from django.db import DatabaseError

    from freehold.people.models import Practice

    try:
        is_demo = Practice.objects.filter(is_demo=True).exists()
    except DatabaseError as error:
        yield unknown("practice", f"the table cannot be read: {type(error).__name__}", "./freehold up")
        return
    if is_demo and not given.is_loopback:
        yield bad(
            "practice",
            f"this is a demo's database, on {given.address}",
            "Its people are made up and its links were meant for one machine.",
            "Start a real practice in another folder: --data NEW-FOLDER",
        )
    elif is_demo:
        yield ok("practice", "fictional, on this machine only")
    else:
        yield ok("practice", "real")
