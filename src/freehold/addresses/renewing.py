"""Renews the certificate when it is time: a new one takes the old one's place once it was proven good."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cryptography import x509

from freehold import certificates
from freehold.certificates import Certificate, Unfit
from freehold.config.installation import write_private
from freehold.files import alone

from . import certificate_state, renewal, renewal_hint
from .acme_client import Issued, NotIssued, issue, suggestion
from .certificate_state import State
from .challenges import CannotListen, Place, answering
from .managed import Managed
from .renewal_hint import Hint, Window

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class Outcome(StrEnum):
    CURRENT = "current"
    """Not due yet."""
    RENEWED = "renewed"
    WAITING = "waiting"
    """Due, but the last try failed a short while ago."""
    FAILED = "failed"


@dataclass(frozen=True)
class Renewal:
    outcome: Outcome
    state: State
    certificate: Certificate | None
    """The one that is served from now on."""


def renew(
    managed: Managed,
    places: Sequence[Place],
    *,
    clock: Clock,
    chance: float,
    force: bool = False,
    ask: bool = True,
) -> Renewal:
    """Renew the certificate if it is due (`renewal.py`), or is not for the hosts that it should be for.

    `places`: where the authority's questions arrive. `force`: renew whether or not it is due. `ask`: ask the
    authority when it suggests to renew, if it is time for that; what was heard earlier counts in any case.
    What goes wrong is noted, and leaves the old certificate where it is.
    """
    managed.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(managed.keys):
        state, now = certificate_state.read(managed.data).under(managed.asked_for), clock()
        held = certificate_state.held(managed)
        if not force and held and is_fit(managed, now):
            window = _suggested(managed, now, ask=ask and now < renewal.renew_from(held, chance))
            if now < renewal.renew_from(held, chance, window):
                return Renewal(Outcome.CURRENT, state, held)
        if not force and not renewal.may_try(state.tries, now):
            return Renewal(Outcome.WAITING, state, held)
        try:
            fresh = _obtain(managed, places, clock)
        except (NotIssued, Unfit, CannotListen, OSError) as problem:
            state = replace(
                state, failures=state.failures + 1, tried_at=now.isoformat(), problem=_words(problem)
            )
            certificate_state.write(managed.data, state)
            log.warning("The certificate could not be renewed.")
            return Renewal(Outcome.FAILED, state, held)
        state = State(tried_at=now.isoformat(), renewed_at=now.isoformat(), asked_for=managed.asked_for)
        certificate_state.write(managed.data, state)
        _heard_nothing_of(managed, now)
        return Renewal(Outcome.RENEWED, state, fresh)


def _suggested(managed: Managed, now: datetime, *, ask: bool) -> Window | None:
    """When the authority suggests to renew what is in the file; not answering is nobody's failure."""
    pem = managed.file.read_bytes()
    of, hint = renewal_hint.mark(pem), renewal_hint.read(managed.data)
    heard = hint.window if hint and hint.of == of else None
    if not (ask and renewal_hint.is_to_be_asked(hint, of, now)):
        return heard
    wanted = None
    try:
        heard, wanted = suggestion(managed.authority, certificates.chain_of(pem)[0])
    except NotIssued as problem:
        log.info("The authority did not say when to renew: %s", problem)
    renewal_hint.write(managed.data, Hint(of, renewal_hint.ask_after(now, wanted), heard))
    return heard


def _heard_nothing_of(managed: Managed, now: datetime) -> None:
    """Ask nothing of a new certificate for a while: one that errs would have us renew again and again."""
    of = renewal_hint.mark(managed.file.read_bytes())
    renewal_hint.write(managed.data, Hint(of, renewal_hint.ask_after(now)))


def chance_of(managed: Managed) -> float:
    """Its own for each certificate: when within the spread it is renewed."""
    try:
        return renewal.chance(managed.file.read_bytes())
    except OSError:
        return 0.0


def is_fit(managed: Managed, now: datetime) -> bool:
    """Whether what is in the file may be served now for every host that it should be for."""
    try:
        certificates.refuse_unfit_file(managed.file, hosts=managed.hosts, roots=_roots(managed), now=now)
    except (Unfit, OSError):
        return False
    return True


def _obtain(managed: Managed, places: Sequence[Place], clock: Clock) -> Certificate:
    issued: Issued = issue(
        managed.authority, managed.hosts, managed.keys, lambda answers: answering(answers, places)
    )
    fresh = certificates.refuse_unfit(
        issued.chain_pem,
        issued.key_pem,
        hosts=managed.hosts,
        roots=_roots(managed),
        now=clock(),  # later than when we began: an authority takes its time
        longest=managed.longest,
    )
    write_private(managed.file, (issued.key_pem + issued.chain_pem).decode())
    return fresh


def _roots(managed: Managed) -> "list[x509.Certificate]":
    return certificates.chain_of(managed.trusted.read_bytes())


def _words(problem: Exception) -> str:
    if isinstance(problem, Unfit):
        return f"What the authority issued is not served: {problem}"
    if isinstance(problem, CannotListen):
        return f"The authority's question could not be answered: {problem}"
    return str(problem)
