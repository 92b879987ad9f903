"""One line per thing a person can do."""

from django.urls import URLPattern, path

from .views import account, help_now, link, patients, practice, second_step, sign_in, staff, unlock

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/code", sign_in.code, name="code"),
    path("sign-in/passkey", sign_in.passkey, name="passkey"),
    path("sign-in/passkey/options", sign_in.passkey_options, name="passkey_options"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("unlock", unlock.unlock, name="unlock"),
    path("unlock/passkey", unlock.unlock_with_passkey, name="unlock_with_passkey"),
    path("resume", unlock.resume, name="resume"),
    path("link/<str:token>", link.link, name="link"),
    path("link/<str:token>/passkey", link.link_passkey_options, name="link_passkey_options"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="password"),
    path("account/secure", second_step.secure, name="secure"),
    path("account/authenticator", second_step.authenticator, name="authenticator"),
    path("account/passkeys/options", second_step.new_passkey_options, name="new_passkey_options"),
    path("account/passkeys", second_step.new_passkey, name="new_passkey"),
    path("account/second-steps/<int:id>/remove", second_step.remove, name="remove_second_step"),
    path("account/recovery-codes", second_step.recovery_codes, name="recovery_codes"),
    path("account/devices", account.devices, name="devices"),
    path("account/devices/<uuid:id>/revoke", account.revoke_device, name="revoke_device"),
    path("practice", practice.practice, name="practice"),
    path("staff", staff.staff, name="staff"),
    path("staff/invite", staff.invite, name="invite_staff"),
    path("staff/<uuid:id>", staff.colleague, name="colleague"),
    path("staff/<uuid:id>/link", staff.colleague_link, name="colleague_link"),
    path("staff/<uuid:id>/deactivate", staff.deactivate, name="deactivate"),
    path("staff/<uuid:id>/reactivate", staff.reactivate, name="reactivate"),
    path("patients", patients.patients, name="patients"),
    path("patients/new", patients.new, name="new_patient"),
    path("patients/<uuid:id>", patients.patient, name="patient"),
    path("patients/<uuid:id>/contact", patients.contact, name="patient_contact"),
    path("patients/<uuid:id>/invite", patients.invite, name="invite_patient"),
    path("patients/<uuid:id>/links/<uuid:link>/revoke", patients.revoke_link, name="revoke_link"),
    path("patients/<uuid:id>/care-team", patients.join, name="join_care_team"),
    path("patients/<uuid:id>/care-team/<uuid:place>/leave", patients.leave, name="leave_care_team"),
    path("patients/<uuid:id>/guardians", patients.guardian, name="add_guardian"),
    path(
        "patients/<uuid:id>/guardians/<uuid:guardianship>/invite",
        patients.invite_guardian,
        name="invite_guardian",
    ),
    path("patients/<uuid:id>/guardians/<uuid:guardianship>/end", patients.end_guardian, name="end_guardian"),
    path("help-now", help_now.help_now, name="help_now"),
]
