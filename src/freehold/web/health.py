"""Is everything answering? Asked by the launcher and whoever watches the machine; one word to each."""

import logging
from collections.abc import Callable
from typing import Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

State = Literal["ok", "down"]

log = logging.getLogger(__name__)


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _ask(check: Callable[[], bool], name: str) -> State:
    try:
        return "ok" if check() else "down"
    except (DatabaseError, OSError) as problem:
        # The kind only: a driver's message may quote what it was asked to write.
        log.warning("health: %s is down (%s)", name, type(problem).__name__)
        return "down"


def report() -> dict[str, State]:
    """One word per part; "web" is always "ok", since it says so itself."""
    checks: dict[str, str] = settings.HEALTH_CHECKS
    asked: dict[str, State] = {name: _ask(import_string(check), name) for name, check in checks.items()}
    return {"web": "ok", **asked}
