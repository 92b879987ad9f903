"""Forms of signing in, setting up and proving again who one is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import CodeField, EmailField, NameField, NewPasswordField, PasswordField, ZoneField


class SignInForm(forms.Form):
    email = EmailField(
        widget=forms.EmailInput(
            attrs={"autocomplete": "username", "spellcheck": "false", "inputmode": "email"}
        )
    )
    password = PasswordField()


class CodeForm(forms.Form):
    code = CodeField(
        help_text=_("Six digits from your authenticator app, or one of the recovery codes you wrote down.")
    )


class UnlockForm(forms.Form):
    """The code is asked only of people who have an app or recovery codes to take it from."""

    password = PasswordField()
    code = CodeField(
        required=False,
        help_text=_("Six digits from your authenticator app, or one of the recovery codes you wrote down."),
    )

    def __init__(self, *args: object, asks_code: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if asks_code:
            self.fields["code"].required = True
        else:
            del self.fields["code"]


class SetUpForm(forms.Form):
    """The practice and its owner, in one page."""

    practice_name = NameField(
        label=_("Name of the practice"),
        help_text=_("Patients see it on every page. You can change it later."),
    )
    zone = ZoneField(initial="America/New_York", help_text=_("Where the practice keeps its calendar."))
    name = NameField(label=_("Your name"), help_text=_("As patients know you."))
    email = EmailField(
        label=_("Your e-mail"),
        help_text=_("You sign in with it. Nothing is sent to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    password = NewPasswordField(label=_("Password"))
    sees_patients = forms.BooleanField(
        label=_("I also treat patients myself"),
        required=False,
        initial=True,
        help_text=_("Then your own sessions appear on your first page."),
    )


class NewPasswordForm(forms.Form):
    password = NewPasswordField(label=_("New password"))


class FirstCodeForm(forms.Form):
    """The first code of an app that has just learnt our secret."""

    code = CodeField(label=_("Six-digit code"))


class PasskeyNameForm(forms.Form):
    """A credential the browser has just made."""

    credential = forms.JSONField(widget=forms.HiddenInput)


class CredentialForm(forms.Form):
    """What a passkey answered."""

    credential = forms.JSONField(widget=forms.HiddenInput)
