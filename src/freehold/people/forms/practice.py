"""The practice's own data."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models.practice import CrisisLine
from .fields import NameField, PhoneField, ZoneField


class PracticeForm(forms.Form):
    name = NameField(label=_("Name of the practice"))
    zone = ZoneField(help_text=_("Where the practice keeps its calendar."))
    phone = PhoneField(
        required=False, help_text=_("Patients call it when a link does not work or a session fails.")
    )


class CrisisNumberField(forms.CharField):
    """What one dials in a crisis: three digits are right here, so it is not read as an ordinary number."""

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\s().-]", "", super().clean(value))
        if text and not re.fullmatch(r"\+?[0-9*#]{2,16}", text):
            raise ValidationError(gettext("Digits only, as one dials them, like 988."))
        return text


class CrisisLineForm(forms.Form):
    label = forms.CharField(label=_("Who answers"), max_length=80)
    number = CrisisNumberField(
        label=_("Number to dial"), max_length=24, widget=forms.TextInput(attrs={"type": "tel"})
    )


class _CrisisLines(forms.BaseFormSet[CrisisLineForm]):
    def add_fields(self, form: CrisisLineForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = gettext("Remove this number")

    def clean(self) -> None:
        if not any(self.errors) and not crisis_lines_of(self):
            raise ValidationError(gettext("Keep at least one number: somebody may need it tonight."))


CrisisLines = forms.formset_factory(
    CrisisLineForm, formset=_CrisisLines, extra=1, max_num=6, validate_max=True, can_delete=True
)


def crisis_lines_of(lines: forms.BaseFormSet[CrisisLineForm]) -> list[CrisisLine]:
    """The lines that are filled in and not struck out."""
    return [
        {"label": line.cleaned_data["label"], "number": line.cleaned_data["number"]}
        for line in lines
        if line.cleaned_data.get("number") and not line.cleaned_data.get("DELETE")
    ]
