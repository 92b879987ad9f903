"""Declaring a task."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import django_tasks

from .backend import RetriedTask

P = ParamSpec("P")
T = TypeVar("T")


def task(*, retries: int = 5) -> Callable[[Callable[P, T]], RetriedTask[P, T]]:
    """Make a module-level function a task: `.enqueue(...)` puts it in the queue with the current transaction.

    It runs at least once, so it must bear running twice: take an id, read the row, do what the row wants.
    """

    def declare(function: Callable[P, T]) -> RetriedTask[P, T]:
        made = django_tasks.task(retries=retries)(function)
        assert isinstance(made, RetriedTask)
        return made

    return declare
