"""The data folder and the keys folder: who may read them."""

from collections.abc import Iterator
from pathlib import Path

from freehold.config.options import Options

from .finding import Finding, bad, ok, warn


def check(given: Options) -> Iterator[Finding]:
    if not given.data.is_dir():
        yield warn(
            "data folder", f"{given.data} does not exist yet", "Nothing was started here.", "./freehold up"
        )
        return
    yield modes("data folder", given.data)
    yield modes("keys folder", given.keys_folder)
    if given.cert and given.key:
        yield modes("TLS key", given.key)


def modes(name: str, path: Path) -> Finding:
    """Bad when anyone but the owner may read it."""
    if not path.exists():
        return bad(
            name, f"{path} is missing", "What it held cannot be used.", f"Put {path} back from a backup."
        )
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        return bad(
            name,
            f"{path} has mode {mode:04o}",
            "Other accounts of this machine can read it.",
            f"chmod go= '{path}'",
        )
    return ok(name, f"{path}, for its owner only")
