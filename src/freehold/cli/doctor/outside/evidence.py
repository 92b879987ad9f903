"""All that was seen from outside and inside, before it is judged.

Pure: no clock, no files, no network.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .certificates import Certificate
from .listening import Door
from .planned import Planned
from .sockets import Connection
from .tls_probe import Answered
from .walked import Walk


@dataclass(frozen=True)
class Program:
    """Whether the program that was walked is the one that serves people here."""

    live: str
    """Where that one is; empty where none runs."""
    compared: int = 0
    """Files that both deliver: scripts, styles, fonts, pictures."""
    unlike: tuple[str, ...] = ()
    """Those of them that differ, or that the live one does not deliver."""
    is_older: bool = False
    """The live one was started before its files were last changed."""


@dataclass(frozen=True)
class AuthorityClock:
    host: str
    ahead: float | None
    """Seconds by which its clock is ahead of ours; None where it did not say."""


@dataclass(frozen=True)
class Outgoing:
    """What the servers' processes connected to by themselves."""

    connections: frozenset[Connection]
    configured: Mapping[str, str]
    """Address → what the owner configured there: mail server, authority, database, resolver."""
    looks: int
    """How often somebody looked."""


@dataclass(frozen=True)
class Evidence:
    at: datetime
    planned: Planned
    address: str
    """The one that pages stand on."""
    is_loopback: bool
    uses_tls: bool
    walk: Walk
    routes: frozenset[str]
    certificates: tuple[Certificate, ...]
    outgoing: Outgoing
    program: Program
    doors: tuple[Door, ...]
    """What stands open to others."""
    expected: frozenset[tuple[str, int]]
    """Transport and port of what must stand open for the live installation; empty where none runs."""
    holders: Mapping[Door, str] = field(default_factory=dict)
    """Which program keeps a door open, where that could be found out."""
    strangers: tuple[Door, ...] = ()
    """Doors with a number of ours that no process of the live installation keeps open."""
    are_owners_known: bool = True
    """Whether the live installation's sockets could be seen, and so told from others'."""
    live_media: frozenset[str] = frozenset()
    """Hosts that the live media server is told to send browsers to."""
    authority: AuthorityClock | None = None
    """What the certificate authority's clock says; None where there is none."""
    reverse_names: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    """Planned address → its names in the DNS; None where the DNS did not say."""
    tls: Answered | None = None
    """How the server speaks TLS; None where it could not be tried."""
