"""Lucide's line drawings, inlined: one small file each in `icons/`, committed.

To add one: `cp frontend/node_modules/lucide-static/icons/NAME.svg src/freehold/web/icons/`.
"""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "icons"
_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_NAME = re.compile(r"[a-z0-9-]+")


@cache
def drawing(name: str) -> str:
    """Markup inside the icon's `<svg>`, on a 24x24 grid.

    Raises:
        LookupError: there is no such icon; the message says how to add it.
    """
    path = FOLDER / f"{name}.svg"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise LookupError(f"no icon {name!r}: copy it from lucide-static into {FOLDER}")
    found = _INNER.search(path.read_text())
    if found is None:
        raise LookupError(f"{path} is no svg")
    return re.sub(r"\s*\n\s*", "", found[1]).replace(" />", "/>")
