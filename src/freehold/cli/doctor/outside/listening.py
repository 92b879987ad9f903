"""What waits for visitors on this machine, and who it is.

Pure: judged from rows of the kernel's tables.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from .sockets import Row


@dataclass(frozen=True, order=True)
class Door:
    """A port that is open on `address`; 0.0.0.0 and :: are all addresses."""

    protocol: str
    port: int
    address: str

    def __str__(self) -> str:
        where = "every address" if self.address in ("0.0.0.0", "::") else self.address  # noqa: S104
        return f"{self.protocol.upper()} {self.port} on {where}"


@dataclass(frozen=True)
class Stranger:
    """A door with one of our numbers that is not ours."""

    door: Door
    inode: int


EPHEMERAL = 32768
"""UDP ports from here on are answers that programs wait for (ip(7), ip_local_port_range), not services."""


def doors(rows: Iterable[Row], expected: frozenset[tuple[str, int]] = frozenset()) -> list[Door]:
    """What somebody outside this machine could knock at, in order."""
    return sorted(
        {
            Door(row.protocol, row.local_port, row.local)
            for row in rows
            if row.is_waiting
            and not ip_address(row.local).is_loopback
            and (
                row.protocol == "tcp"
                or row.local_port < EPHEMERAL
                or (row.protocol, row.local_port) in expected
            )
        }
    )


def strangers(
    rows: Iterable[Row], expected: frozenset[tuple[str, int]], ours: Collection[int]
) -> list[Stranger]:
    """Who keeps a port with one of our numbers open and is no process of ours, in order.

    Args:
        ours: inodes of all sockets of our processes.
    """
    found = [
        Stranger(door, row.inode)
        for row in rows
        if row.inode not in ours and (row.protocol, row.local_port) in expected
        for door in doors([row], expected)
    ]
    return sorted(found, key=lambda one: (one.door, one.inode))
