"""Logs: one JSON object per line, event names and ids only. What might be a person's words doesn't pass.

Our own code logs through structlog: `log.info("session.began", session=session.id)`. Of other people's code
only the text written in its source passes, with numbers filled in: their arguments may be anything.
"""

import logging
import logging.config
import re
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor, WrappedLogger

from freehold.failures import causes, failure

HIDDEN = "…"
_ID = re.compile(r"[\w.,:/<>+=-]{0,200}\Z", re.ASCII)
_OWN_TEXT = re.compile(r"[\w .,:;()'/<>+=-]*", re.ASCII)
_SPOKEN = re.compile(r"[A-Za-z ,.'-]*")
_TRUSTED = frozenset({"event", "level", "at", "logger", "where", "error", "causes", "route"})


def drop_messages(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Put an exception's kind and place where its text would stand."""
    given = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        what = failure(error)
        event["error"], event["where"] = what.kind, what.where.split("\n")
        if led := causes(error):
            event["causes"] = led
    return event


def hide_words(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Let numbers and ids pass as values, and nothing else."""
    return {key: value if key in _TRUSTED else _shown(value) for key, value in event.items()}


def tame(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Rewrite a record that didn't come through structlog: its template, with what is safe filled in."""
    record: logging.LogRecord = event["_record"]
    given = event.pop("positional_args", ())
    request = getattr(record, "request", None)
    if request is not None:
        match = getattr(request, "resolver_match", None)
        event.update(
            event="http.problem",
            status=getattr(record, "status_code", None),
            method=getattr(request, "method", None),
            route=match.route if match else None,  # the pattern: its values may be a link's secret
        )
    else:
        event["event"] = _sentence(record, given)
    return event


def _sentence(record: logging.LogRecord, given: Mapping[str, object] | tuple[object, ...]) -> str:
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if not given:
        # Written out before it came here: keep the words up to the first thing that looks filled in.
        allowed = _OWN_TEXT if record.name.startswith("freehold") else _SPOKEN
        found = allowed.match(record.msg)
        return found.group().strip() if found else HIDDEN
    is_ours = record.name.startswith("freehold")
    try:
        if isinstance(given, Mapping):
            return record.msg % {key: _filled(value, is_ours) for key, value in given.items()}
        return record.msg % tuple(_filled(value, is_ours) for value in given)
    except (TypeError, ValueError, KeyError):
        return record.msg  # a number's format for a hidden word


def _filled(value: object, is_ours: bool) -> object:
    if isinstance(value, int | float):
        return value
    return _shown(value) if is_ours else HIDDEN


def _shown(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, UUID | date):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown(one) for one in value]
    return value if isinstance(value, str) and _ID.match(value) else HIDDEN


_SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": ProcessorFormatter,
            # Arguments come to `tame` as they are; nobody else puts them into a text.
            "use_get_message": False,
            "pass_foreign_args": True,
            "foreign_pre_chain": [*_SHARED, tame],
            "processors": [
                drop_messages,
                ProcessorFormatter.remove_processors_meta,
                hide_words,
                structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "freehold": {"level": "INFO"},
        # Django adds its own handlers to these two, which would print the text.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # One line per address a scanner tries is no news.
        "django.request": {"level": "ERROR"},
        # It warns of each rule of a style that paper has no use for.
        "weasyprint": {"level": "ERROR"},
        "django_tasks": {"level": "CRITICAL"},  # jobs/worker.py says the same without the text
        "django_tasks_db": {"level": "CRITICAL"},
    },
}


def configure(given: dict[str, Any]) -> None:
    """Django's `LOGGING_CONFIG`."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            *_SHARED,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(given)
    logging.raiseExceptions = False  # it would print the arguments of a line that can't be written
