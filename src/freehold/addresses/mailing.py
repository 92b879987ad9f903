"""Mails about changes: that there are some, and never what. A mail's Message-ID is its row's id."""

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from freehold import jobs, smtp
from freehold.people import access as people

from . import actions
from .models import Notice

log = structlog.get_logger(__name__)


def send_due() -> int:
    """Returns how many the mail server took."""
    if not smtp.is_set_up():
        return 0
    waiting = Notice.objects.filter(state=Notice.State.WAITING).select_related("address_block", "person")
    return sum(_send(notice) for notice in jobs.claim_due(waiting, limit=20))


def _send(notice: Notice) -> bool:
    person = notice.person
    if not (person.is_active and person.is_owner and person.email) or _was_read(notice):
        actions.drop_notice(notice)
        return False
    subject, text = words()
    try:
        smtp.send(person.email, subject, text, row=notice.id)
    except smtp.NotSent as problem:
        log.warning("addresses.mail_not_sent", notice=notice.id, reason=str(problem))
        actions.note_not_sent(notice, is_final=problem.is_final)
        return False
    actions.note_sent(notice)
    return True


def _was_read(notice: Notice) -> bool:
    return not notice.address_block.changes.unread().filter(is_alert=True).exists()


def words() -> tuple[str, str]:
    """Subject and text. Mail travels in clear: no address, no finding, no name but the practice's."""
    practice = people.practice()
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Something changed about your addresses")
        text = _(
            "Something changed about your addresses. Sign in to read it:\n\n"
            "%(link)s\n\n"
            "This mail is from %(practice)s and was written by its own server. It says no more on purpose."
        ) % {
            "link": f"{settings.OPTIONS.named_origin}/addresses",
            "practice": practice.name if practice else "",
        }
    return subject, text
