"""Tags of people's templates: `{% load people %}`."""

from django import template

from .. import access
from ..contact import phone_as_read
from ..zones import zone_in_words

register = template.Library()


@register.simple_tag
def phone(e164: str) -> str:
    """A telephone number as people here write it."""
    practice = access.practice()
    return phone_as_read(e164, practice.region if practice else "US")


@register.simple_tag
def zone(name: str) -> str:
    """A time zone as the choice of zones calls it."""
    return zone_in_words(name)
