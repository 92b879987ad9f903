"""What `./freehold addresses watch` does: one round of the worker's watching, here and now."""

from typing import TYPE_CHECKING

import msgspec

from . import installation_options
from .failure import UNUSABLE, WRONG_USE, Stop
from .progress import step

if TYPE_CHECKING:
    from freehold.addresses.watching import Watched

SCHEMA = "freehold-address-watch/1"


def watch(*, once: bool, as_json: bool) -> int:
    """0 when every block that was due was audited, else 1.

    Raises:
        Stop: without `once`; the database cannot be used.
    """
    if not once:
        raise Stop("The worker of `./freehold up` watches by itself; --once is one round now.", WRONG_USE)
    installation_options.of_a_practice()
    import django
    from django.db import DatabaseError

    django.setup()
    from freehold.addresses import mailing, watching

    try:
        with step("Watching"):
            done = watching.watch_due()
            sent = mailing.send_due()
    except DatabaseError as error:
        raise Stop(
            f"The database cannot be used: {error}. Was `./freehold up` run here?", UNUSABLE
        ) from error
    if as_json:
        print(msgspec.json.encode(_document(done, sent)).decode())
    else:
        _tell(done)
    return int(any(not one.run.is_done for one in done))


def _document(done: "list[Watched]", sent: int) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "blocks": [
            {
                "block": str(one.run.address_block),
                "verdict": one.run.verdict or None,
                "problem": one.run.problem or None,
                "changes": [
                    {
                        "aspect": change.aspect,
                        "gone": list(change.gone),
                        "come": list(change.come),
                        "silent_for": change.silent_for,
                        "is_alert": change.is_alert,
                        "summary": str(change.text),
                    }
                    for change in one.changes
                ],
            }
            for one in done
        ],
        "mails": sent,
    }


def _tell(done: "list[Watched]") -> None:
    if not done:
        print("No watched block is due.")
    for one in done:
        print(f"{one.run.address_block}: {one.run.verdict.replace('_', ' ') or one.run.problem}")
        for change in one.changes:
            print(f"    {change.text}")
