"""Which machine answers our DNS questions: as a person writes it, or as the system has it."""

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address
from pathlib import Path

from .texts import Text
from .texts import gettext_noop as _

PORT = 53
RESOLV_CONF = Path("/etc/resolv.conf")


class BadResolver(ValueError):
    """What was given is no address of a resolver."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Resolver:
    address: str
    port: int = PORT

    @property
    def is_ipv6(self) -> bool:
        return ":" in self.address

    def __str__(self) -> str:
        if self.port == PORT:
            return self.address
        return f"[{self.address}]:{self.port}" if self.is_ipv6 else f"{self.address}:{self.port}"


def parse(text: str) -> Resolver:
    """`127.0.0.1`, `127.0.0.1:5353`, `::1` or `[::1]:5353`.

    Raises:
        BadResolver: it is none of these. Names are refused: who would look them up?
    """
    typed = text.strip()
    host, port = _split(typed)
    try:
        address = IPv6Address(host) if ":" in host else IPv4Address(host)
    except AddressValueError:
        raise _bad(typed) from None
    if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise _bad(typed)
    return Resolver(str(address), int(port))


def _split(typed: str) -> tuple[str, str]:
    if typed.startswith("["):
        host, bracket, rest = typed[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise _bad(typed)
        return host, rest[1:] if rest else str(PORT)
    if typed.count(":") == 1:
        host, _colon, port = typed.partition(":")
        return host, port
    return typed, str(PORT)


def _bad(typed: str) -> BadResolver:
    return BadResolver(
        _(
            "%(typed)s is no address of a DNS resolver. Type one such as 127.0.0.1 or 127.0.0.1:5353.",
            typed=typed,
        )
    )


def of_the_system(path: Path = RESOLV_CONF) -> Resolver | None:
    """The first `nameserver` of resolv.conf(5), or None."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    for line in lines:
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver":
            try:
                return Resolver(str(ip_address(words[1])))
            except ValueError:
                continue
    return None
