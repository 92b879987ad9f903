"""Content hashes that say whether a step must be done again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def of_files(paths: Iterable[Path], *, under: Path, also: str = "") -> str:
    """SHA-256 (hex) over names and contents, in an order that does not depend on the file system."""
    content = hashlib.sha256(also.encode())
    for path in sorted(set(paths)):
        name = str(path.relative_to(under)).encode()
        body = path.read_bytes()
        content.update(b"%d %s %d\n" % (len(name), name, len(body)))
        content.update(body)
    return content.hexdigest()


def is_stamped(stamp: Path, with_hash: str) -> bool:
    try:
        return stamp.read_text() == with_hash
    except OSError:
        return False
