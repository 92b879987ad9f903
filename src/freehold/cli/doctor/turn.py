"""Which certificate TURN inside TLS shows: LiveKit reads its files once, at its start."""

import ssl
from collections.abc import Iterator

from freehold.config.options import Options

from ..answering import TIMEOUT
from .finding import Finding, bad, ok, unknown, warn

NAME = "TURN inside TLS"
OTHERS = "Patients whose network lets nothing out but 443 find no way into a session; others do."


def check(given: Options, livekit: int) -> Iterator[Finding]:
    """Nothing where LiveKit is not told to speak TLS itself; `livekit` is the pid of the one that runs."""
    if not (given.turn_tls_port and given.cert) or given.uses_front:
        return
    try:
        on_disk = first_certificate(given.cert.read_text())
    except (OSError, ValueError) as error:
        yield unknown(NAME, f"{given.cert} cannot be read: {error}")
        return
    try:
        shown = ssl.PEM_cert_to_DER_cert(
            ssl.get_server_certificate((str(given.address), given.turn_tls_port), timeout=TIMEOUT)
        )
    except OSError as error:
        yield bad(
            NAME,
            f"no answer at {given.address}:{given.turn_tls_port} ({error})",
            OTHERS,
            "Look at logs/livekit.log in the data folder",
        )
        return
    yield finding(shown == on_disk, given, livekit)


def finding(is_the_same: bool, given: Options, livekit: int) -> Finding:
    if is_the_same:
        return ok(NAME, f"shows the certificate of {given.cert}")
    return warn(
        NAME,
        f"still shows an earlier certificate than {given.cert}",
        f"LiveKit reads it once, at its start. When the earlier one has run out: {OTHERS}",
        f"kill -9 {livekit}   (at a quiet moment: it starts again at once, sessions come back in seconds)",
    )


def first_certificate(chain: str) -> bytes:
    """DER of the first certificate of a PEM chain.

    Raises:
        ValueError: there is none.
    """
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    inside, found, _ = chain.partition(begin)[2].partition(end)
    if not found:
        raise ValueError("no certificate in it")
    return ssl.PEM_cert_to_DER_cert(f"{begin}{inside}{end}")
