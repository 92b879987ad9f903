"""Which certificate this installation has an authority issue, from its options."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from freehold.certificates import is_address
from freehold.config.front_folder import QUESTIONS, folder
from freehold.config.options import Options

if TYPE_CHECKING:
    from .challenges import Place

SHORT_LIVED = "shortlived"
"""Let's Encrypt's profile; the only one under which it issues for bare addresses."""
NO_PROFILE = "none"
LONGEST_SHORT_LIFE = timedelta(days=7)
"""CA/Browser Forum, Baseline Requirements 1.6.1: short-lived certificates from 15 March 2026 on."""


SYSTEM_ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")


@dataclass(frozen=True)
class Authority:
    directory: str
    """https URL of its directory."""
    contact: str | None
    """An e-mail address to which it may write about this account."""
    profile: str | None
    """Which kind of certificate; must be listed in the directory. None: whatever it usually issues."""
    roots: Path | None = None
    """Who is trusted as an authority, for one of one's own; the system's roots when None."""


@dataclass(frozen=True)
class Managed:
    authority: Authority
    hosts: tuple[str, ...]
    """Names and addresses that it is for."""
    longest: timedelta | None
    """The longest life that it may have."""
    file: Path
    """Private key and chain."""
    keys: Path
    data: Path
    http_port: int = 80
    """Where an authority's question arrives."""

    @property
    def asked_for(self) -> str:
        """A mark of all that decides whether an authority issues; another one where a setting was changed."""
        wanted = (self.authority, self.hosts, self.http_port)
        return hashlib.sha256(repr(wanted).encode()).hexdigest()[:16]

    @property
    def trusted(self) -> Path:
        """The roots to which its chain must lead, PEM."""
        return self.authority.roots or SYSTEM_ROOTS


def managed(given: Options) -> Managed | None:
    """None where the owner brings a certificate, or there is none."""
    if given.acme_directory is None:
        return None
    hosts = certificate_hosts(given)
    profile = _profile(given, hosts)
    return Managed(
        authority=Authority(given.acme_directory, given.acme_contact, profile, given.acme_ca),
        hosts=hosts,
        longest=LONGEST_SHORT_LIFE if profile == SHORT_LIVED else None,
        file=given.issued_certificate,
        keys=given.keys_folder,
        data=given.data,
        http_port=given.http_port,
    )


def certificate_hosts(given: Options) -> tuple[str, ...]:
    """What browsers open TLS connections to: the names, or the bare addresses where there are none."""
    web = given.names or [str(given.address)]
    turn = [given.turn_host] if given.turn_address else []
    return tuple(dict.fromkeys([*web, *turn]))


def _profile(given: Options, hosts: Sequence[str]) -> str | None:
    if given.acme_profile == NO_PROFILE:
        return None
    return given.acme_profile or (SHORT_LIVED if any(map(is_address, hosts)) else None)


def places_without_front(given: Options) -> "list[Place]":
    """Where the authority's questions arrive when nothing of ours runs."""
    addresses = dict.fromkeys([given.address, given.turn_address or given.address])
    return [(str(address), given.http_port) for address in addresses]


def places_behind_front(given: Options) -> "list[Place]":
    """Where they arrive when HAProxy runs and hands them on."""
    return [folder(given) / QUESTIONS]
