"""Tags of people's templates: `{% load people %}`."""

from django import template

from .. import access
from ..contact import phone_as_read

register = template.Library()


@register.simple_tag
def phone(e164: str) -> str:
    """A telephone number as people here write it."""
    practice = access.practice()
    return phone_as_read(e164, practice.region if practice else "US")
