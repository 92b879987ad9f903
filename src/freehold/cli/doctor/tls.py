"""The certificate, where one is used."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from freehold.addresses import certificate_state
from freehold.addresses.certificate_state import State
from freehold.addresses.managed import managed
from freehold.addresses.renewal import Standing
from freehold.config.options import Options

from .. import certificate
from ..failure import Stop
from .finding import Finding, bad, ok, warn

MEND = "./freehold addresses certificate --once --force   (docs/operations/certificates.md)"


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
    wanted = managed(given)
    if wanted is not None:
        yield issued(*certificate_state.standing(wanted, datetime.now(UTC)))
        if not wanted.file.exists():
            return
    try:
        certificate.refuse_unusable(given)
    except Stop as refusal:
        yield bad("TLS", str(refusal), "Browsers refuse the page.", "docs/operations/install.md")
        return
    if wanted is None:
        yield lasting(certificate.read_certificate(given.cert), datetime.now(UTC))


def issued(standing: Standing, held: certificate.Certificate | None, state: State) -> Finding:
    """How a certificate stands that an authority issues and the worker renews."""
    until = f"until {held.not_after:%Y-%m-%d %H:%M} UTC" if held else "none yet"
    if standing is Standing.WELL:
        return ok("certificate", f"{until}, renewed by itself")
    tries = f"{state.failures} tries to renew it failed" if state.failures else "not renewed in time"
    says = f"{until}; {tries}" + (f". {state.problem}" if state.problem else "")
    if standing is Standing.FAILING:
        means = "What is served is still good, and it is tried again by itself."
        return warn("certificate", says, means, MEND)
    means = (
        "Browsers refuse the page." if standing is not Standing.PRESSING else "Soon browsers refuse the page."
    )
    return bad("certificate", says, means, MEND)


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
