"""What a walk found: pages, requests, ways for media.

Pure: no clock, no files, no network.
"""

from dataclasses import dataclass, field

from .candidates import Told
from .network_log import NetworkLog

COPY, LIVE = "copy", "live"


@dataclass(frozen=True)
class Visited:
    kind: str
    """`/patients/<id>` for each of them."""
    path: str
    status: int
    """0: no answer."""


@dataclass(frozen=True)
class Walked:
    """Somebody's way through an installation."""

    where: str
    """`COPY` or `LIVE`."""
    who: str
    pages: tuple[Visited, ...]

    @property
    def broken(self) -> tuple[Visited, ...]:
        """What a link leads to and did not answer as a page."""
        return tuple(page for page in self.pages if page.status != 200)


@dataclass
class Walk:
    """All that browsers did and were told."""

    ways: list[Walked] = field(default_factory=list)
    requested: set[str] = field(default_factory=set)
    """Hosts asked for, as the pages themselves report it: a second witness beside the network log."""
    files: set[str] = field(default_factory=set)
    """Paths of scripts, styles, fonts and pictures that came with pages of the copy."""
    not_pages: set[str] = field(default_factory=set)
    """Routes that only take what is sent to them."""
    told: list[Told] = field(default_factory=list)
    why_not_met: str = ""
    """Why two people did not see each other in a session; empty where they did."""
    log: NetworkLog = field(default_factory=NetworkLog)

    def ways_through(self, where: str) -> list[Walked]:
        return [way for way in self.ways if way.where == where]

    def kinds(self, where: str) -> set[str]:
        """Kinds of pages that somebody saw there."""
        return {page.kind for way in self.ways_through(where) for page in way.pages}
