"""How people are reached: one spelling per e-mail address, telephone number and link token.

Pure: no Django, no clock, no network.
"""

import unicodedata

import phonenumbers


class NotAPhone(ValueError):
    """The text is no telephone number one could call."""


def normalise_email(text: str) -> str:
    """One spelling per mailbox: NFC, trimmed, lower case.

    The part before the @ is case-sensitive by RFC 5321 and by nobody's mail server.
    """
    return unicodedata.normalize("NFC", text).strip().lower()


def normalise_phone(text: str, region: str) -> str:
    """`text` in E.164 (`+15035550142`), read as dialled in `region` (ISO 3166 alpha-2).

    Raises:
        NotAPhone: it cannot be a number there. Numbers that are only *possible* pass, so that
            fictional ones (555-01xx) and freshly opened blocks are not refused.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as unreadable:
        raise NotAPhone(text) from unreadable
    if not phonenumbers.is_possible_number(number):
        raise NotAPhone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_as_read(e164: str, region: str) -> str:
    """The number as people in `region` write it; other countries' with their prefix."""
    try:
        number = phonenumbers.parse(e164, region)
    except phonenumbers.NumberParseException:
        return e164
    is_domestic = phonenumbers.country_code_for_region(region) == number.country_code
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if is_domestic
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)


def same_phone(e164: str) -> str:
    """Normaliser of the blind index: rows hold E.164 already."""
    return e164.strip()
