"""TLS certificates and their keys as PEM: what they are for, until when, and whether they may be served.

Pure: no clock, no network; files are read only where a path is given.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True)
class Certificate:
    """What matters of the first certificate of a chain; names include addresses in their usual notation."""

    names: frozenset[str]
    not_before: datetime
    not_after: datetime

    @property
    def life(self) -> timedelta:
        return self.not_after - self.not_before

    def covers(self, host: str) -> bool:
        wildcard = "*." + host.partition(".")[2]
        return host in self.names or (not is_address(host) and wildcard in self.names)


class Unfit(ValueError):
    """A certificate that must not be served; the text says why."""


def read_certificate(path: Path) -> Certificate:
    """Raises OSError or ValueError when it cannot be read."""
    return summary(chain_of(path.read_bytes())[0])


def chain_of(pem: bytes) -> list["x509.Certificate"]:
    """All certificates in the file's order; private keys beside them are passed over.

    Raises:
        ValueError: there is none, or one is broken.
    """
    from cryptography import x509

    return x509.load_pem_x509_certificates(pem)


def summary(first: "x509.Certificate") -> Certificate:
    from cryptography import x509

    try:
        given = first.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = {
            *given.get_values_for_type(x509.DNSName),
            *map(str, given.get_values_for_type(x509.IPAddress)),
        }
    except x509.ExtensionNotFound:
        names = set()
    return Certificate(frozenset(names), first.not_valid_before_utc, first.not_valid_after_utc)


def belong_together(first: "x509.Certificate", key_pem: bytes) -> bool:
    """Raises ValueError or TypeError when the key cannot be read."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    key = load_pem_private_key(key_pem, None).public_key()
    return first.public_key().public_bytes(*form) == key.public_bytes(*form)


def refuse_unfit(
    chain_pem: bytes,
    key_pem: bytes,
    *,
    hosts: Collection[str],
    roots: Sequence["x509.Certificate"],
    now: datetime,
    longest: timedelta | None = None,
) -> Certificate:
    """The certificate's summary, if a browser that trusts `roots` would take it for every one of `hosts` now.

    `longest`: the longest life that it may have.

    Raises:
        Unfit: broken, not of this key, not for a host, not yet or no longer valid, too long-lived, or not
            led to a root (RFC 5280 section 6, with the rules of the Web PKI).
    """
    try:
        chain = chain_of(chain_pem)
        is_its_key = belong_together(chain[0], key_pem)
    except (ValueError, TypeError) as error:
        raise Unfit(f"It cannot be read: {error}") from error
    if not is_its_key:
        raise Unfit("It is for another private key.")
    read = summary(chain[0])
    missing = sorted(host for host in hosts if not read.covers(host))
    if missing:
        names = ", ".join(sorted(read.names)) or "no name"
        raise Unfit(f"It is for {names}, not for {', '.join(missing)}.")
    if now < read.not_before:
        raise Unfit(f"It begins on {read.not_before:%Y-%m-%d %H:%M} UTC only; is this machine's clock right?")
    if read.not_after <= now:
        raise Unfit(f"It ended on {read.not_after:%Y-%m-%d %H:%M} UTC.")
    if longest is not None and read.life > longest:
        raise Unfit(
            f"It lasts {read.life / timedelta(days=1):.1f} days, and a short-lived one lasts at most "
            f"{longest / timedelta(days=1):.0f}: its authority did not do what it was asked."
        )
    for host in sorted(hosts):
        _refuse_untrusted(chain, host, roots, now)
    return read


def refuse_unfit_file(
    path: Path, *, hosts: Collection[str], roots: Sequence["x509.Certificate"], now: datetime
) -> Certificate:
    """The same of a file that holds private key and chain.

    Raises:
        Unfit: see there.
        OSError: it cannot be read.
    """
    pem = path.read_bytes()
    return refuse_unfit(pem, pem, hosts=hosts, roots=roots, now=now)


def _refuse_untrusted(
    chain: Sequence["x509.Certificate"], host: str, roots: Sequence["x509.Certificate"], now: datetime
) -> None:
    from cryptography import x509
    from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

    subject = x509.IPAddress(ip_address(host)) if is_address(host) else x509.DNSName(host)
    verifier = PolicyBuilder().store(Store(list(roots))).time(now).build_server_verifier(subject)
    try:
        verifier.verify(chain[0], list(chain[1:]))
    except VerificationError as error:
        raise Unfit(f"Its chain does not lead to an authority that browsers trust: {error}") from error


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
