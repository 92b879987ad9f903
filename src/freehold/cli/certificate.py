"""The TLS certificate and key that an owner gives: whether they can be used, for what, and until when."""

from datetime import UTC, datetime
from pathlib import Path

from freehold import certificates
from freehold.certificates import Certificate as Certificate
from freehold.certificates import read_certificate as read_certificate
from freehold.config.options import Options

from .failure import UNUSABLE, Stop


def refuse_unusable(given: Options, *, now: datetime | None = None) -> None:
    """Raises Stop when the files cannot be read or do not belong together, here or to this time."""
    assert given.cert
    assert given.key
    try:
        first = certificates.chain_of(given.cert.read_bytes())[0]
        key_matches = certificates.belong_together(first, given.key.read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise Stop(f"--cert and --key cannot be used: {error}", UNUSABLE) from error
    if not key_matches:
        raise Stop(f"{given.key} is not the private key of {given.cert}.", UNUSABLE)
    read = certificates.summary(first)
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
