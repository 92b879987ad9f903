"""Objects of the routing registries, read from their text (RPSL, RFC 2622 section 2). Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from ipaddress import IPv4Network

from .facts import RouteObject

Attributes = Mapping[str, Sequence[str]]
"""Values by name in small letters, in the order in which they stand."""

_CONTINUED = (" ", "\t", "+")

_PROXY = re.compile(r"\bprox(y|ied)\b|\bon behalf of\b|\bcustomer route\b", re.I)
"""Words by which a provider says that it registered a route in its customer's name."""


class BadObject(ValueError):
    """A `route` without a prefix or an origin that can be read."""


def objects(lines: Iterable[str]) -> Iterator[Attributes]:
    """Objects one after the other; comments and what a server says besides (`% …`) are left out."""
    attributes: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if not line.strip():
            if attributes:
                yield attributes
            attributes, name = {}, ""
        elif line[0] in "%#":
            continue
        elif line.startswith(_CONTINUED):
            if name:
                attributes[name][-1] = f"{attributes[name][-1]} {_value(line[1:])}".strip()
        else:
            name, colon, rest = line.partition(":")
            name = name.strip().lower() if colon else ""
            if name:
                attributes.setdefault(name, []).append(_value(rest))
    if attributes:
        yield attributes


def route_object(attributes: Attributes) -> RouteObject | None:
    """None for an object of another class, a `route6` among them.

    Raises:
        BadObject
    """
    if next(iter(attributes), None) != "route":
        return None
    try:
        network = IPv4Network(_first(attributes, "route"))
    except ValueError:
        raise BadObject(_first(attributes, "route")) from None
    maintainers = [
        name for value in attributes.get("mnt-by", ()) for name in re.split(r"[,\s]+", value) if name
    ]
    said = [*maintainers, *attributes.get("remarks", ()), *attributes.get("descr", ())]
    return RouteObject(
        first=int(network.network_address),
        last=int(network.broadcast_address),
        origin=_origin(_first(attributes, "origin")),
        source=_first(attributes, "source").upper(),
        maintainer=", ".join(maintainers) or None,
        last_modified=_last_modified(attributes),
        is_proxy=any(_PROXY.search(text) for text in said),
    )


def _origin(text: str) -> int:
    """An AS number as plain digits, or in two parts (RFC 5396)."""
    written = re.fullmatch(r"AS(\d{1,10})(?:\.(\d{1,5}))?", text, re.I | re.ASCII)
    if written is None:
        raise BadObject(text)
    high, low = written.groups()
    number = int(high) if low is None else (int(high) << 16) + int(low)
    if number >= 1 << 32:
        raise BadObject(text)
    return number


def _last_modified(attributes: Attributes) -> str | None:
    """ISO 8601, of `last-modified`; else the latest day in the older `changed` lines."""
    written = _first(attributes, "last-modified")
    try:
        datetime.fromisoformat(written)
    except ValueError:
        pass
    else:
        return written
    days = [day for line in attributes.get("changed", ()) for day in re.findall(r"\b(\d{8})\b", line)]
    for day in sorted(days, reverse=True):
        try:
            return datetime.strptime(day, "%Y%m%d").date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _first(attributes: Attributes, name: str) -> str:
    return next(iter(attributes.get(name, ())), "")


def _value(text: str) -> str:
    return text.partition("#")[0].strip()
