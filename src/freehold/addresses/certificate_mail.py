"""Mail to the owners when the certificate cannot be renewed: what happens, and where to look."""

import uuid

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from freehold import smtp

from . import access

log = structlog.get_logger(__name__)


def send() -> bool:
    """Write to every owner; true when the mail server took one, or there is nobody to write to."""
    if not smtp.is_set_up():
        return False
    subject, text = words()
    addresses = [owner.email for owner in access.owners() if owner.email]
    taken = [_sent(address, subject, text) for address in addresses]
    return any(taken) or not addresses


def _sent(address: str, subject: str, text: str) -> bool:
    try:
        smtp.send(address, subject, text, row=uuid.uuid4())
    except smtp.NotSent as problem:
        log.warning("certificate.mail_not_sent", reason=str(problem))
        return False
    return True


def words() -> tuple[str, str]:
    """Subject and text. Mail travels in clear: nothing of it is anybody's secret."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Your certificate could not be renewed")
        text = _(
            "The certificate for %(hosts)s could not be renewed. It is tried again by itself, and what is "
            "served now stays good until it ends. When it ends, browsers refuse your practice's pages.\n\n"
            "Whoever looks after the machine finds the reason with\n\n"
            "    ./freehold addresses certificate\n\n"
            "and what to do in docs/operations/certificates.md."
        ) % {"hosts": ", ".join(settings.OPTIONS.names) or str(settings.OPTIONS.address)}
    return subject, text
