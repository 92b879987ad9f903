"""Handing mail over to the practice's mail server: the only file that sends any.

A mail carries the id of the row that wanted it as its Message-ID, so that one that is sent again after a
crash can be known as the same.
"""

import smtplib
from email.utils import parseaddr
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend


class FromPlannedAddress(EmailBackend):
    """Calls the mail server from the address that the plan gives to mail: the one with its reverse name."""

    @property
    def connection_class(self) -> Any:
        source = settings.OPTIONS.mail_leaves_from
        return partial(super().connection_class, source_address=(str(source), 0) if source else None)


class NotSent(Exception):
    """Nobody took it. `is_final`: they never will, whatever is tried again."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


def is_set_up() -> bool:
    return settings.OPTIONS.smtp_url is not None


def send(to: str, subject: str, text: str, *, row: UUID) -> None:
    """Give one plain mail to the server.

    Raises:
        NotSent: it was not taken, or nobody knows; sending it again with the same row does no harm.
    """
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = sender.rpartition("@")[2]
    message = EmailMessage(
        subject=subject,
        body=text,
        to=[to],
        headers={"Message-ID": f"<{row}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _said in refused.recipients.values()]
        raise NotSent("recipient refused", is_final=all(code >= 500 for code in codes)) from refused
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(type(error).__name__) from error


def answers() -> str:
    """Empty when the server greets us and lets us in, else why not; sends nothing."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return f"{type(error).__name__}: {error}"
    connection.close()
    return ""
