"""Forms about people: oneself, colleagues, patients, guardians."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from freehold.vault import lookup

from .. import access
from ..models import Guardianship, Person
from ..roles import INVITED_BY_OWNER, Role
from .fields import EmailField, NameField, PhoneField, ZoneField


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, person: Person) -> str:
        return str(person.name)


class ProfileForm(forms.Form):
    """What one changes oneself. The name on a patient's record is changed by the practice."""

    name = NameField()
    preferred_name = NameField(
        label=_("What should we call you?"),
        required=False,
        help_text=_("If it differs from your first name."),
    )
    pronouns = forms.CharField(label=_("Pronouns"), required=False, max_length=40)
    zone = ZoneField(help_text=_("Times are shown to you in this zone."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        practice = access.practice()
        kwargs["initial"] = {
            "name": person.name,
            "preferred_name": person.preferred_name,
            "pronouns": person.pronouns,
            "zone": person.zone or (practice.zone if practice else ""),
        }
        super().__init__(*args, **kwargs)
        if not person.is_staff_member:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = gettext("Ask the practice to change it.")


class StaffForm(forms.Form):
    """A colleague: who they are and what they may do."""

    name = NameField()
    email = EmailField(help_text=_("They sign in with it."))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in INVITED_BY_OWNER],
        widget=forms.RadioSelect,
    )
    is_prescriber = forms.BooleanField(label=_("Prescribes medication"), required=False)
    is_supervisor = forms.BooleanField(label=_("Supervises interns"), required=False)
    sees_patients = forms.BooleanField(
        label=_("Treats patients"),
        required=False,
        help_text=_("For owners; clinicians and interns always do."),
    )
    supervisor = PersonChoice(
        label=_("Supervisor"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Every intern has one; the supervisor sees the intern's patients."),
    )

    def __init__(self, *args: Any, by: Person, of: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        supervisors = access.staff_visible_to(by).filter(is_supervisor=True, is_active=True)
        field = self.fields["supervisor"]
        field.queryset = supervisors.exclude(pk=of.pk) if of else supervisors  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("role") == Role.INTERN and not data.get("supervisor"):
            self.add_error("supervisor", gettext("Choose who supervises this intern."))
        if data.get("role") != Role.INTERN:
            data["supervisor"] = None
        return data


class PatientForm(forms.Form):
    """A patient and how to reach them."""

    name = NameField(help_text=_("First and last name."))
    preferred_name = NameField(
        label=_("Goes by"), required=False, help_text=_("If it differs from the first name.")
    )
    pronouns = forms.CharField(label=_("Pronouns"), required=False, max_length=40)
    email = EmailField(
        required=False, help_text=_("Needed for an account of their own; they sign in with it.")
    )
    phone = PhoneField(required=False)
    zone = ZoneField(help_text=_("Where they usually are. Their times are shown in it."))


class NewPatientForm(PatientForm):
    """Asks back when a patient whom this colleague may see has the same number: families share phones, and a
    second record of the same person is worse than a question."""

    shares_phone = forms.BooleanField(
        label=_("It is another person, and they share this phone"), required=False, widget=forms.HiddenInput
    )
    clinician = PersonChoice(
        label=_("In the care of"),
        queryset=Person.objects.none(),
        empty_label=_("Choose a clinician"),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if by.role in (Role.CLINICIAN, Role.INTERN):
            # Their own patient: joining another's care team takes somebody who is on it, or the front desk.
            del self.fields["clinician"]
            return
        clinicians = access.clinicians_assignable_by(by)
        self.fields["clinician"].queryset = clinicians  # type: ignore[attr-defined]
        if by.is_clinician:
            self.fields["clinician"].initial = by

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        same = self._who_has(data.get("phone"))
        if same is not None:
            self.fields["shares_phone"].widget = forms.CheckboxInput()
            if not data.get("shares_phone"):
                said = gettext("%(name)s has this number. If it is the same person, open their page instead.")
                self.add_error("phone", said % {"name": same.name})
        return data

    def _who_has(self, phone: str | None) -> Person | None:
        if not phone:
            return None
        return access.patients_visible_to(self.by).filter(lookup(Person, "phone", phone)).first()


class CareTeamForm(forms.Form):
    clinician = PersonChoice(
        label=_("Clinician"), queryset=Person.objects.none(), empty_label=_("Choose a clinician")
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clinician"].queryset = access.clinicians_assignable_by(by)  # type: ignore[attr-defined]


class GuardianForm(forms.Form):
    name = NameField()
    email = EmailField(help_text=_("A guardian we already know is found by it."))
    scope = forms.ChoiceField(
        label=_("May act for"), choices=Guardianship.Scope.choices, widget=forms.RadioSelect
    )
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day the patient comes of age for their own care, or a court's date."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ends_on(self) -> date | None:
        ends_on: date | None = self.cleaned_data["ends_on"]
        if ends_on is not None and ends_on < self.today:
            raise ValidationError(gettext("This day is past. Choose today or a later day."))
        return ends_on
