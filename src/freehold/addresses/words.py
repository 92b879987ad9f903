"""What pages say of audits and their states."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Run
from .report.floor_plan import Tone

STEPS: dict[str, str | Promise] = {
    "": _("It begins …"),
    Run.Step.FETCHING: _("Fetching the registries' tables and the lists …"),
    Run.Step.READING: _("Reading the tables …"),
    Run.Step.ASKING: _("Asking registries, block lists and reverse DNS …"),
    Run.Step.PRINTING: _("Weighing the answers and printing the report …"),
}

PROBLEMS: dict[str, str | Promise] = {
    "folder": _(
        "The folder of the tables could not be read or written. Run ./freehold doctor on the server, "
        "then audit again."
    ),
    "options": _(
        "The DNS resolver or the file of DNS lists that was set cannot be used. "
        "Look at addresses_resolver and addresses_zones in freehold.toml, then audit again."
    ),
    "given_up": _(
        "The audit ended before its time, several times over. Earlier reports are still here. "
        "Try again; if it happens again, run ./freehold doctor on the server."
    ),
}

VERDICTS: dict[str, str | Promise] = {
    "clean": _("Found clean"),
    "clean_after_fixes": _("Things to put right"),
    "refuse": _("Do not buy it"),
    "incomplete": _("Not proven clean"),
}

OWNED_VERDICTS = VERDICTS | {"refuse": _("In danger")}

VERDICT_TONES = {"clean": "", "clean_after_fixes": "clay", "refuse": "rose", "incomplete": "clay"}
"""Of a tag."""

ICONS = {
    Tone.REFUSE: "triangle-alert",
    Tone.BEFORE: "circle-alert",
    Tone.AFTER: "circle-dot-dashed",
    Tone.UNKNOWN: "circle-help",
    Tone.WELL: "circle-check",
    Tone.QUIET: "info",
}
