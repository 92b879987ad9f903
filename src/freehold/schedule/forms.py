"""What a person fills in to book, move or cancel."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core import validators
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from freehold.people import access as people
from freehold.people.models import Person
from freehold.web.times import place

from . import access
from .wall_time import WallTime, happens_twice
from .words import said

LENGTHS = (25, 30, 45, 50, 60, 80, 90)
USUAL_LENGTH = 50
LONGEST_REASON = 500
FURTHEST = timedelta(days=731)


class WhenForm(forms.Form):
    """A day, a time on the practice's wall, and a length.

    `second_pass` and `anyway` are asked only after a first try has found that they matter.
    """

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M")
    )
    second_pass = forms.ChoiceField(
        label=_("Which of the two?"),
        help_text=_("The clocks go back that night, and this time comes twice."),
        choices=[("first", _("The first one")), ("second", _("The second one, an hour later"))],
        widget=forms.RadioSelect,
        required=False,
    )
    minutes = forms.TypedChoiceField(
        label=_("Length"),
        coerce=int,
        choices=[(length, _("%(minutes)s minutes") % {"minutes": length}) for length in LENGTHS],
        initial=USUAL_LENGTH,
    )
    anyway = forms.BooleanField(label=_("Book it all the same"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.zone = access.practice_zone()

    def clean_day(self) -> date | None:
        """A slip of the year (2206, 0026) is caught here, where it can be said."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and abs(day - timezone.now().date()) > FURTHEST:
            raise forms.ValidationError(_("Choose a day within the next two years."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "day" in cleaned and "at" in cleaned and cleaned["day"] and cleaned["at"]:
            local = datetime.combine(cleaned["day"], cleaned["at"])
            if happens_twice(local, self.zone) and not cleaned.get("second_pass"):
                self.fields["second_pass"].required = True  # the page no longer calls it optional
                self.add_error("second_pass", _("Choose one of the two."))
        return cleaned

    @property
    def meant(self) -> WallTime:
        given = self.cleaned_data
        local = datetime.combine(given["day"], given["at"])
        is_second = given["second_pass"] == "second"  # noqa: S105  no password: an hour that repeats
        return WallTime(local, self.zone, second_pass=is_second)

    @property
    def asks_which_pass(self) -> bool:
        return "second_pass" in self.errors or bool(self.data.get("second_pass"))

    @property
    def asks_anyway(self) -> bool:
        return "anyway" in self.errors or bool(self.data.get("anyway"))

    @property
    def place(self) -> str:
        """What people call the practice's zone."""
        return place(ZoneInfo(self.zone))

    def explain(self, refusal: Exception) -> None:
        """Put what the diary said beside the field it is about."""
        field, message = said(refusal, reader=self.person)
        self.add_error(field if field in self.fields else None, message)


class BookForm(WhenForm):
    """Who with whom, and when; a session that starts now needs no day and no time."""

    patient = forms.ChoiceField(label=_("Patient"))
    clinician = forms.ChoiceField(label=_("Clinician"))

    field_order = ("patient", "clinician", "day", "at", "second_pass", "minutes", "anyway")

    def __init__(self, *args: Any, person: Person, is_now: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.patients = {
            str(one.id): one for one in people.patients_visible_to(person).filter(is_active=True)
        }
        self.clinicians = {str(one.id): one for one in access.bookable_clinicians(person)}
        by_name = sorted(self.patients.values(), key=lambda one: str(one.name).casefold())
        self._choose("patient", [("", _("Choose a patient")), *((str(one.id), one.name) for one in by_name)])
        self._choose("clinician", [(id, one.name) for id, one in self.clinicians.items()])
        if len(self.clinicians) == 1:
            self.fields["clinician"].widget = forms.HiddenInput()
            self.initial.setdefault("clinician", next(iter(self.clinicians)))
        elif str(person.id) in self.clinicians:
            self.initial.setdefault("clinician", str(person.id))
        if is_now:
            self.fields["day"].required = self.fields["at"].required = False

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def who(self) -> dict[str, Person]:
        """Patient and clinician, as the diary's actions take them."""
        return {
            "patient": self.patients[self.cleaned_data["patient"]],
            "clinician": self.clinicians[self.cleaned_data["clinician"]],
        }


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "A few words for the record. Kept encrypted; everybody who sees the appointment can read it."
        ),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WeekForm(forms.Form):
    """The day from which the calendar shows a week, in its address: `?from=2026-11-23`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [
            validators.MinValueValidator(date(1970, 1, 2)),
            validators.MaxValueValidator(date(2999, 12, 1)),
        ]
        self.fields["from"] = forms.DateField(required=False, validators=years)
