"""The kernel's tables of sockets, `/proc/net/tcp`, `tcp6`, `udp` and `udp6` (proc(5)).

Pure: reads their text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

LISTENING, UNCONNECTED = 0x0A, 0x07
TABLES = ("tcp", "tcp6", "udp", "udp6")


@dataclass(frozen=True)
class Row:
    """One socket. Addresses in their usual notation, IPv4 inside IPv6 as IPv4; port 0 is none."""

    protocol: str
    """"tcp" or "udp"."""
    local: str
    local_port: int
    remote: str
    remote_port: int
    state: int
    inode: int

    @property
    def is_waiting(self) -> bool:
        """Open to whoever comes: a listening TCP socket, or one for UDP that is tied to nobody."""
        return self.remote_port == 0 and self.state == (LISTENING if self.protocol == "tcp" else UNCONNECTED)


@dataclass(frozen=True, order=True)
class Connection:
    """Where a process of ours went by itself."""

    protocol: str
    remote: str
    port: int


def rows(table: str, text: str) -> Iterator[Row]:
    """Rows of the file called `table`; lines that are none are passed over."""
    for line in text.splitlines()[1:]:
        words = line.split()
        try:
            local, local_port = _endpoint(words[1])
            remote, remote_port = _endpoint(words[2])
            state, inode = int(words[3], 16), int(words[9])
        except (IndexError, ValueError):
            continue
        yield Row(table.rstrip("6"), local, local_port, remote, remote_port, state, inode)


def outgoing(found: Iterable[Row], inodes: set[int]) -> Iterator[Connection]:
    """Connections that processes with these sockets began: none of them waits at the connection's own end."""
    ours = [row for row in found if row.inode in inodes]
    doors = {(row.protocol, row.local_port) for row in ours if row.is_waiting}
    for row in ours:
        if row.remote_port and (row.protocol, row.local_port) not in doors:
            yield Connection(row.protocol, row.remote, row.remote_port)


def _endpoint(text: str) -> tuple[str, int]:
    """`0100007F:1F90`: words of the address in the machine's order, which is little-endian here."""
    address, _colon, port = text.partition(":")
    raw = bytes.fromhex(address)
    if len(raw) not in (4, 16):
        raise ValueError(text)
    turned = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
    if len(turned) == 4:
        return str(IPv4Address(turned)), int(port, 16)
    wide = IPv6Address(turned)
    return str(wide.ipv4_mapped or wide), int(port, 16)
