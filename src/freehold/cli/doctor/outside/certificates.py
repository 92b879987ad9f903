"""What a certificate says of itself.

Pure: reads PEM.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from freehold.certificates import Certificate as Summary
from freehold.certificates import summary


class NotACertificate(ValueError):
    """Not PEM of a certificate."""


@dataclass(frozen=True)
class Certificate:
    names: tuple[str, ...]
    """Host names and addresses it is for, in order."""
    issuer: str
    not_before: datetime
    not_after: datetime
    key: str
    """In words: "ECDSA P-256", "RSA 2048"."""
    is_strong: bool
    """Its key is as long as the CA/Browser Forum's Baseline Requirements (6.1.5) ask."""
    sha256: str
    """Of the certificate, hex: what browsers show as its fingerprint."""
    public_key_sha256: str
    """Base64, as Chromium's flags take it."""

    def covers(self, host: str) -> bool:
        return Summary(frozenset(self.names), self.not_before, self.not_after).covers(host)


def read(pem: str) -> Certificate:
    """
    Raises:
        NotACertificate
    """
    try:
        found = x509.load_pem_x509_certificate(pem.encode())
        key, is_strong = _key(found)
        public = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except ValueError as error:
        raise NotACertificate(str(error)) from error
    return Certificate(
        names=tuple(sorted(summary(found).names)),
        issuer=_issuer(found),
        not_before=found.not_valid_before_utc,
        not_after=found.not_valid_after_utc,
        key=key,
        is_strong=is_strong,
        sha256=hashlib.sha256(found.public_bytes(Encoding.DER)).hexdigest(),
        public_key_sha256=base64.b64encode(hashlib.sha256(public).digest()).decode(),
    )


def _issuer(found: x509.Certificate) -> str:
    parts = (x509.NameOID.ORGANIZATION_NAME, x509.NameOID.COMMON_NAME)
    values = [str(one.value) for part in parts for one in found.issuer.get_attributes_for_oid(part)]
    return ", ".join(values) or found.issuer.rfc4514_string()


def _key(found: x509.Certificate) -> tuple[str, bool]:
    key = found.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}", key.key_size >= 2048
    if isinstance(key, ec.EllipticCurvePublicKey):
        curves = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
        return f"ECDSA {curves.get(key.curve.name, key.curve.name)}", key.curve.name in curves
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "Ed25519", True
    return type(key).__name__.strip("_"), False
