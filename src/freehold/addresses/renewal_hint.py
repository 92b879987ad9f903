"""When the authority suggests to renew a certificate (ARI, RFC 9773), and where that is kept.

An authority that is about to revoke certificates says so here; six days leave no time to read mail.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from freehold.files import replace_whole

if TYPE_CHECKING:
    from cryptography import x509

NAME = "certificate-hint.json"

ASK_AGAIN = timedelta(hours=6)
"""Where the authority names no time, or did not answer (RFC 9773, section 4.3.3)."""
SOONEST, LATEST = timedelta(minutes=10), timedelta(days=1)
"""Whatever it says; the worker looks every ten minutes (section 4.3.2)."""


@dataclass(frozen=True)
class Window:
    """From when to when this certificate had best be renewed."""

    start: datetime
    end: datetime
    why: str = ""
    """An https address with the reason, for the owner to read."""

    def moment(self, chance: float) -> datetime:
        """Evenly spread over the window (section 4.2). `chance`: 0 to 1, its own for each certificate."""
        return self.start + (self.end - self.start) * chance


@dataclass(frozen=True)
class Hint:
    """What was last heard about one certificate."""

    of: str
    """`mark` of that certificate."""
    ask_after: datetime
    window: Window | None = None


def mark(pem: bytes) -> str:
    return hashlib.sha256(pem).hexdigest()[:16]


def is_to_be_asked(hint: Hint | None, of: str, now: datetime) -> bool:
    """Whether it is time to ask about certificate `of`. Too far ahead: the clock was set back."""
    if hint is None or hint.of != of:
        return True
    return now >= hint.ask_after or hint.ask_after > now + LATEST


def ask_after(now: datetime, wanted: timedelta | None = None) -> datetime:
    """When to ask again; `wanted`: what the authority said (Retry-After)."""
    return now + (ASK_AGAIN if wanted is None else min(max(wanted, SOONEST), LATEST))


def certificate_id(certificate: "x509.Certificate") -> str:
    """What the authority calls it: key of its issuer and serial number, base64url (section 4.1).

    Raises:
        ValueError: it does not name its issuer's key.
    """
    from cryptography import x509

    try:
        issuer = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    except x509.ExtensionNotFound as error:
        raise ValueError("it names no key of its issuer") from error
    if issuer.key_identifier is None:
        raise ValueError("it names no key of its issuer")
    serial = certificate.serial_number
    # DER's INTEGER is signed: one bit more than the number has.
    octets = serial.to_bytes(serial.bit_length() // 8 + 1)
    return ".".join(
        base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (issuer.key_identifier, octets)
    )


def window_of(answer: object) -> Window | None:
    """Of the authority's JSON; None where it is none, or ends before it begins (section 4.2)."""
    if not isinstance(answer, Mapping):
        return None
    try:
        suggested = answer["suggestedWindow"]
        start, end = (datetime.fromisoformat(suggested[name]) for name in ("start", "end"))
        if start.tzinfo is None or end.tzinfo is None or end <= start:
            return None
    except (KeyError, TypeError, ValueError):
        return None
    why = answer.get("explanationURL")
    is_readable = isinstance(why, str) and why.startswith("https://") and why.isprintable()
    return Window(start.astimezone(UTC), end.astimezone(UTC), str(why)[:300] if is_readable else "")


def read(data: Path) -> Hint | None:
    """None where the file is missing or broken."""
    try:
        kept = json.loads((data / NAME).read_text())
        after = datetime.fromisoformat(kept["ask_after"])
        window = kept["window"] and Window(
            datetime.fromisoformat(kept["window"]["start"]),
            datetime.fromisoformat(kept["window"]["end"]),
            str(kept["window"]["why"]),
        )
        moments = [after, *([window.start, window.end] if window else [])]
        return Hint(str(kept["of"]), after, window) if all(one.tzinfo for one in moments) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def heard_of(certificate: Path, data: Path) -> Window | None:
    """What its authority last suggested about the certificate in this file."""
    hint = read(data)
    try:
        return hint.window if hint and hint.of == mark(certificate.read_bytes()) else None
    except OSError:
        return None


def write(data: Path, hint: Hint) -> None:
    replace_whole(data / NAME, json.dumps(asdict(hint), default=datetime.isoformat, indent=2) + "\n", 0o600)
