"""django-tasks' database backend, made strict: arguments are ids, so a task row says nothing of a patient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend

SHORT, LONG = "default", "long"
"""The queues; the second for what may take minutes."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetriedTask(Task[P, T]):
    """A task that is tried again `retries` times after it failed or its worker died."""

    retries: int = 5


class Backend(DatabaseBackend):
    # The stubs know Django 6's own `django.tasks`; on 5.2 the package of the same shape stands in.
    task_class: Any = RetriedTask

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        refuse_unless_ids(task.module_path, args, kwargs)
        return super().enqueue(task, args, kwargs)

    async def aenqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        refuse_unless_ids(task.module_path, args, kwargs)
        return await super().aenqueue(task, args, kwargs)


def refuse_unless_ids(task: str, args: Sequence[object], kwargs: Mapping[str, object]) -> None:
    """Raises:
    TypeError: an argument is neither a whole number nor a UUID's text.
    """
    named = [*((str(place), value) for place, value in enumerate(args)), *kwargs.items()]
    for name, value in named:
        if isinstance(value, int) and not isinstance(value, bool):
            continue
        if isinstance(value, str) and _is_uuid(value):
            continue
        raise TypeError(
            f"{task}: argument {name} is a {type(value).__name__}; "
            "a task takes ids only (int, or str of a UUID) and reads the rest from its row"
        )


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
