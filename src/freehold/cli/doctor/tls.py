"""The certificate, where one is used."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from freehold.config.options import Options

from .. import certificate
from ..failure import Stop
from .finding import Finding, bad, ok, warn


def check(given: Options) -> Iterator[Finding]:
    if not given.uses_tls or given.cert is None:
        if given.is_loopback:
            yield ok("TLS", "none, and none needed on this machine itself")
        else:
            yield bad(
                "TLS",
                f"none, on {given.address}",
                "Browsers give no camera, microphone or encryption to pages without it.",
                "./freehold up --cert CHAIN.pem --key KEY.pem   (docs/operations/install.md)",
            )
        return
    try:
        certificate.refuse_unusable(given)
    except Stop as refusal:
        yield bad("TLS", str(refusal), "Browsers refuse the page.", "docs/operations/install.md")
        return
    yield lasting(certificate.read_certificate(given.cert), datetime.now(UTC))


def lasting(read: certificate.Certificate, now: datetime) -> Finding:
    """A warning once two thirds of its life are over: whoever renews it should have by then."""
    left = read.not_after - now
    says = f"until {read.not_after:%Y-%m-%d %H:%M} UTC ({left / timedelta(days=1):.0f} days)"
    if left < (read.not_after - read.not_before) / 3:
        return warn(
            "TLS",
            says,
            "Whatever renews it should have done so by now.",
            "Renew it; `up` takes it by itself.",
        )
    return ok("TLS", says)
