"""The worker's part in the certificate: look whether it is due, and renew it."""

from dataclasses import replace
from datetime import timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from freehold import jobs

from . import certificate_mail, certificate_state
from .managed import managed, places_behind_front
from .renewal import Standing, should_write

log = structlog.get_logger(__name__)


@jobs.every(timedelta(minutes=10))
def tend_certificate() -> None:
    """Renew the certificate that an authority issues, once a third of its life is left.

    HAProxy takes the new one within seconds, from `up`, and hands the authority's questions on to us.
    """
    wanted = managed(settings.OPTIONS)
    if wanted is None:
        return
    from .renewing import Outcome, chance_of, renew

    done = renew(wanted, places_behind_front(settings.OPTIONS), clock=timezone.now, chance=chance_of(wanted))
    if done.outcome is Outcome.RENEWED:
        log.info("certificate.renewed")
    elif done.outcome is Outcome.FAILED:
        log.error("certificate.not_renewed", failures=done.state.failures)
    if should_write(done.state.failures, done.state.told_at, timezone.now()) and certificate_mail.send():
        certificate_state.write(wanted.data, replace(done.state, written_at=timezone.now().isoformat()))


def is_well() -> bool:
    """For `/health`: false from the first renewal that fails until one succeeds."""
    wanted = managed(settings.OPTIONS)
    return wanted is None or certificate_state.standing(wanted, timezone.now())[0] is Standing.WELL
