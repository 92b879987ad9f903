"""What `./freehold addresses certificate` does: how the certificate stands, or one try to renew it."""

import json
from contextlib import ExitStack
from datetime import UTC, datetime
from ipaddress import IPv4Address

from freehold.addresses import certificate_state, renewal_hint
from freehold.addresses.managed import (
    Managed,
    certificate_hosts,
    managed,
    places_behind_front,
    places_without_front,
)
from freehold.addresses.renewal import Standing
from freehold.config.options import Options

from . import issuing, ports, run_file
from .failure import WRONG_USE, Stop
from .progress import say, step

SCHEMA = "freehold-certificate/1"

SAID = {
    Standing.WELL: "All is well.",
    Standing.FAILING: "The last try to renew it failed. It is tried again; what is served is still good.",
    Standing.PRESSING: "It should have been renewed long ago. Visitors are locked out when it ends.",
    Standing.ENDED: "It ended. Browsers refuse the practice's pages.",
    Standing.MISSING: "There is none yet.",
}


def wanted(given: Options) -> Managed:
    """Raises Stop where no authority issues this installation's certificate."""
    found = managed(given)
    if found is None:
        raise Stop(
            "No authority issues this certificate: name one with --directory, or once and for all with "
            'acme_directory = "https://…" in freehold.toml (docs/operations/certificates.md).',
            WRONG_USE,
        )
    if given.is_loopback and given.acme_ca is None:
        raise Stop(
            f"No public authority issues for {', '.join(certificate_hosts(given))}: give the address that "
            "this practice owns (FREEHOLD_ADDRESS).",
            WRONG_USE,
        )
    return found


def tell(given: Options, *, as_json: bool) -> int:
    """0 when it stands well."""
    return _tell(wanted(given), outcome=None, as_json=as_json)


def renew_once(given: Options, *, force: bool, as_json: bool) -> int:
    """What the worker does by the clock, now; 0 when it stands well afterwards.

    Raises:
        Stop: the place where the authority asks is not ours to listen on, or nothing can be written down.
    """
    asked = wanted(given)
    with ExitStack() as stack:
        places = places_behind_front(given) if _front_runs(given) else places_without_front(given)
        for place in places:
            if isinstance(place, tuple):
                held = ports.Reservation(IPv4Address(place[0]), place[1], ports.QUESTIONS)
                stack.callback(held.release)
        with step(f"Asking {asked.authority.directory} for {', '.join(asked.hosts)}"):
            done = issuing.renewed(asked, places, force=force)
    return _tell(asked, outcome=done.outcome.value, as_json=as_json)


def _front_runs(given: Options) -> bool:
    run = run_file.read(given.data)
    return run is not None and "front" in run.alive()


def _tell(asked: Managed, *, outcome: str | None, as_json: bool) -> int:
    standing, certificate, state = certificate_state.standing(asked, datetime.now(UTC))
    window = renewal_hint.heard_of(asked.file, asked.data)
    if as_json:
        document = {
            "schema": SCHEMA,
            "standing": standing.value,
            "outcome": outcome,
            "hosts": list(asked.hosts),
            "names": sorted(certificate.names) if certificate else None,
            "not_before": certificate.not_before.isoformat() if certificate else None,
            "not_after": certificate.not_after.isoformat() if certificate else None,
            "directory": asked.authority.directory,
            "profile": asked.authority.profile,
            "suggested": _suggested(window),
            "renewed_at": state.renewed_at,
            "failures": state.failures,
            "problem": state.problem or None,
        }
        print(json.dumps(document, indent=2))
    else:
        say(f"Certificate for {', '.join(asked.hosts)}, from {asked.authority.directory}")
        if certificate:
            print(f"Good until {certificate.not_after:%Y-%m-%d %H:%M} UTC.")
        if window:
            print(f"The authority suggests to renew it from {window.start:%Y-%m-%d %H:%M} UTC. {window.why}")
        print(SAID[standing] + (f" {outcome.capitalize()}." if outcome else ""))
        if state.problem:
            print(f"    {state.problem}")
    return 0 if standing is Standing.WELL else 1


def _suggested(window: renewal_hint.Window | None) -> dict[str, str | None] | None:
    if window is None:
        return None
    return {"from": window.start.isoformat(), "to": window.end.isoformat(), "why": window.why or None}


def with_authority(given: Options, directory: str | None, profile: str | None) -> Options:
    """Options in which this one command asks another authority, or for another profile."""
    changed: dict[str, object] = {}
    if directory:
        changed |= {"acme_directory": directory}
    if profile:
        changed |= {"acme_profile": profile}
    return given.model_copy(update=changed) if changed else given
