"""Which addresses and names a practice planned: everything that anybody reaches must be among them.

Pure: no clock, no files, no network.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address

LOOPBACK_NAMES = frozenset({"localhost"})
LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True)
class Planned:
    addresses: frozenset[str]
    names: frozenset[str]

    def has(self, host: str) -> bool:
        """Whether `host`, an address in any notation or a name in any case, is planned."""
        address = canonical(host)
        if address is not None:
            return address in self.addresses
        return host.rstrip(".").lower() in self.names

    def strangers(self, hosts: Iterable[str]) -> list[str]:
        """The hosts that are not planned, in order."""
        return sorted({host for host in hosts if not self.has(host)})

    @property
    def shown(self) -> str:
        return ", ".join([*sorted(self.names), *sorted(self.addresses)])


def planned(address: IPv4Address, names: Iterable[str] = (), more: Iterable[IPv4Address] = ()) -> Planned:
    """What stands on `address`; on this machine's own, all its names for itself.

    Args:
        names: host names that point at the address.
        more: further addresses of the plan, for media or TURN.
    """
    addresses = {str(address), *map(str, more)}
    known = {name.rstrip(".").lower() for name in names}
    if address.is_loopback:
        return Planned(frozenset(addresses) | LOOPBACK, frozenset(known) | LOOPBACK_NAMES)
    return Planned(frozenset(addresses), frozenset(known))


def canonical(host: str) -> str | None:
    """An address in its usual notation, IPv4 inside IPv6 as IPv4; None for a name."""
    text = host.strip("[]").partition("%")[0]
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except (AddressValueError, ValueError):
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
