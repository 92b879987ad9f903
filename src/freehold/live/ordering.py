"""How an event gets its position: by a trigger, so that positions grow in the order of commits.

A reader remembers the last position it saw and asks for what is greater. With a plain sequence a slow
transaction could commit a smaller number after the reader has passed it: that event would be lost for ever.

SQLite: a writer holds the only write lock from BEGIN IMMEDIATE to COMMIT, so insertion order is commit order.
PostgreSQL: a constraint trigger deferred to COMMIT takes one advisory lock, then the next number; the lock is
let go only when the transaction is visible. Because it runs at the very end of a transaction, nobody waits
for a row lock while holding it, so it can't be part of a deadlock.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_LOCK = 0x6C697665  # "live", any number that nothing else in this database locks

_SQL: dict[str, tuple[list[str], list[str]]] = {
    "sqlite": (
        [
            "CREATE TRIGGER live_event_place AFTER INSERT ON live_event BEGIN "
            "UPDATE live_event SET position = NEW.id WHERE id = NEW.id; END"
        ],
        ["DROP TRIGGER IF EXISTS live_event_place"],
    ),
    "postgresql": (
        [
            "CREATE SEQUENCE live_event_position_seq OWNED BY live_event.position",
            """
            CREATE FUNCTION live_event_place() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                PERFORM pg_advisory_xact_lock(LOCK);
                UPDATE live_event SET position = nextval('live_event_position_seq') WHERE id = NEW.id;
                RETURN NULL;
            END $body$
            """.replace("LOCK", str(_LOCK)),
            "CREATE CONSTRAINT TRIGGER live_event_place AFTER INSERT ON live_event "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION live_event_place()",
        ],
        [
            "DROP TRIGGER IF EXISTS live_event_place ON live_event",
            "DROP FUNCTION IF EXISTS live_event_place()",
            "DROP SEQUENCE IF EXISTS live_event_position_seq",
        ],
    ),
}


def install(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the trigger.

    A migration that alters `Event` on SQLite rebuilds its table and drops the trigger: install it again then.
    """
    for statement in _SQL[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement)


def remove(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _SQL[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement)
