"""On every page of a session, and after it."""

from django.utils.translation import gettext as _


def around() -> dict[str, str]:
    return {
        **_everywhere(),
        **_over(),
    }


def _everywhere() -> dict[str, str]:
    return {
        "app_title": _("Session with {name}"),
        "close": _("Close"),
        "try_again": _("Try again"),
        "home": _("Back to the start page"),
        "home_short": _("Start page"),
        "elsewhere": _("Elsewhere"),
        "help_now": _("Help now"),
        "help_body": _(
            "If you might hurt yourself or somebody else, or are in danger, call now. Somebody answers at "
            "any hour."
        ),
        "help_private": _("Nobody is told that you opened this."),
        "office_hours": _("during office hours"),
        "cancel": _("Cancel"),
        "min_left": _("{minutes} min left"),
        "min_over": _("{minutes} min over"),
        "with_name": _("With {full}"),
    }


def _over() -> dict[str, str]:
    return {
        "over_ended": _("The session has ended"),
        "over_ended_body": _("Take a moment before you go on."),
        "over_technical": _("The video has ended"),
        "over_technical_member": _("{name} will call you on {phone}."),
        "over_technical_lead": _("{name} reads that you will call on {phone}."),
        "over_left": _("You have left the session"),
        "over_left_body": _("It is still open."),
        "over_left_again": _("Go back in"),
        "over_replaced": _("You are in the session somewhere else"),
        "over_replaced_body": _("A session is open in one window on one device, and the other came later."),
        "over_replaced_again": _("Go on here instead"),
        "over_removed": _("You can't go back into this session"),
        "over_removed_body": _(
            "{name} has closed this session for you. If you think this is a mistake, call the practice."
        ),
        "over_signed_out": _("You were signed out"),
        "over_signed_out_body": _("Sign in again to come back into the session."),
        "sign_in": _("Sign in"),
    }
