"""Form fields that several forms share."""

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import access
from ..contact import NotAPhone, normalise_email, normalise_phone, phone_as_read
from ..zones import zone_choices
from .zone_select import ZoneSelect

LONGEST_PASSWORD = 256
"""Hashing costs as much as the text is long; a page of words is enough (ASVS 5.0, 6.2.9 asks for 64)."""


class NameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Name"))
        super().__init__(max_length=120, **kwargs)


class EmailField(forms.EmailField):
    """An address in the one spelling that is looked up."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail"))
        super().__init__(max_length=254, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        return normalise_email(super().clean(value))


class PhoneField(forms.CharField):
    """A telephone number; comes out in E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone"))
        widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})
        super().__init__(max_length=32, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normalise_phone(text, _region())
        except NotAPhone as fault:
            raise ValidationError(
                gettext("That is not a telephone number. Write it with its area code, like (503) 555-0142.")
            ) from fault

    def prepare_value(self, value: Any) -> Any:
        return phone_as_read(value, _region()) if isinstance(value, str) and value.startswith("+") else value


def _region() -> str:
    practice = access.practice()
    return practice.region if practice else "US"


class ZoneField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Time zone"))
        super().__init__(choices=zone_choices, widget=ZoneSelect, **kwargs)


class PasswordField(forms.CharField):
    """The password somebody has."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Password"))
        kwargs.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": "current-password"}))
        super().__init__(strip=False, max_length=LONGEST_PASSWORD, **kwargs)


class NewPasswordField(PasswordField):
    """A password somebody chooses: long enough and not a common one; nothing is said about its letters."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {
            "autocomplete": "new-password",
            "minlength": 10,
            "data-can-show": True,
            "data-show": _("Show"),
            "data-hide": _("Hide"),
        }
        super().__init__(
            widget=forms.PasswordInput(attrs=attributes),
            help_text=_("At least 10 characters. Four or five unrelated words are good and easy to keep."),
            **kwargs,
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value:
            validate_password(value)


class CodeField(forms.CharField):
    """A code of an authenticator app, or a recovery code; comes out without spaces."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"}
        )
        kwargs.setdefault("label", _("Code"))
        super().__init__(max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return re.sub(r"\s", "", super().clean(value))


def is_app_code(code: str) -> bool:
    """Six digits are the app's; everything else is meant as a recovery code."""
    return bool(re.fullmatch(r"[0-9]{6}", code))
