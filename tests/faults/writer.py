"""Writes patients through the real action, as fast as it can, and says each id once it is committed.

It forks a fresh writer for every line it reads, so that one can be killed and the next is there at once:

    > go
    < pid 4711
    < 0b5a1f0e-…
"""

import os
import sys

import django


def main() -> None:
    django.setup()
    from freehold.people import actions
    from freehold.people.models import Person  # noqa: F401  imported before the fork, to fork once

    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            say(f"pid {os.getpid()}")
            while True:
                say(str(actions.create_patient(name="Kim Adeyemi", zone="America/New_York", by=None).id))
        os.waitpid(pid, 0)
        say("died")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main()
