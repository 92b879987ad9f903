"""Tables read before, by the hash of their file: numbers as they were, so that nothing is parsed again."""

import os
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import msgspec
import numpy as np

from ..findings import JsonValue
from .parsed import Kind, Parsed

VERSION = 5
"""Goes up with every change of what a parser makes of a file."""

MOST = 128
"""Tables kept; those longest unused go first."""

_SAYS = "_says"


class _About(msgspec.Struct):
    kind: Kind
    says: dict[str, object]


def load(folder: Path, sha256: str) -> Parsed | None:
    """None where it is not there, or is damaged."""
    path = _path(folder, sha256)
    try:
        with np.load(path, allow_pickle=False) as stored:
            columns = {name: stored[name] for name in stored.files}
        about = msgspec.json.decode(columns.pop(_SAYS).tobytes(), type=_About)
        os.utime(path)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError):
        return None
    says: dict[str, JsonValue] = msgspec.convert(about.says, dict)
    return Parsed(about.kind, says, columns)


def store(folder: Path, sha256: str, parsed: Parsed) -> None:
    """Whole or not at all. A folder that cannot be written only costs time, so nothing is raised."""
    about = np.frombuffer(msgspec.json.encode({"kind": parsed.kind, "says": parsed.says}), np.uint8)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as file:
            try:
                np.savez(file, allow_pickle=False, **{**parsed.columns, _SAYS: about})
                file.close()
                os.replace(file.name, _path(folder, sha256))
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise


def prune(folder: Path) -> None:
    """Leave the `MOST` last used, and none that another version of this program made."""
    with suppress(OSError):
        kept = sorted(folder.glob(f"*.v{VERSION}.npz"), key=lambda path: path.stat().st_mtime, reverse=True)[
            :MOST
        ]
        for path in folder.glob("*.v*.npz"):
            if path not in kept:
                path.unlink(missing_ok=True)


def _path(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.v{VERSION}.npz"
