"""What the page's own scripts may say, in the reader's language; they find it as JSON in the page."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {
        "lost": _("No connection. What you see may be out of date; this page keeps trying."),
        "found": _("Connected again."),
        "failed": _("That did not work. Nothing you typed is lost. Please try again."),
        "offline": _("You are offline. Nothing you typed is lost. Please try again when you are connected."),
        "restored": _("What you typed earlier is back."),
        "dismiss": _("Close this message"),
        "copied": _("Copied."),
        "copy_failed": _("This browser did not let us copy. Select the text and copy it yourself."),
        "idle_title": _("Are you still there?"),
        "idle_text": _(
            "To keep records private, this page locks in two minutes. Nothing you typed is lost: "
            "after you sign in again you are back here."
        ),
        "idle_stay": _("I'm here"),
    }
