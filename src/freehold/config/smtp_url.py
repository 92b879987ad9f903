"""Where mail is handed over, from one line: `smtp://user:password@mail.example.org:587`.

Pure: what it says, not whether anybody answers there.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit


class BadSmtpUrl(ValueError):
    """The message says what is wrong with it, and repeats no password."""


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_tls: bool
    """TLS from the first byte (`smtps://`, RFC 8314)."""
    is_starttls: bool
    """TLS after a greeting, and nothing without it; only this machine itself is spoken to in clear."""

    @property
    def is_here(self) -> bool:
        """On this machine itself."""
        return _is_here(self.host)


PORTS = {"smtp": 587, "smtps": 465}


def parse(url: str) -> MailServer:
    """
    Raises:
        BadSmtpUrl
    """
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise BadSmtpUrl("its host or port cannot be read") from error
    if parts.scheme not in PORTS:
        raise BadSmtpUrl("it begins with smtp:// (STARTTLS) or smtps:// (TLS)")
    if not host:
        raise BadSmtpUrl("it names no host: smtp://user:password@mail.example.org:587")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise BadSmtpUrl("nothing stands after the port; write / ? # in a password as %2F %3F %23")
    is_tls = parts.scheme == "smtps"
    return MailServer(
        host=host,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
        is_starttls=not is_tls and not _is_here(host),
    )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
