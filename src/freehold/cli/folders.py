"""Where the launcher keeps what it downloads and builds: outside the checkout, one folder per user."""

import os
import pwd
import tempfile
from pathlib import Path


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/freehold`, else the home's `.cache/freehold`, else a private folder for this user.

    The last serves accounts without a home (`HOME` unset, or a home that cannot be written).

    Raises:
        PermissionError: the folder for accounts without a home belongs to somebody else.
    """
    for base in _bases():
        try:
            (base / "freehold").mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(base / "freehold", os.W_OK):
            return base / "freehold"
    return _private_folder()


def _bases() -> list[Path]:
    named = os.environ.get("XDG_CACHE_HOME", "")
    homes = [os.environ.get("HOME", "")]
    if not homes[0]:
        homes.append(_home_of_record())
    return [
        Path(base) for base in [named, *(f"{home}/.cache" for home in homes if home)] if base.startswith("/")
    ]


def _home_of_record() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""


def _private_folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"freehold-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077 or folder.is_symlink():
        raise PermissionError(f"{folder} is not ours alone; remove it, or set XDG_CACHE_HOME")
    return folder
