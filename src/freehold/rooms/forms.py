"""What the browser may send, checked; error texts are read by patients on a phone."""

import re
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from freehold.people.contact import NotAPhone, normalise_phone

from .actions.places import Answers

# base64url without padding of 32 bytes (a commitment) and of 64 (a public key and the number it was
# committed with).
KEY_BODIES = {"commit": re.compile(r"[A-Za-z0-9_-]{43}\Z"), "reveal": re.compile(r"[A-Za-z0-9_-]{86}\Z")}


class DoorForm(forms.Form):
    """Where a member is and how to reach help there (clinical sources: APA telepsychology, PMC7404738)."""

    location = forms.CharField(
        max_length=300,
        error_messages={
            "required": gettext_lazy(
                "Say where you are right now: street, town and state. It is used only if you need help."
            )
        },
    )
    callback = forms.CharField(
        max_length=40,
        error_messages={
            "required": gettext_lazy("Give a number where you can be called if the video fails.")
        },
    )
    emergency_name = forms.CharField(
        max_length=120,
        error_messages={"required": gettext_lazy("Name somebody to call if you are in danger.")},
    )
    emergency_phone = forms.CharField(
        max_length=40,
        error_messages={
            "required": gettext_lazy("Give the number of the person to call if you are in danger.")
        },
    )
    alone = forms.BooleanField(required=False)
    who_else = forms.CharField(required=False, max_length=200)
    headphones = forms.BooleanField(required=False)
    consent_version = forms.CharField(required=False, max_length=32)

    def __init__(self, data: dict[str, Any], *, region: str, needs_consent: bool) -> None:
        super().__init__(data)
        self.region = region
        self.needs_consent = needs_consent

    def clean_callback(self) -> str:
        return self._phone("callback")

    def clean_emergency_phone(self) -> str:
        return self._phone("emergency_phone")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("alone") and not cleaned.get("who_else"):
            self.add_error("who_else", _("Say who is with you, or that you are alone."))
        if self.needs_consent and not cleaned.get("consent_version"):
            self.add_error("consent_version", _("Please read the consent and agree to it to go on."))
        return cleaned

    def answers(self) -> Answers:
        given = self.cleaned_data
        return Answers(
            location=given["location"],
            callback=given["callback"],
            emergency_name=given["emergency_name"],
            emergency_phone=given["emergency_phone"],
            privacy={
                "alone": given["alone"],
                "who_else": "" if given["alone"] else given["who_else"],
                "headphones": given["headphones"],
            },
            consent_version=given["consent_version"],
            language=get_language() or "en",
        )

    def _phone(self, field: str) -> str:
        """The number in E.164, read as it is dialled in the practice's country."""
        try:
            return normalise_phone(self.cleaned_data[field], self.region)
        except NotAPhone as error:
            raise forms.ValidationError(
                _("That is not a telephone number. Write it with its area code, like 503 555 0142.")
            ) from error


class ConnectionForm(forms.Form):
    connection = forms.UUIDField()


class TroubleForm(ConnectionForm):
    what = forms.ChoiceField(choices=[(what, what) for what in ("video", "audio", "network")])


class ChatForm(forms.Form):
    text = forms.CharField(
        max_length=4000,
        error_messages={"required": gettext_lazy("There is nothing to send yet.")},
    )


class EndForm(forms.Form):
    how = forms.ChoiceField(choices=[(how, how) for how in ("ended", "technical_failure")])


class KeyForm(forms.Form):
    """`from` is no name for a Python field, so the view passes it as `sender`, and `to` as `receiver`."""

    sender = forms.UUIDField()
    receiver = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KEY_BODIES])
    body = forms.CharField(max_length=128)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        pattern = KEY_BODIES.get(cleaned.get("kind", ""))
        if pattern is None or not pattern.match(cleaned.get("body", "")):
            self.add_error("body", "not a commitment or a reveal")
        return cleaned
