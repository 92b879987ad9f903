"""What `./freehold addresses refresh` does: fresh tables, and a line on each."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import msgspec

from freehold.addresses import table_sources
from freehold.addresses.downloads import Outcome, State, UnknownSource, refresh

from .failure import UNUSABLE, WRONG_USE, Stop
from .progress import say, step, together

SCHEMA = "freehold-address-refresh/1"

SAID = {
    State.FETCHED: "fetched",
    State.UNCHANGED: "there is no newer one",
    State.TOO_SOON: "fetched a short while ago",
    State.KEPT: "NOT fetched, the old one stays",
    State.FAILED: "NOT fetched, and there is no old one",
}


def fetch(folder: Path, only: Sequence[str], *, as_json: bool) -> int:
    """0 when every table is as new as its publisher has it, else 1.

    Raises:
        Stop: a name that is no table's; a folder that cannot be used.
    """
    sources = table_sources.known()
    try:
        with step("Fetching tables") as report:
            outcomes = asyncio.run(refresh(folder, sources, progress=together(report), only=only or None))
    except UnknownSource as unknown:
        known = ", ".join(sources)
        raise Stop(f"There is no table named {unknown}. There are: {known}.", WRONG_USE) from unknown
    except OSError as error:
        raise Stop(f"{folder} cannot be used: {error.strerror}.", UNUSABLE) from error
    if as_json:
        print(msgspec.json.encode(_document(outcomes)).decode())
    else:
        for outcome in outcomes:
            _tell(outcome)
        say(f"Tables: {folder}")
    return int(any(outcome.state in (State.KEPT, State.FAILED) for outcome in outcomes))


def _tell(outcome: Outcome) -> None:
    size = f", {outcome.size / 1e6:.1f} MB" if outcome.size is not None else ""
    print(f"{outcome.name}: {SAID[outcome.state]}{size}")
    if outcome.reason:
        print(f"    {outcome.reason}")
    print(f"    {outcome.source.title}. Licence: {outcome.source.licence} ({outcome.source.keeper})")


def _document(outcomes: Sequence[Outcome]) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "tables": [
            {
                "name": one.name,
                "title": one.source.title,
                "state": one.state.value,
                "reason": str(one.reason) if one.reason else None,
                "fetched_at": one.fetched_at,
                "size": one.size,
                "file": one.source.file,
                "licence": one.source.licence,
                "keeper": one.source.keeper,
            }
            for one in outcomes
        ],
    }
