"""What the page Plan says, for somebody who is no engineer."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ..plan import Role
from ..renewal import Standing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

GATE = "gate"

SIGNS: "dict[str, str | StrPromise]" = {
    GATE: _("gate"),
    Role.WEB.value: _("web"),
    Role.MEDIA.value: _("media"),
    Role.TURN.value: "TURN",
    Role.MAIL.value: _("mail"),
}
"""At most five letters or so: they stand in a room of the floor plan."""

NAMES: "dict[str, str | StrPromise]" = {
    GATE: _("Router"),
    Role.WEB.value: _("Pages"),
    Role.MEDIA.value: _("Picture and sound"),
    Role.TURN.value: _("Way out of strict networks (TURN)"),
    Role.MAIL.value: _("Outgoing mail"),
}

MEANINGS: "dict[str, str | StrPromise]" = {
    GATE: _("Leads from your addresses into the internet. It serves nothing else."),
    Role.WEB.value: _("What browsers open: your pages, and where sessions are arranged."),
    Role.MEDIA.value: _("What people see and hear in a session passes here."),
    Role.TURN.value: _(
        "For people in hospitals, schools and hotels, whose network lets nothing out but web pages: their "
        "picture and sound travel as if they were one. It helps most with an address of its own."
    ),
    Role.MAIL.value: _(
        "From here Freehold calls the mail server that you name. If that server is your own, tell whoever "
        "looks after it to send from here, too: other servers look at this address's reverse name."
    ),
}

STANDINGS: "dict[Standing, tuple[str, str, str | StrPromise]]" = {
    Standing.WELL: ("sage", "shield-check", _("The certificate is good, and renewed by itself.")),
    Standing.FAILING: (
        "clay",
        "circle-alert",
        _("The last try to renew the certificate failed. It is tried again by itself; nobody notices yet."),
    ),
    Standing.PRESSING: (
        "rose",
        "triangle-alert",
        _(
            "The certificate should have been renewed long ago. When it ends, browsers refuse your pages: "
            "have whoever looks after the machine see to it now."
        ),
    ),
    Standing.ENDED: (
        "rose",
        "triangle-alert",
        _("The certificate has ended. Browsers refuse your pages until it is renewed."),
    ),
    Standing.MISSING: (
        "rose",
        "triangle-alert",
        _("There is no certificate yet. Browsers refuse your pages until an authority has issued one."),
    ),
}
"""Tone and icon of a callout, and what it says."""

BROUGHT = _("You bring this certificate yourself, and renew it yourself.")
BROUGHT_ENDED = _(
    "The certificate that you bring has ended. Browsers refuse your pages: put a new one there."
)
BROUGHT_UNREAD = _("The certificate that you bring cannot be read.")
NONE = _(
    "There is no certificate: pages travel unencrypted, which does only for trying Freehold out on one "
    "machine."
)
