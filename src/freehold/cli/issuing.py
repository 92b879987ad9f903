"""The certificate that an authority issues, before anything of ours runs that could be asked for it."""

import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from freehold.addresses.managed import Managed, managed, places_without_front
from freehold.config.options import Options

from .failure import UNUSABLE, Stop
from .progress import say, step

if TYPE_CHECKING:
    from freehold.addresses.challenges import Place
    from freehold.addresses.renewing import Renewal


def before_start(given: Options) -> None:
    """See that there is a certificate; nothing where the owner brings one, or there is none.

    Raises:
        Stop: there is none yet, and none could be had.
    """
    wanted = managed(given)
    if wanted is None:
        return
    from freehold.addresses.renewing import Outcome

    with step(f"Looking after the certificate for {', '.join(wanted.hosts)}"):
        done = renewed(wanted, places_without_front(given), ask=False)
    if done.outcome is Outcome.RENEWED:
        assert done.certificate
        say(
            f"The authority issued a certificate, good until {done.certificate.not_after:%Y-%m-%d %H:%M} UTC."
        )
    elif done.certificate is None:
        is_waiting = done.outcome is Outcome.WAITING
        raise Stop(why(wanted, done.state.problem, is_waiting=is_waiting), UNUSABLE)
    elif done.outcome in (Outcome.FAILED, Outcome.WAITING):
        say(f"The certificate could not be renewed; the old one is served. {done.state.problem}")


def renewed(
    wanted: Managed, places: "Sequence[Place]", *, force: bool = False, ask: bool = True
) -> "Renewal":
    """One try, if it is time for one; `force`: in any case.

    `ask`: ask the authority when it suggests to renew; no start waits for that.

    Raises:
        Stop: what came of it cannot be written down.
    """
    from freehold.addresses.renewing import chance_of, renew

    try:
        clock, chance = (lambda: datetime.now(UTC)), chance_of(wanted)
        return renew(wanted, places, clock=clock, chance=chance, force=force, ask=ask)
    except OSError as error:
        raise Stop(f"{wanted.data} cannot be written to: {error.strerror}.", UNUSABLE) from error


def why(wanted: Managed, problem: str, *, is_waiting: bool) -> str:
    """Why there is no certificate, and what to type.

    Args:
        is_waiting: the authority was not asked now, because an earlier try failed a short while ago.
    """
    earlier = "It was not asked again yet. What an earlier try met:\n    " if is_waiting else ""
    return (
        f"There is no certificate for {', '.join(wanted.hosts)} yet, and none could be had from "
        f"{wanted.authority.directory}.\n    {earlier}{problem}\n"
        "What to look at: docs/operations/certificates.md. To try again at once:\n"
        f"    ./freehold addresses certificate --once --force --data {shlex.quote(str(wanted.data))}"
    )
