"""Where keys lie and what that means, for the owner: read by `freehold doctor` and `freehold keys where`."""

from __future__ import annotations

import stat
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from . import keyring
from .errors import VaultError
from .keys import FILE_MODE, FOLDER_MODE, refuse_if_exposed


@dataclass(frozen=True, slots=True)
class KeyReport:
    """State of the keys.

    Attributes:
        folder: the key folder.
        modes: octal modes of the folder and of each file in it.
        is_on_the_database_disk: None where the database is on another machine.
        problems: what must be mended, each with how.
        meaning: what the arrangement protects against and what not, in sentences.
    """

    folder: Path
    modes: dict[str, str]
    is_on_the_database_disk: bool | None
    subjects: int
    retired: int
    destroyed: int
    problems: list[str]
    meaning: list[str]

    @property
    def is_well(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"folder": str(self.folder)}


def describe() -> KeyReport:
    from .models import DataKey, Purpose

    folder = keyring.keys_folder()
    cells = DataKey.objects.filter(purpose=Purpose.CELLS)
    same_disk = _is_on_the_database_disk(folder)
    return KeyReport(
        folder=folder,
        modes=_modes(folder),
        is_on_the_database_disk=same_disk,
        subjects=cells.filter(retired_at=None, destroyed_at=None).count(),
        retired=cells.filter(destroyed_at=None).exclude(retired_at=None).count(),
        destroyed=cells.filter(retired_at=None).exclude(destroyed_at=None).count(),
        problems=_problems(folder),
        meaning=_meaning(folder, same_disk),
    )


def _problems(folder: Path) -> list[str]:
    """What one of the vault's own refusals would say, and whether the keys fit this database."""
    from .models import DataKey

    any_key = DataKey.objects.filter(destroyed_at=None).first()
    found = []
    paths = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
    for path, mode in [(folder, FOLDER_MODE)] * folder.is_dir() + [(path, FILE_MODE) for path in paths]:
        try:
            refuse_if_exposed(path, mode)
        except VaultError as problem:
            found.append(str(problem))
    if any_key is not None and not found:
        try:
            keyring.open_key(any_key)
        except VaultError as problem:
            found.append(str(problem))
    return found


def _meaning(folder: Path, same_disk: bool | None) -> list[str]:
    lines = [
        _(
            "The practice key lies in %(folder)s. It opens every patient's key, and so everything; "
            "the database alone opens nothing."
        )
        % {"folder": folder},
        _("Whoever copies the database, a dump or a backup without this folder gets no name or contact."),
    ]
    if same_disk:
        lines.append(
            _(
                "The folder is on the same disk as the database: whoever takes the disk takes both. "
                "Encrypt the disk, or put the folder on another one and set FREEHOLD_KEYS."
            )
        )
    lines.append(
        _(
            "Whoever takes over this machine while it runs can read what the practice can read. "
            "No place for the keys changes that."
        )
    )
    lines.append(
        _(
            "Without the folder everything is lost for good. "
            "Keep a copy of it apart from the backups of the database."
        )
    )
    return lines


def _modes(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    paths = [folder, *sorted(path for path in folder.iterdir() if path.is_file())]
    return {str(path): f"{stat.S_IMODE(path.stat().st_mode):04o}" for path in paths}


def _is_on_the_database_disk(folder: Path) -> bool | None:
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or not name.exists() or not folder.exists():
        return None
    return name.stat().st_dev == folder.stat().st_dev
