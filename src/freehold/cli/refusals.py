"""What `up` refuses before it starts anything, and which of its names and addresses to use."""

from freehold.config.options import Options

from . import certificate, file_systems
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
            "Give a certificate for that address or a name of it with --cert and --key (where to get one: "
            "docs/operations/install.md), or leave --address away to try it on this machine.",
            WRONG_USE,
        )
    if given.uses_tls:
        certificate.refuse_unusable(given)
    kind = file_systems.network_kind(given.data)
    if kind and not given.database_url:
        raise Stop(
            f"{given.data} lies on a network file system ({kind}). SQLite's locks do not hold there and "
            "records would be lost. Choose a folder on this machine's own disk with --data.",
            UNUSABLE,
        )


def link_origin(given: Options, *, for_staff: bool) -> str:
    """Where a printed link starts. On loopback staff and patients get two hosts, hence two cookie jars in one
    browser; passkeys work on host names and `localhost` only."""
    if given.is_loopback and not given.uses_tls:
        host = "localhost" if for_staff else str(given.address)
        return f"http://{host}:{given.port}"
    if given.names:
        usual = 443 if given.uses_tls else 80
        return f"{'https' if given.uses_tls else 'http'}://{given.names[0]}" + (
            "" if given.port == usual else f":{given.port}"
        )
    return given.origin


def webhook_origin(given: Options) -> str:
    """Our own origin as LiveKit must call it: with TLS, the address or name that the certificate covers."""
    if not given.uses_tls or certificate.covers(given, str(given.address)):
        return given.origin
    return link_origin(given, for_staff=True)


def cert_mark(given: Options) -> tuple[int, ...]:
    """Changes when certificate or key are replaced."""
    return tuple(path.stat().st_mtime_ns for path in (given.cert, given.key) if path and path.exists())
