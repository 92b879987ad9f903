"""Flags that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Data folder. [env: FREEHOLD_DATA; default: data, beside ./freehold]"
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="For a machine: JSON on standard output, nothing else there.")
]
