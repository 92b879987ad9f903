"""A second copy of this program with a fictional practice, on the same address and ports of its own.

Run by `copy.py` as `python -m freehold.cli.doctor.outside.scratch`, with its options in `FREEHOLD_*`. No link
leads into it: who is signed in was signed in by its own database. Prints one line of JSON when all of it
answers: what `scratch_people.py` says, `pids` and the two origins.
"""

import json
import os
from pathlib import Path
from typing import Any

from freehold.processes import die_with_parent

from ... import installation_options, refusals, up
from ...failure import UNUSABLE, Stop
from ...progress import say
from ...supervisor import pids

PREFIX = "freehold-copy-"


class Scratch(up.Installation):
    def _preparation(self, demo: bool) -> list[str]:
        return ["freehold.cli.doctor.outside.scratch_people"]

    def _announce(self, prepared: dict[str, Any], *, as_json: bool) -> None:
        assert self._supervisor
        given = self.options
        line = prepared | {
            "staff_origin": refusals.link_origin(given, for_staff=True),
            "patient_origin": refusals.link_origin(given, for_staff=False),
            "pids": {"supervisor": os.getpid(), **pids(self._supervisor.children)},
            "livekit_missing": given.livekit_missing,
        }
        print(json.dumps(line), flush=True)


def refuse_a_folder_in_use(data: Path) -> None:
    """Raises Stop unless this is an empty folder made for a copy: nothing of a real practice is near it."""
    if not data.name.startswith(PREFIX) or any(data.iterdir()):
        raise Stop(f"{data} was not made for a copy.", UNUSABLE)


def main() -> None:
    die_with_parent()
    os.umask(0o077)
    try:
        chosen = installation_options.read()
        refuse_a_folder_in_use(chosen.data)
        refusals.refuse(chosen, demo=False)
        up.make_folders(chosen.data)
        Scratch(chosen).run(demo=True, as_json=True)
    except Stop as stop:
        say(str(stop))
        raise SystemExit(stop.code) from None


if __name__ == "__main__":
    main()
