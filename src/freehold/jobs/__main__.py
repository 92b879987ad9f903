"""`python -m freehold.jobs`: one worker. Start as many as you like; they share the work by the database."""

import os
import signal
from types import FrameType

from freehold.failures import hide_messages
from freehold.processes import die_with_parent

die_with_parent()
hide_messages()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freehold.config.settings")

import django

django.setup()

from freehold.jobs.worker import LongTasks, Loop


def main() -> None:
    loop, long_tasks = Loop(), LongTasks()

    def ending(number: int, stack: FrameType | None) -> None:
        loop.stop()
        long_tasks.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ending)
    long_tasks.start()
    try:
        loop.run()
    finally:
        long_tasks.stop()
        long_tasks.give_back()


if __name__ == "__main__":
    main()
