"""Where the servers may go by themselves: what the owner configured, and the sources of address audits."""

import json
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from freehold.addresses import irr, table_sources
from freehold.addresses.resolvers import RESOLV_CONF, parse
from freehold.config.options import Options

from .planned import LOOPBACK, canonical

OF_AUDITS = "a source of address audits"
REGISTRIES = table_sources.WHERE.with_name("rdap-ipv4.json")


def destinations(given: Options) -> Iterator[tuple[str, str]]:
    """(host, what it is): every option that is a URL, and what address audits ask where they may."""
    for name in type(given).model_fields:
        value = getattr(given, name)
        host = urlsplit(value).hostname if isinstance(value, str) and "://" in value else None
        if host:
            yield host, f"the option `{name}`"
    if not given.addresses_ask:
        return
    urls = [source.url for source in table_sources.known().values()] + list(registries())
    for host in (*(urlsplit(url).hostname or "" for url in urls), *irr.SERVERS, *given.addresses_allow):
        yield host, OF_AUDITS


def registries() -> Iterator[str]:
    """URLs of the registries' own services (RFC 9224), as far as they are kept here."""
    for _prefixes, urls in json.loads(REGISTRIES.read_text())["services"]:
        yield from urls


def resolvers(path: Path = RESOLV_CONF) -> Iterator[str]:
    """Addresses of this machine's DNS resolvers (resolv.conf(5))."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver":
            address = canonical(words[1])
            if address:
                yield address


def addresses(given: Options, remotes: Iterable[str]) -> dict[str, str]:
    """Address → what is configured there. Names are looked up only where `remotes` holds a stranger."""
    known = dict.fromkeys(resolvers(), "the DNS resolver")
    if given.addresses_resolver:
        known[parse(given.addresses_resolver).address] = "the option `addresses_resolver`"
    strangers = set(remotes) - known.keys() - LOOPBACK
    if not strangers:
        return known
    for host, what in dict(destinations(given)).items():
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError:
            continue
        for *_kind, endpoint in found:
            known.setdefault(canonical(str(endpoint[0])) or "", what)
    return known
