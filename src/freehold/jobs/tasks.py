"""Declaring a task."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import django_tasks

from .backend import LONG, SHORT, RetriedTask

P = ParamSpec("P")
T = TypeVar("T")


def task(*, retries: int = 5, is_long: bool = False) -> Callable[[Callable[P, T]], RetriedTask[P, T]]:
    """Make a module-level function a task: `.enqueue(...)` puts it in the queue with the current transaction.

    It runs at least once, so it must bear running twice: take an id, read the row, do what the row wants.
    One that may take longer than a few seconds `is_long`: such tasks have a queue of their own, and nothing
    else waits for them.
    """

    def declare(function: Callable[P, T]) -> RetriedTask[P, T]:
        queue = LONG if is_long else SHORT
        made = django_tasks.task(retries=retries, queue_name=queue)(function)
        assert isinstance(made, RetriedTask)
        return made

    return declare
