"""Where the audit keeps what is not in the database: the checkpoint file and the key that signs it."""

from __future__ import annotations

import stat
from pathlib import Path

from django.conf import settings

from freehold.files import create_whole, replace_whole

from .errors import KeyUnusable
from .notes import BadNote, Signer, Verifier

FILE_MODE = 0o600


def folder() -> Path:
    chosen: Path = getattr(settings, "AUDIT_FOLDER", None) or settings.OPTIONS.data / "audit"
    return Path(chosen)


def checkpoint_file() -> Path:
    return folder() / "checkpoints"


def verifier_file() -> Path:
    """The public key, for whoever verifies elsewhere."""
    return folder() / "verifier-key"


def key_file() -> Path:
    chosen: Path = (
        getattr(settings, "AUDIT_KEY_FILE", None) or settings.OPTIONS.keys_folder / "audit-checkpoint-key"
    )
    return Path(chosen)


def origin() -> str:
    """The name checkpoints of this installation are signed under."""
    return f"freehold/audit/{settings.INSTALLATION}"


def make_folder() -> Path:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder()


def signer(*, may_create: bool) -> Signer:
    """The key that signs checkpoints.

    Raises:
        KeyUnusable: missing where there must be one, readable by others, or damaged.
    """
    path = key_file()
    if not path.exists():
        if not may_create:
            raise KeyUnusable(
                f"{path} is missing, and checkpoints were signed with it. Restore the key folder."
            )
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_whole(path, Signer.fresh(origin()).text() + "\n", FILE_MODE)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeyUnusable(
            f"{path} has mode {mode:04o}: others could sign checkpoints. Run: chmod 0600 '{path}'"
        )
    found = Signer.parse(path.read_text())
    if found is None:
        raise KeyUnusable(f"{path} is damaged. Restore the key folder.")
    if not verifier_file().exists():
        replace_whole(make_folder() / "verifier-key", f"{found.verifier}\n", 0o644)
    return found


def verifier() -> Verifier:
    """The public key to verify with: of the signing key where it is, else the copy beside the checkpoints.

    Raises:
        KeyUnusable: neither is there.
    """
    if key_file().exists():
        return signer(may_create=False).verifier
    try:
        return Verifier.parse(verifier_file().read_text())
    except FileNotFoundError:
        raise KeyUnusable(
            f"Neither {key_file()} nor {verifier_file()} is there: without the key no signature can be "
            "checked. Give the public key with --key."
        ) from None
    except BadNote as problem:
        raise KeyUnusable(f"{verifier_file()}: {problem}") from None
