"""HAProxy as a child of the supervisor: it holds the TLS connections, and changes certificates under them."""

import os
import shutil
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

from freehold import certificates
from freehold.addresses.managed import managed
from freehold.config.front_folder import CERTIFICATE, WEB, folder
from freehold.config.installation import write_private
from freehold.config.options import Options

from . import certificate, debian, front_admin
from .answering import answers_http
from .children import Child
from .failure import UNUSABLE, Stop
from .front_config import TURN_PORT, Front, configuration
from .web_child import HEALTH

BESIDE_PATH = "/usr/sbin/haproxy"


def program() -> str:
    """Where HAProxy is; installed first where this is Debian and root.

    Raises:
        Stop: it is not here; the text says what to type.
    """
    found = _find()
    if found is None:
        debian.install([debian.HAPROXY])
        found = _find()
    if found is None:
        raise Stop(f"haproxy is missing. As root:\n    {debian.install_line([debian.HAPROXY])}", UNUSABLE)
    return found


def _find() -> str | None:
    return shutil.which("haproxy") or (BESIDE_PATH if os.access(BESIDE_PATH, os.X_OK) else None)


def make_folder(given: Options) -> Path:
    """Closed to other accounts: whoever can open the sockets in it can say where a visitor comes from.

    Raises:
        Stop: it is somebody else's.
    """
    made = folder(given)
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    if made.is_symlink() or made.stat().st_uid != os.getuid():
        raise Stop(f"{made} belongs to another account. Remove it, or choose a shorter --data.", UNUSABLE)
    made.chmod(0o700)
    return made


def front_child(given: Options, *, has_media: bool) -> Child:
    """Writes its two files (0600) and says how to run it."""
    where = make_folder(given)
    front = settings(given, has_media=has_media)
    write_private(where / "haproxy.cfg", configuration(front))
    write_private(where / CERTIFICATE, served(given))
    return Child(
        name="front",
        command=[program(), "-db", "-q", "-C", str(where), "-f", "haproxy.cfg"],
        environment={"PATH": os.environ.get("PATH", os.defpath)},
        log=given.data / "logs" / "front.log",
        answers=lambda: answers_http(str(given.address), given.port, HEALTH, name=front.authority, tls=True),
    )


def settings(given: Options, *, has_media: bool) -> Front:
    turn_port = given.turn_tls_port if has_media and offers_turn_tls(given) else None
    return Front(
        address=given.address,
        port=given.port,
        host=given.names[0] if given.names else str(given.address),
        hooks_port=given.hooks_port if has_media else None,
        http_port=given.http_port if given.acme_directory else None,
        turn=(given.media, turn_port) if turn_port else None,
        turn_address=given.turn_address,
    )


def offers_turn_tls(given: Options) -> bool:
    """Whether TURN inside TLS can be had behind the front: on port 443 only, all that LiveKit tells."""
    return given.uses_front and (given.turn_address is not None or given.port == TURN_PORT)


def listens_on(given: Options) -> list[tuple[IPv4Address, int]]:
    """Where it listens besides the address and port of the pages."""
    places = []
    if given.acme_directory:
        places += [(address, given.http_port) for address in {given.address, given.turn_address} if address]
    if given.turn_address and (given.turn_address, TURN_PORT) != (given.address, given.port):
        places.append((given.turn_address, TURN_PORT))
    return sorted(places)


def served(given: Options) -> str:
    """Key and chain as HAProxy reads them: one text.

    Raises:
        OSError, ValueError, TypeError: they cannot be read.
    """
    assert given.cert
    assert given.key
    key = certificate.pkcs8(given.key) or given.key.read_bytes()
    return (only(key, b"PRIVATE KEY") + only(given.cert.read_bytes(), b"CERTIFICATE")).decode()


def only(pem: bytes, kind: bytes) -> bytes:
    """The parts of this kind, in order (RFC 7468)."""
    parts = []
    for part in pem.split(b"-----BEGIN ")[1:]:
        head, _, _ = part.partition(b"-----")
        if head.endswith(kind):
            end = part.index(b"-----END ")
            parts.append(b"-----BEGIN " + part[:end] + b"-----END " + head + b"-----\n")
    return b"".join(parts)


def reload(given: Options) -> None:
    """Serve the certificate that is in its files now, to whoever connects from now on.

    Raises:
        Stop: it must not be served; the old one still is.
        front_admin.NotTaken: HAProxy did not take it; the old one still is.
    """
    certificate.refuse_unusable(given)
    wanted = managed(given)
    try:
        text = served(given)
        certificates.chain_of(text.encode())
        if wanted is not None:
            roots = certificates.chain_of(wanted.trusted.read_bytes())
            now = datetime.now(UTC)
            certificates.refuse_unfit_file(wanted.file, hosts=wanted.hosts, roots=roots, now=now)
    except (OSError, ValueError, TypeError) as error:
        raise Stop(str(error), UNUSABLE) from error
    where = folder(given)
    write_private(where / CERTIFICATE, text)
    front_admin.take_certificate(where, text)


def remove_folder(given: Options) -> None:
    """Take away the sockets and the copy of the private key."""
    shutil.rmtree(folder(given), ignore_errors=True)


def web_socket(given: Options) -> Path:
    return folder(given) / WEB
