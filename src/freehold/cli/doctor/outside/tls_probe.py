"""Speaks TLS to a server as browsers old and new would, and says what it takes."""

import http.client
import re
import socket
import ssl
import warnings
from dataclasses import dataclass

WITHIN = 5.0
VERSIONS = (
    ("TLS 1.3", ssl.TLSVersion.TLSv1_3),
    ("TLS 1.2", ssl.TLSVersion.TLSv1_2),
    ("TLS 1.1", ssl.TLSVersion.TLSv1_1),
    ("TLS 1.0", ssl.TLSVersion.TLSv1),
)
WEAK = {
    "without forward secrecy": "kRSA",
    "without encryption or proof of who answers": "eNULL:aNULL",
    "in 64-bit blocks or broken (3DES, RC4)": "3DES:RC4",
}


@dataclass(frozen=True)
class Tried:
    """One way of speaking: None where this machine's own OpenSSL cannot speak so and nothing was learnt."""

    what: str
    is_taken: bool | None
    with_cipher: str = ""


@dataclass(frozen=True)
class Answered:
    versions: tuple[Tried, ...]
    weak: tuple[Tried, ...]
    hsts_seconds: int | None
    """How long browsers are told to come by TLS only; None: they are not."""
    is_trusted: bool
    why_not_trusted: str
    pem: str


def probe(address: str, port: int, name: str) -> Answered:
    """
    Args:
        name: what the certificate must be for.

    Raises:
        OSError: nothing there speaks TLS.
    """
    pem = ssl.get_server_certificate((address, port), timeout=WITHIN)
    why = _why_not_trusted(address, port, name)
    return Answered(
        versions=tuple(_try_version(address, port, name, what, version) for what, version in VERSIONS),
        weak=tuple(_try_ciphers(address, port, name, what, ciphers) for what, ciphers in WEAK.items()),
        hsts_seconds=_hsts(address, port, name),
        is_trusted=not why,
        why_not_trusted=why,
        pem=pem,
    )


def _anybody() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _try_version(address: str, port: int, name: str, what: str, version: ssl.TLSVersion) -> Tried:
    context = _anybody()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old ones are offered to see them refused
        try:
            # OpenSSL itself speaks TLS 1.0 and 1.1 at its lowest security level only.
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = version
        except (ssl.SSLError, ValueError):
            return Tried(what, None)
    return _spoken(context, address, port, name, what)


def _try_ciphers(address: str, port: int, name: str, what: str, ciphers: str) -> Tried:
    context = _anybody()
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # 1.3 has no such ciphers
    try:
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    except ssl.SSLError:
        return Tried(what, None)
    return _spoken(context, address, port, name, what)


def _spoken(context: ssl.SSLContext, address: str, port: int, name: str, what: str) -> Tried:
    try:
        with (
            socket.create_connection((address, port), WITHIN) as line,
            context.wrap_socket(line, server_hostname=name) as spoken,
        ):
            chosen = spoken.cipher()
            return Tried(what, True, chosen[0] if chosen else "")
    except ssl.SSLError as error:
        # What we could not even offer says nothing about the other side.
        return Tried(what, None if error.reason == "NO_CIPHERS_AVAILABLE" else False)
    except ConnectionError:
        return Tried(what, False)


def _why_not_trusted(address: str, port: int, name: str) -> str:
    """Empty where this machine's own list of authorities vouches for the certificate and for `name`."""
    try:
        with (
            socket.create_connection((address, port), WITHIN) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=name),
        ):
            return ""
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except OSError as error:
        return str(error)


def _hsts(address: str, port: int, name: str) -> int | None:
    connection = http.client.HTTPSConnection(address, port, timeout=WITHIN, context=_anybody())
    try:
        connection.request("GET", "/help-now", headers={"Host": name, "Connection": "close"})
        return hsts_seconds(connection.getresponse().headers.get("Strict-Transport-Security", ""))
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def hsts_seconds(header: str) -> int | None:
    """`max-age` of Strict-Transport-Security (RFC 6797, 6.1); None where there is none."""
    found = re.search(r"(?:^|;)\s*max-age\s*=\s*\"?(\d+)", header, re.IGNORECASE)
    return int(found.group(1)) if found else None
