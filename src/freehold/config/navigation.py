"""Every destination of the side navigation and the bottom bar, in order; see `web/navigation.py`."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from freehold.web.navigation import Destination

STAFF = frozenset({"owner", "clinician", "intern", "front_desk"})
CARED_FOR = frozenset({"patient", "guardian"})


def destinations() -> Sequence[Destination]:
    return (
        Destination("/", _("Today"), "sun", STAFF, also=("/sessions",)),
        Destination("/appointments", _("Calendar"), "calendar", STAFF),
        Destination("/patients", _("Patients"), "users", STAFF),
        Destination("/staff", _("Staff"), "contact-round", frozenset({"owner"}), is_main=False),
        Destination("/addresses", _("Addresses"), "map-pin-house", frozenset({"owner"}), is_main=False),
        Destination("/practice", _("Practice"), "settings", frozenset({"owner"}), is_main=False),
        Destination("/", _("Home"), "house", CARED_FOR, also=("/appointments", "/sessions")),
        Destination("/help-now", _("Help now"), "life-buoy", CARED_FOR),
        Destination("/account", _("You"), "circle-user", CARED_FOR),
    )
