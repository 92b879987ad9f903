"""What a registry's RDAP server says of a network: its JSON (RFC 9083, with the registries' habits) read.

Pure. Whatever the JSON is, the outcome is a `Registration` or `NotANetwork`, never another error.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from .blocks import Range, dotted, union
from .facts import Registration, Registry
from .findings import JsonValue
from .rdap_entities import clean, holder, objects, strings
from .texts import Text
from .texts import gettext_noop as _

Json = Mapping[str, JsonValue]

WIDEST = 1 << 24
"""Addresses of a /8: a wider record is nobody's, only where a registry's tree begins."""

_PLACEHOLDERS = re.compile(
    r"NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK|IANA-BLK|IANA-NETBLOCK-\d+|EU-ZZ-\d+(-\d+)*|APNIC-(\d+|AP)|NET\d{1,3}"
)
_REGISTRIES = frozenset({"ARIN", "APNIC", "RIPE", "LACNIC", "AFRINIC", "IANA", "ORG-NCC1-RIPE"})
"""Handles of the organisations that such records belong to (from memory of the registries' answers)."""

_HOSTS = {
    "afrinic.net": Registry.AFRINIC,
    "apnic.net": Registry.APNIC,  # and the national ones at *.rdap.apnic.net
    "nic.ad.jp": Registry.APNIC,
    "kisa.or.kr": Registry.APNIC,
    "nic.or.kr": Registry.APNIC,
    "twnic.tw": Registry.APNIC,
    "twnic.net": Registry.APNIC,
    "twnic.net.tw": Registry.APNIC,
    "cnnic.cn": Registry.APNIC,
    "cnnic.net.cn": Registry.APNIC,
    "idnic.net": Registry.APNIC,
    "idnic.id": Registry.APNIC,
    "arin.net": Registry.ARIN,
    "lacnic.net": Registry.LACNIC,
    "registro.br": Registry.LACNIC,
    "nic.br": Registry.LACNIC,
    "nic.mx": Registry.LACNIC,
    "ripe.net": Registry.RIPE,
}
"""Domains of the registries' servers, the national ones of APNIC and LACNIC under theirs."""


class NotANetwork(ValueError):
    """The JSON is no `ip network` of IPv4; `message` says what it is instead."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


def read(body: bytes) -> Json:
    """The JSON object in a server's answer or in a file.

    Raises:
        NotANetwork: it is empty, an HTML page, broken, or no object.
    """
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if not text:
        raise NotANetwork(_("The answer is empty."))
    if text.startswith(b"<"):
        raise NotANetwork(_("The answer is a web page, not data."))
    try:
        document = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        raise NotANetwork(_("The answer is not valid JSON.")) from None
    if not isinstance(document, dict):
        raise NotANetwork(_("The answer is not an RDAP object."))
    return document


def registrations(document: Json, registry: str | None = None) -> tuple[Registration, ...]:
    """Every IPv4 network of a look-up or a search (`ipSearchResults`, RFC 9910 section 4.2).

    Raises:
        NotANetwork: there is none, or one of them cannot be read.
    """
    if "ipSearchResults" in document:
        return tuple(registration(network, registry) for network in objects(document, "ipSearchResults"))
    return (registration(document, registry),)


def registration(document: Json, registry: str | None = None) -> Registration:
    """One network.

    Args:
        document: parsed JSON.
        registry: whose server answered; without it, told from the links and the whois server named inside.

    Raises:
        NotANetwork: an error, another object, IPv6, or without usable addresses.
    """
    _refuse_if_something_else(document)
    first, last = _ends(document)
    name, handle = holder(document)
    return Registration(
        first=first,
        last=last,
        handle=clean(document.get("handle")) or f"{dotted(first)} - {dotted(last)}",
        name=clean(document.get("name")),
        type=clean(document.get("type")),
        status=strings(document, "status"),
        holder=name,
        holder_handle=handle,
        country=clean(document.get("country")).upper() or None,
        parent_handle=clean(document.get("parentHandle")) or None,
        registered_at=_event(document, "registration"),
        changed_at=_event(document, "last changed"),
        registry=registry or _registry_inside(document),
        raw=document,
    )


def is_placeholder(network: Registration) -> bool:
    """Whether the record stands for "not ours" or for a registry's whole /8: as good as no record."""
    size = network.last - network.first + 1
    is_named_so = _PLACEHOLDERS.fullmatch(network.name.upper()) is not None
    return size > WIDEST or is_named_so or (size == WIDEST and network.holder_handle in _REGISTRIES)


def registry_of(url: str) -> Registry | None:
    """By the host of a server's address, or of a bare host name."""
    try:
        host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").rstrip(".")
    except ValueError:
        return None
    labels = host.split(".")
    for begins in range(len(labels)):
        found = _HOSTS.get(".".join(labels[begins:]))
        if found:
            return found
    return None


def links(document: Json, relation: str) -> tuple[str, ...]:
    """Targets of the links with that relation, HTML pages left out."""
    return tuple(
        clean(link.get("href"), 2000)
        for link in objects(document, "links")
        if clean(link.get("rel")).lower() == relation
        and clean(link.get("href"), 2000)
        and not clean(link.get("type")).startswith("text/html")
    )


def _refuse_if_something_else(document: Json) -> None:
    if "errorCode" in document:
        raise NotANetwork(
            _(
                "The server answered with an error: %(code)s %(title)s",
                code=clean(document.get("errorCode")),
                title=clean(document.get("title")),
            )
        )
    kind = clean(document.get("objectClassName"))
    if kind and kind != "ip network":
        raise NotANetwork(_("The answer describes another kind of object: %(kind)s.", kind=kind))
    if clean(document.get("ipVersion")).lower() == "v6":
        raise NotANetwork(_("The answer describes an IPv6 network."))


def _ends(document: Json) -> Range:
    """Of the two addresses, else of the CIDRs (cidr0), else of a handle such as `192.0.2.0 - 192.0.2.255`."""
    start, end = document.get("startAddress"), document.get("endAddress")
    if start is None and end is None:
        found = _cidrs(document) or _pair(*clean(document.get("handle")).partition(" - ")[::2])
    else:
        found = _pair(start, end)
    if found is None:
        raise NotANetwork(_("The answer has no usable first and last address."))
    return found


def _cidrs(document: Json) -> Range | None:
    """What the CIDRs cover; None where there are none, one is broken, or they leave gaps."""
    ranges: list[Range] = []
    for cidr in objects(document, "cidr0_cidrs"):
        first, length = _address(cidr.get("v4prefix")), cidr.get("length")
        if first is None or not isinstance(length, int) or not 0 <= length <= 32:
            return None
        ranges.append((first, first | ((1 << (32 - length)) - 1)))
    joined = union(ranges)
    return joined[0] if len(joined) == 1 else None


def _pair(start: JsonValue, end: JsonValue) -> Range | None:
    first, last = _address(start), _address(end)
    return None if first is None or last is None or first > last else (first, last)


def _address(value: JsonValue) -> int | None:
    """A dotted quad, with the registries' leading zeros (decimal) and a needless `/32` allowed."""
    quad = re.fullmatch(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(/32)?", clean(value), re.ASCII)
    if quad is None:
        return None
    octets = [int(octet) for octet in quad.groups()[:4]]
    return int.from_bytes(bytes(octets)) if max(octets) < 256 else None


def _event(document: Json, action: str) -> str | None:
    """When it happened, as the registry writes it; None for what is no ISO 8601 time."""
    for event in objects(document, "events"):
        if clean(event.get("eventAction")).lower() == action:
            when = clean(event.get("eventDate"))
            try:
                datetime.fromisoformat(when)
            except ValueError:
                continue
            return when
    return None


def _registry_inside(document: Json) -> Registry | None:
    for place in (*links(document, "self"), clean(document.get("port43"))):
        found = registry_of(place)
        if found:
            return found
    return None
