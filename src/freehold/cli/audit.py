"""`freehold audit`: prove that the audit record is whole, or say where it is not."""

import json
from pathlib import Path
from typing import Annotated

import typer

from . import installation_options
from .failure import Stop
from .progress import say, step

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Data folder. [env: FREEHOLD_DATA; default: data, beside ./freehold]"
    ),
]

app = typer.Typer(help="The audit record: who read or changed what.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """A group of commands, also while it has one only."""


@app.command()
def verify(
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a machine: one JSON object.")] = False,
    key: Annotated[
        str | None,
        typer.Option(
            "--key", metavar="NAME+ID+BASE64", help="Public key of the checkpoints, if kept elsewhere."
        ),
    ] = None,
    checkpoints: Annotated[
        Path | None,
        typer.Option("--checkpoints", metavar="FILE", help="Checkpoints that were kept elsewhere."),
    ] = None,
) -> None:
    """Read the whole audit record and every signed checkpoint; name what was altered, removed or set back.

    Needs nothing running.

    \b
    Exit codes: 0 whole; 1 something was found; 2 it could not be checked.
    """
    import os

    import django
    from django.db import DatabaseError

    installation_options.set_flags(data=data)
    try:
        installation_options.of_a_practice()
    except Stop as problem:
        raise _not_checked(problem, as_json=as_json) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freehold.config.settings")
    django.setup()
    from freehold.audit import verification
    from freehold.audit.errors import KeyUnusable
    from freehold.audit.notes import BadNote, Verifier

    try:
        public = Verifier.parse(key) if key else None
        with step("Audit record") as report:
            found = verification.verify(verifier=public, checkpoint_file=checkpoints, progress=report)
    except (KeyUnusable, BadNote, DatabaseError, OSError) as problem:
        raise _not_checked(problem, as_json=as_json) from None
    if as_json:
        print(json.dumps(found.as_json()))
    else:
        for finding in found.findings:
            print(f"{finding.kind}: {finding.text}")
        for remark in found.remarks:
            print(f"remark: {remark}")
        state = "whole" if found.is_well else f"NOT whole: {len(found.findings) + found.unlisted} findings"
        print(
            f"{found.rows} rows, {found.signed_rows} of them under {found.checkpoints} signed checkpoints: "
            f"{state}."
        )
    raise typer.Exit(0 if found.is_well else 1)


def _not_checked(problem: Exception, *, as_json: bool) -> typer.Exit:
    if as_json:
        print(json.dumps({"ok": None, "problem": str(problem)}))
    say(f"Could not be checked: {problem}")
    return typer.Exit(2)
