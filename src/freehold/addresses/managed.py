"""Which certificate this installation has an authority issue, from its options."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from freehold.certificates import is_address
from freehold.config.options import Options

from .acme_client import Authority
from .challenges import Place

SHORT_LIVED = "shortlived"
"""Let's Encrypt's profile; the only one under which it issues for bare addresses."""
NO_PROFILE = "none"
LONGEST_SHORT_LIFE = timedelta(days=7)
"""CA/Browser Forum, Baseline Requirements 1.6.1: short-lived certificates from 15 March 2026 on."""


@dataclass(frozen=True)
class Managed:
    authority: Authority
    hosts: tuple[str, ...]
    """Names and addresses that it is for."""
    longest: timedelta | None
    """The longest life that it may have."""
    keys: Path
    data: Path

    @property
    def file(self) -> Path:
        """Private key and chain in one file, so that they change together."""
        return self.keys / "certificate.pem"


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
        keys=given.keys_folder,
        data=given.data,
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


def places_without_front(given: Options) -> list[Place]:
    """Where the authority's questions arrive when nothing of ours runs."""
    addresses = dict.fromkeys([given.address, given.turn_address or given.address])
    return [(str(address), given.http_port) for address in addresses]
