"""Which server to ask about an address: IANA's bootstrap file (RFC 9224), bundled or refreshed."""

from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path

import msgspec

from .blocks import Range

BUNDLED = Path(__file__).parent / "rules" / "rdap-ipv4.json"
"""Publication of 2019-06-07. Every /8 was given out by 2011: little changes but the servers' names."""

REFRESHED = "rdap-ipv4.json"
"""Its name in the folder of refreshed tables."""


class NotABootstrap(ValueError):
    """The file is no RFC 9224 registry of IPv4 services."""


class _File(msgspec.Struct):
    version: str
    publication: str
    services: list[tuple[list[str], list[str]]]


@dataclass(frozen=True, slots=True)
class Bootstrap:
    published: str
    """When IANA published it, as written there (ISO 8601)."""
    services: tuple[tuple[int, int, tuple[str, ...]], ...]
    """First and last address, and base URLs that end in a slash, `https` first; narrowest ranges first."""

    def servers(self, range_: Range) -> tuple[str, ...]:
        """Base URLs of the longest prefix that holds all of `range_`; empty where none does."""
        first, last = range_
        return next((urls for low, high, urls in self.services if low <= first and last <= high), ())


def parse(raw: bytes) -> Bootstrap:
    """
    Raises:
        NotABootstrap: broken, of an unknown version, without a service, or with a prefix that is none.
    """
    try:
        file = msgspec.json.decode(raw, type=_File)
        services = [
            (int(network.network_address), int(network.broadcast_address), _bases(urls))
            for prefixes, urls in file.services
            for network in map(_network, prefixes)
        ]
    except (ValueError, RecursionError) as error:
        raise NotABootstrap(str(error)) from None
    if not services:
        raise NotABootstrap("it names no service")
    return Bootstrap(file.publication, tuple(sorted(services, key=lambda one: (one[1] - one[0], one[0]))))


def bundled() -> Bootstrap:
    return parse(BUNDLED.read_bytes())


def newest(folder: Path | None) -> Bootstrap:
    """The refreshed one in `folder` if it is there, whole and newer than the bundled one; else that."""
    ours = bundled()
    if folder is None:
        return ours
    try:
        fresh = parse((folder / REFRESHED).read_bytes())
    except (OSError, NotABootstrap):
        return ours
    return max(ours, fresh, key=lambda one: one.published)


def _network(prefix: str) -> IPv4Network:
    """RFC 9224 writes prefixes whole; some files shorten `8.0.0.0/8` to `8`, which is not address 0.0.0.8."""
    if "/" not in prefix:
        raise ValueError(f"{prefix} has no length")
    return IPv4Network(prefix)


def _bases(urls: list[str]) -> tuple[str, ...]:
    slashed = [url if url.endswith("/") else f"{url}/" for url in urls]
    return tuple(sorted(slashed, key=lambda url: not url.startswith("https://")))
