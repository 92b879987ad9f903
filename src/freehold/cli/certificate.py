"""The TLS certificate and key that an owner gives: whether they can be used, for what, and until when."""

from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from freehold.config.options import Options

from .failure import UNUSABLE, Stop

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True)
class Certificate:
    """What matters of the first certificate of a chain; names include addresses in their usual notation."""

    names: frozenset[str]
    not_before: datetime
    not_after: datetime

    def covers(self, host: str) -> bool:
        wildcard = "*." + host.partition(".")[2]
        return host in self.names or (not _is_address(host) and wildcard in self.names)


def refuse_unusable(given: Options, *, now: datetime | None = None) -> None:
    """Raises Stop when the files cannot be read or do not belong together, here or to this time."""
    assert given.cert
    assert given.key
    try:
        first = _load(given.cert)
        key_matches = _public_bytes(first) == _public_bytes_of_key(given.key)
    except (OSError, ValueError, TypeError) as error:
        raise Stop(f"--cert and --key cannot be used: {error}", UNUSABLE) from error
    if not key_matches:
        raise Stop(f"{given.key} is not the private key of {given.cert}.", UNUSABLE)
    read = _summary(first)
    if not any(read.covers(host) for host in (str(given.address), *given.names)):
        raise Stop(
            f"{given.cert} is for {', '.join(sorted(read.names)) or 'no name'}, not for {given.address}"
            f"{''.join(f' or {name}' for name in given.names)}. Give the name it is for with --name.",
            UNUSABLE,
        )
    moment = now or datetime.now(UTC)
    if read.not_after < moment:
        raise Stop(f"{given.cert} ended on {read.not_after:%Y-%m-%d %H:%M} UTC. Renew it.", UNUSABLE)
    if read.not_before > moment:
        raise Stop(
            f"{given.cert} begins on {read.not_before:%Y-%m-%d %H:%M} UTC; is this clock right?", UNUSABLE
        )


def covers(given: Options, host: str) -> bool:
    return given.cert is not None and read_certificate(given.cert).covers(host)


def read_certificate(path: Path) -> Certificate:
    """Raises OSError or ValueError when it cannot be read."""
    return _summary(_load(path))


def pkcs8(key: Path) -> bytes | None:
    """The key in the one form that the web server reads, or None when it is in that form already.

    Raises:
        OSError, ValueError, TypeError: it cannot be read, or it asks for a passphrase.
    """
    from cryptography.hazmat.primitives import serialization

    pem = key.read_bytes()
    if b"-----BEGIN PRIVATE KEY-----" in pem:
        return None
    private = serialization.load_pem_private_key(pem, None)
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _load(path: Path) -> "x509.Certificate":
    from cryptography import x509

    return x509.load_pem_x509_certificates(path.read_bytes())[0]


def _summary(first: "x509.Certificate") -> Certificate:
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


def _public_bytes(first: "x509.Certificate") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return first.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _public_bytes_of_key(path: Path) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    key = load_pem_private_key(path.read_bytes(), None)
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
