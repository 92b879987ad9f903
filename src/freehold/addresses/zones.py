"""The DNS lists that are asked about each address, and what their answers mean.

A zone is only as good as the map of its codes: an answer that the map does not have is unknown, never a
listing and never "not listed" (RFC 5782 section 2.1; the default list is `rules/zones.toml`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path

import msgspec

from .blocks import number
from .dns_questions import MOST_NAME, A, BadName, suffix
from .findings import Severity
from .texts import Text
from .texts import gettext_noop as _

DEFAULT = Path(__file__).parent / "rules" / "zones.toml"

LISTED = "127.0.0.2"
"""In every list, so that it can be told from one that is gone (RFC 5782 section 5)."""
NOT_LISTED = "127.0.0.1"
"""In no list, so that one that lists the world can be told."""
COURTESY = 50.0
"""Questions a second to one zone."""


class BadZones(ValueError):
    """A file of zones that cannot be used."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Code:
    meaning: str
    severity: Severity | None
    """None: no listing (a white list's entry, say)."""


@dataclass(frozen=True, slots=True)
class Zone:
    name: str
    title: str
    codes: Mapping[str, Code]
    operator: str = ""
    home: str = ""
    usage: str = ""
    """On what terms it may be asked."""
    is_core: bool = False
    rate: float = COURTESY
    """Most questions a second; 0: no limit."""
    needs_own_resolver: bool = False
    """It refuses those who ask through a large public resolver."""
    needs_key: bool = False
    key: str = ""
    """Put before the name when asking; in no report."""
    listed: str = LISTED
    not_listed: str = NOT_LISTED
    """The addresses that test it: RFC 5782 says which, not every list can keep to that."""
    dated: str = ""
    """Date of the list that it comes from."""

    @property
    def asked_as(self) -> str:
        return f"{self.key}.{self.name}" if self.key else self.name


@dataclass(frozen=True, slots=True)
class Reading:
    """What a zone's answer about one address says."""

    listings: tuple[tuple[str, Code], ...]
    unknown: tuple[str, ...]
    """Codes that have no meaning in this zone: errors, other people's addresses, news."""


def read(zone: Zone, codes: Iterable[str]) -> Reading:
    listings, unknown = [], []
    for code in codes:
        meant = zone.codes.get(code)
        if meant is None:
            unknown.append(code)
        elif meant.severity is not None:
            listings.append((code, meant))
    return Reading(tuple(listings), tuple(unknown))


def is_in_loopback(code: str) -> bool:
    """Every answer of a list is in 127/8; another means that something else answered."""
    return code.startswith("127.")


def is_error(code: str) -> bool:
    """127.255.255.0/24: the operator says that the question was wrong, or one too many."""
    return code.startswith("127.255.255.")


# The file


class _Code(msgspec.Struct, forbid_unknown_fields=True):
    meaning: str
    severity: Severity | None = None


class _Zone(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    codes: dict[str, _Code]
    title: str = ""
    operator: str = ""
    home: str = ""
    usage: str = ""
    core: bool = False
    rate: float | None = None
    own_resolver: bool = False
    needs_key: bool = False
    key: str = ""
    listed: str = LISTED
    not_listed: str = NOT_LISTED


class _File(msgspec.Struct, forbid_unknown_fields=True):
    dated: str = ""
    rate: float = COURTESY
    replaces: bool = False
    """These zones only, without the default list."""
    without: list[str] = []
    """Names of the default list that are not to be asked."""
    keys: dict[str, str] = {}
    """By zone name: keys for zones of the default list that need one."""
    zones: list[_Zone] = []


def load(path: Path | None = None) -> tuple[Zone, ...]:
    """The zones to ask, in order: the default list, changed by the file at `path` where one is given.

    A zone that needs a key is left out as long as there is none.

    Raises:
        BadZones: the file cannot be read, or says something that cannot be.
    """
    default = _read(DEFAULT)
    zones = _zones(default, DEFAULT)
    if path is not None:
        own = _read(path)
        zones = _changed({} if own.replaces else zones, own, path)
    if not zones:
        raise _bad(path or DEFAULT, "no zone is left to ask")
    return tuple(zone for zone in zones.values() if zone.key or not zone.needs_key)


def _changed(zones: dict[str, Zone], own: _File, path: Path) -> dict[str, Zone]:
    changed = {**zones, **_zones(own, path)}
    strangers = sorted({*own.without, *own.keys} - changed.keys())
    if strangers:
        raise _bad(path, f"no such zone: {', '.join(strangers)}")
    for name, key in own.keys.items():
        changed[name] = _checked(replace(changed[name], key=key), path)
    return {name: zone for name, zone in changed.items() if name not in own.without}


def _read(path: Path) -> _File:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_File)
    except OSError as error:
        raise _bad(path, error.strerror or type(error).__name__) from error
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise _bad(path, str(error)) from error


def _zones(file: _File, path: Path) -> dict[str, Zone]:
    zones: dict[str, Zone] = {}
    for written in file.zones:
        name = written.name.lower().rstrip(".")
        if name in zones:
            raise _bad(path, f"{name} stands there twice")
        zones[name] = _checked(
            Zone(
                name=name,
                title=written.title or name,
                codes=_codes(written, path),
                operator=written.operator,
                home=written.home,
                usage=written.usage,
                is_core=written.core,
                rate=file.rate if written.rate is None else written.rate,
                needs_own_resolver=written.own_resolver,
                needs_key=written.needs_key,
                key=written.key,
                listed=written.listed,
                not_listed=written.not_listed,
                dated=file.dated,
            ),
            path,
        )
    return zones


def _checked(zone: Zone, path: Path) -> Zone:
    try:
        wire = suffix(zone.asked_as, A)
        number(zone.listed)
        number(zone.not_listed)
    except (BadName, AddressValueError) as error:
        raise _bad(path, f"{zone.name}: {error}") from error
    if len(wire) + len("3.255.3.255.3.255.3.255") > MOST_NAME:
        raise _bad(path, f"{zone.name}: too long a name to put an address before it")
    if not 0 <= zone.rate < float("inf"):
        raise _bad(path, f"{zone.name}: rate is questions a second, 0 for no limit")
    return zone


def _codes(written: _Zone, path: Path) -> dict[str, Code]:
    codes: dict[str, Code] = {}
    for key, meant in written.codes.items():
        for code in _span(key, written.name, path):
            if code in codes:
                raise _bad(path, f"{written.name}: {code} has two meanings")
            codes[code] = Code(meant.meaning, meant.severity)
    if not codes:
        raise _bad(path, f"{written.name} has no codes, so that no answer of it could be understood")
    return codes


def _span(key: str, zone: str, path: Path) -> list[str]:
    """`127.0.0.4` is itself, `127.0.0.4-7` is four codes."""
    first, dash, last = key.partition("-")
    try:
        begins = number(first)
        ends = (begins & ~255) + int(last) if dash else begins
    except ValueError as error:
        raise _bad(path, f"{zone}: {key!r} is no code such as 127.0.0.2 or 127.0.0.4-7") from error
    if not begins <= ends <= begins | 255 or not is_in_loopback(first) or is_error(first):
        raise _bad(path, f"{zone}: {key!r} is no code such as 127.0.0.2 or 127.0.0.4-7")
    return [str(IPv4Address(code)) for code in range(begins, ends + 1)]


def _bad(path: Path, reason: str) -> BadZones:
    return BadZones(_("The list of zones %(file)s cannot be used: %(reason)s", file=path.name, reason=reason))
