"""Chromium's network log (NetLog, https://www.chromium.org/developers/design-documents/network-stack/netlog/).

Pure: reads what Chromium wrote when it closed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

IPV6_PROBE = "2001:4860:4860::8888"
"""Where Chromium points a socket, without sending, to learn whether this machine has a route for IPv6."""
DNS_PORT = 53
NOT_FOUND = "~notfound"
"""What a name is looked up as that a flag of ours told Chromium not to find."""


class NotALog(ValueError):
    """This is no network log, or one that was cut off."""


@dataclass
class NetworkLog:
    requested: set[str] = field(default_factory=set)
    """Hosts asked for by a page, a frame, or a worker of one."""
    own: set[str] = field(default_factory=set)
    """Hosts that the browser asked for by itself: updates, its maker's form-filling."""
    sockets: set[str] = field(default_factory=set)
    """Addresses that a socket was connected to, or that bytes were sent to: pages, media, all but the DNS."""
    names: set[str] = field(default_factory=set)
    """Names looked up by pages; addresses and `localhost` need no looking up."""
    resolvers: set[str] = field(default_factory=set)
    """Addresses that DNS questions went to."""
    certificates: tuple[str, ...] = ()
    """First certificate of every chain that a server gave, PEM, each once."""


def read(document: object) -> NetworkLog:
    """
    Raises:
        NotALog
    """
    log = NetworkLog()
    certificates: dict[str, None] = {}
    asked: set[str] = set()
    for name, given in _events(document):
        if name == "URL_REQUEST_START_JOB" and "url" in given:
            (log.own if _is_own(given) else log.requested).add(_host(str(given["url"])))
        elif name == "HOST_RESOLVER_MANAGER_REQUEST" and "host" in given:
            asked.add(_host(str(given["host"])))
        elif name in ("TCP_CONNECT_ATTEMPT", "UDP_CONNECT", "UDP_BYTES_SENT") and "address" in given:
            _reach(log, name, *_split(str(given["address"])))
        elif name == "SSL_CERTIFICATES_RECEIVED" and given.get("certificates"):
            certificates.setdefault(str(given["certificates"][0]))
    log.names = {host for host in asked - (log.own - log.requested) if not _needs_no_look_up(host)}
    log.certificates = tuple(certificates)
    return log


def _events(document: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not isinstance(document, Mapping):
        raise NotALog("not a network log: no object")
    try:
        numbers = {number: name for name, number in document["constants"]["logEventTypes"].items()}
        for event in document["events"]:
            given = event.get("params")
            if isinstance(given, Mapping):
                yield numbers[event["type"]], given
    except (KeyError, TypeError, AttributeError) as error:
        raise NotALog(f"not a network log: {type(error).__name__}: {error}") from error


def _is_own(given: Mapping[str, Any]) -> bool:
    """What a page starts carries its origin, `null` for a nameless one; what is typed is a main frame."""
    return given.get("initiator") == "not an origin" and given.get("request_type") == "other"


def _reach(log: NetworkLog, event: str, host: str, port: int) -> None:
    if port == DNS_PORT and event != "TCP_CONNECT_ATTEMPT":
        log.resolvers.add(host)
    elif not (host == IPV6_PROBE and event == "UDP_CONNECT"):
        log.sockets.add(host)


def _host(url: str) -> str:
    """Of a URL, or of `host:port`; the text itself where it is neither."""
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or url
    except ValueError:
        return url


def _split(endpoint: str) -> tuple[str, int]:
    host, _colon, port = endpoint.rpartition(":")
    return host.strip("[]"), int(port) if port.isdecimal() else 0


def _needs_no_look_up(host: str) -> bool:
    return host in ("localhost", NOT_FOUND) or ":" in host or host.replace(".", "").isdecimal()


def hosts(urls: Iterable[str]) -> set[str]:
    """Hosts of web addresses; `data:`, `blob:` and `about:` have none and reach nobody."""
    return {_host(url) for url in urls if urlsplit(url).scheme in ("http", "https", "ws", "wss")}
