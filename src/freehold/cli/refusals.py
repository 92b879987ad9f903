"""What `up` refuses before it starts anything, and which of its names and addresses to use."""

from freehold.config.options import Options

from . import certificate, file_systems, ports
from .failure import UNUSABLE, WRONG_USE, Stop


def refuse(given: Options, *, demo: bool) -> None:
    """Raises Stop, with the reason and the way out, when these options cannot work together."""
    if (given.cert is None) != (given.key is None):
        missing = "--key" if given.key is None else "--cert"
        raise Stop(
            f"A certificate needs its private key and the other way round: {missing} is missing.", WRONG_USE
        )
    if given.address.is_unspecified or given.address.is_multicast:
        raise Stop(f"{given.address} is not one address. Give the one that this practice owns.", WRONG_USE)
    if demo and not given.is_loopback:
        raise Stop(
            f"The demo's links sign anyone in, so it runs on this machine only, not on {given.address}. "
            "Leave --address away.",
            WRONG_USE,
        )
    if not given.is_loopback and not given.uses_tls:
        raise Stop(
            f"On {given.address} without TLS a browser gives pages no camera, microphone (getUserMedia) or "
            "the means to encrypt (crypto.subtle), so no session could be held.\n"
            "Have one issued and renewed for you (FREEHOLD_ACME_DIRECTORY, docs/operations/certificates.md), "
            "give one for that address or a name of it with --cert and --key, or leave --address away to try "
            "it on this machine.",
            WRONG_USE,
        )
    if given.acme_directory is not None and given.cert != given.issued_certificate:
        raise Stop(
            "Either an authority issues the certificate (FREEHOLD_ACME_DIRECTORY), or you bring it (--cert "
            "and --key). Leave one of them away.",
            WRONG_USE,
        )
    _refuse_addresses(given)
    if given.uses_tls and given.acme_directory is None:
        certificate.refuse_unusable(given)
    kind = file_systems.network_kind(given.data)
    if kind and not given.database_url:
        raise Stop(
            f"{given.data} lies on a network file system ({kind}). SQLite's locks do not hold there and "
            "records would be lost. Choose a folder on this machine's own disk with --data.",
            UNUSABLE,
        )


def _refuse_addresses(given: Options) -> None:
    """Raises Stop when picture, sound, TURN or mail were given an address that cannot be theirs."""
    for option, address in (
        ("MEDIA", given.media_address),
        ("TURN", given.turn_address),
        ("MAIL", given.mail_address),
    ):
        if address is None:
            continue
        if not ports.is_ours(address):
            raise Stop(
                f"FREEHOLD_{option}_ADDRESS: {address} is not an address of this machine (`ip -4 address` "
                "lists them).",
                UNUSABLE,
            )
    if given.uses_front and not given.uses_tls:
        raise Stop(
            "HAProxy stands in front to hold TLS connections, and there is no certificate. Give one with "
            "--cert and --key, or name an authority (FREEHOLD_ACME_DIRECTORY).",
            WRONG_USE,
        )
    if given.turn_address and not given.uses_front:
        raise Stop(
            "TURN on an address of its own needs HAProxy in front: leave FREEHOLD_FRONT away.", WRONG_USE
        )


def link_origin(given: Options, *, for_staff: bool) -> str:
    """Where a printed link starts. On loopback staff and patients get two hosts, hence two cookie jars in one
    browser; passkeys work on host names and `localhost` only."""
    if given.is_loopback and not given.uses_tls:
        host = "localhost" if for_staff else str(given.address)
        return f"http://{host}:{given.port}"
    return given.named_origin


def webhook_origin(given: Options) -> str:
    """Our own origin as LiveKit must call it: with TLS, the address or name that the certificate covers."""
    if given.uses_front:
        return f"http://127.0.0.1:{given.hooks_port}"
    if not given.uses_tls or certificate.covers(given, str(given.address)):
        return given.origin
    return link_origin(given, for_staff=True)


def cert_mark(given: Options) -> tuple[int, ...]:
    """Changes when certificate or key are replaced."""
    return tuple(path.stat().st_mtime_ns for path in (given.cert, given.key) if path and path.exists())
