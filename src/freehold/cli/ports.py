"""Which ports this copy uses, and who holds one that it cannot have."""

import json
import os
import socket
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from . import folders
from .failure import BUSY, UNUSABLE, Stop


@dataclass(frozen=True)
class Wish:
    """One port of LiveKit's: its option, transport, the address it is bound on, and its usual number."""

    option: str
    kind: socket.SocketKind
    host: str
    usual: int
    is_fixed: bool
    """Set by the owner, so never replaced by another."""


@dataclass(frozen=True)
class Instead:
    """What somebody could do who cannot have a port; pieces of the sentences that refuse it."""

    address: str
    allow: str
    free: str


PAGES = Instead(
    "--address", "Choose another (--port 8443), or allow", ", or start with --port 0 for a free one"
)
QUESTIONS = Instead(
    "address or turn_address in freehold.toml",
    "Allow",
    ", or name another http_port in freehold.toml if a router sends port 80 there",
)
"""Where an authority asks: always port 80, seen from outside."""
TURN = Instead("turn_address in freehold.toml", "Allow", "")
"""Always port 443: browsers are told no other."""


class Reservation:
    """`address:port` (0: a free one) held for our web server for as long as this lives.

    Granian binds with SO_REUSEPORT, so that a second server would share the port silently and take every
    other visitor. This socket is bound without that option, so it is refused when a server listens there;
    given the option afterwards, and never listening itself, it lets ours in beside it. Its name, a socket's
    that ends with its holder, keeps out a second Freehold that starts now.

    Raises:
        Stop: somebody else holds it, it needs root, or the address is not this machine's.
    """

    def __init__(self, address: IPv4Address, port: int, instead: Instead = PAGES) -> None:
        self._held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._name = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            # Connections of the last run that are still closing do not stand in the way.
            self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._held.bind((str(address), port))
            self.port: int = self._held.getsockname()[1]
            self._name.bind(f"\0freehold {address}:{self.port}")
        except PermissionError:
            self.release()
            raise Stop(_needs_root(port, instead), UNUSABLE) from None
        except OSError as error:
            self.release()
            if is_ours(address):
                raise Stop(_in_use(address, port, instead), BUSY) from error
            raise Stop(_not_ours(address, instead), UNUSABLE) from error
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)

    def release(self) -> None:
        self._held.close()
        self._name.close()


def _not_ours(address: IPv4Address, instead: Instead) -> str:
    return (
        f"{address} is not an address of this machine (`ip -4 address` lists them). "
        f"Give one of those with {instead.address}."
    )


def _needs_root(port: int, instead: Instead) -> str:
    return (
        f"Port {port} needs root's permission. {instead.allow} low ports, as root:\n"
        f"    sysctl -w net.ipv4.ip_unprivileged_port_start={port}"
    )


def _in_use(address: IPv4Address, port: int, instead: Instead) -> str:
    holder = who_listens(port)
    return f"Port {port} on {address} is in use{f' by {holder}' if holder else ''}. Stop that{instead.free}."


def is_ours(address: IPv4Address) -> bool:
    return is_free(socket.SOCK_STREAM, str(address), 0)


def is_free(kind: socket.SocketKind, host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


@contextmanager
def turn_to_choose() -> Iterator[None]:
    """Two copies that start together choose one after the other; hold it until the chosen ports are bound."""
    import fcntl

    descriptor = os.open(folders.cache_folder() / "ports.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def choose(wishes: list[Wish], last_time: Mapping[str, int], *, never: int) -> dict[str, int]:
    """A free port for each wish: the owner's, else last time's, the usual, any; `never` is the web's.

    Raises:
        Stop: a port that the owner fixed is in use.
    """
    chosen: dict[str, int] = {}
    for wish in wishes:
        candidates = [wish.usual] if wish.is_fixed else [last_time.get(wish.option, wish.usual), wish.usual]
        taken = {never, *chosen.values()}
        free = (port for port in candidates if port not in taken and is_free(wish.kind, wish.host, port))
        port = next(free, None)
        if port is None and wish.is_fixed:
            holder = who_listens(wish.usual) if wish.kind == socket.SOCK_STREAM else None
            by = f" by {holder}" if holder else ""
            raise Stop(f"Port {wish.usual} (FREEHOLD_{wish.option.upper()}) is in use{by}.", BUSY)
        chosen[wish.option] = port if port is not None else _any(wish, taken)
    return chosen


def _any(wish: Wish, taken: set[int]) -> int:
    while True:
        with socket.socket(socket.AF_INET, wish.kind) as probe:
            probe.bind((wish.host, 0))
            port: int = probe.getsockname()[1]
        if port not in taken:
            return port


def remember(path: Path, chosen: Mapping[str, int]) -> None:
    path.write_text(json.dumps(dict(chosen), indent=2) + "\n")


def remembered(path: Path) -> dict[str, int]:
    try:
        noted = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return (
        {name: port for name, port in noted.items() if isinstance(port, int)}
        if isinstance(noted, dict)
        else {}
    )


def who_listens(port: int) -> str | None:
    """Name and pid of the process that listens on a TCP port here; None when it is another user's.

    Source: proc(5), /proc/net/tcp.
    """
    inodes: set[int] = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = Path("/proc/net", table).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in (line.split() for line in lines):
            if int(fields[1].rpartition(":")[2], 16) == port and fields[3] in ("0A", "07"):
                inodes.add(int(fields[9]))
    return holder_of(inodes) if inodes else None


def holder_of(inodes: Collection[int]) -> str | None:
    """Name and pid of the first process found with one of these sockets; None when it is another user's."""
    links = {f"socket:[{inode}]" for inode in inodes}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(descriptor) in links for descriptor in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (pid {process.name})"
        except OSError:
            continue
    return None
