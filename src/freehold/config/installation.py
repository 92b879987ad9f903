"""The few secrets and marks that one installation makes for itself, once, before Django starts."""

import os
import secrets
from pathlib import Path


def read_or_create(path: Path, make: str) -> str:
    """Text of `path`, written with `make` on first use; readable by its owner only.

    Two processes that start together read the same value: the file appears whole, by link, or not at all.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Replace `path` by `text` in one step; it is readable by its owner only at every moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)


def secret_key(keys_folder: Path) -> str:
    return read_or_create(keys_folder / "django-secret", secrets.token_urlsafe(64))


def installation_id(data: Path) -> str:
    """Eight hex digits that tell two installations' cookies apart (cookies ignore ports)."""
    return read_or_create(data / "installation", secrets.token_hex(4))
