"""Where tables are fetched from, and under which licence: `[tables.*]` of `rules/sources.toml`."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

WHERE = Path(__file__).parent / "rules" / "sources.toml"

BOOTSTRAP = "bootstrap"


class TableSource(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    url: str
    """With `%Y`, `%m`, `%d` for the day's year, month and day, where its name has them."""
    file: str
    """Its name in the folder of tables; lists are known by it."""
    kind: str
    """What it must turn out to be: a `tables.parsed.Kind`, or `BOOTSTRAP`."""
    says: Mapping[str, str] = {}
    """What it must say of itself: `registry`."""
    licence: str
    keeper: str
    """Where that stands."""
    megabytes: int = 1
    """About how large it is."""
    every_hours: int = 24
    """How often a new one comes out."""
    least_minutes: int = 60
    """Before that it is not asked for again."""
    checksum: Literal["md5", "sha256"] | None = None
    """The publisher has one at the same address with that ending."""
    may_shrink: bool = False
    """Half of it may be gone from one day to the next."""
    is_dump: bool = False
    """A router's table dump: kept as rows."""
    is_fetched: bool = True
    """False: only when asked for by name."""

    def url_on(self, now: datetime) -> str:
        return now.strftime(self.url)


class _Sources(msgspec.Struct):
    tables: dict[str, TableSource]


def known() -> dict[str, TableSource]:
    """By name, in the order in which they stand."""
    return msgspec.toml.decode(WHERE.read_bytes(), type=_Sources).tables
