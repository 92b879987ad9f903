"""`freehold keys`: where the keys lie and what that means, and new ones for old."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from . import installation_options
from .progress import say, step
from .stopping import stopping

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Data folder. [env: FREEHOLD_DATA; default: data, beside ./freehold]"
    ),
]

app = typer.Typer(help="Encryption keys: where they lie, and new ones.", no_args_is_help=True)


@app.command()
@stopping
def where(
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a machine: one JSON object.")] = False,
) -> None:
    """Say where the keys lie and what that means.

    \b
    Exit codes: 0 all is well; 1 something must be mended, and it says how; 73 no practice there.
    """
    _start(data)
    from freehold import vault

    with _refusals():
        report = vault.describe()
    if as_json:
        print(json.dumps(report.as_json()))
    else:
        print(f"Keys: {report.folder}")
        print(
            f"  {report.subjects} keys in use (one per patient, one of the practice), "
            f"{report.retired} retired, {report.destroyed} destroyed"
        )
        for path, mode in report.modes.items():
            print(f"  {mode}  {path}")
        for line in [*report.meaning, *(f"MEND: {problem}" for problem in report.problems)]:
            print(f"\n{line}")
    raise typer.Exit(0 if report.is_well else 1)


@app.command()
@stopping
def rotate(
    data: Data = None,
    everything: Annotated[
        bool,
        typer.Option("--everything", help="Also give every patient a new key and encrypt all fields again."),
    ] = False,
) -> None:
    """Make a new practice key and wrap every patient's key with it.

    Freehold may run meanwhile. Cut off at any point, it is finished by running it again. Old keys stay for an
    hour for processes that are in the middle of something; the next run after that removes them.

    \b
    Exit codes: 0 done; 1 the keys cannot be used, and it says why; 73 no practice there.
    """
    _start(data)
    from freehold import audit
    from freehold.vault import actions

    @audit.action
    def write_down(event: str) -> None:
        audit.record(event, who=None, why="freehold keys rotate")

    with audit.origin("console", ""), _refusals():
        write_down("practice_key.rotate")
        with step("New practice key") as report:
            actions.rotate_practice_key(lambda what, done, of: report(done, of))
        if everything:
            write_down("data_keys.rotate")
            with step("Everything encrypted again") as report:
                actions.rotate_all_data(lambda what, done, of: report(done, of))
        removed = actions.remove_old_keys()
        if removed.practice_keys or removed.data_keys:
            write_down("old_keys.remove")
    say(f"Done. Old keys removed: {removed.practice_keys} of the practice, {removed.data_keys} of patients.")
    say(
        "Copy the key folder to where you keep its backup: the old copy does not open what comes from now on."
    )


@contextmanager
def _refusals() -> Iterator[None]:
    """What the vault or the database refuses, in words and with exit code 1."""
    from django.db import DatabaseError

    from freehold.vault import VaultError

    try:
        yield
    except (VaultError, DatabaseError) as refused:
        say(str(refused))
        raise typer.Exit(1) from None


def _start(data: Path | None) -> None:
    import os

    import django

    installation_options.set_flags(data=data)
    installation_options.of_a_practice()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freehold.config.settings")
    django.setup()
