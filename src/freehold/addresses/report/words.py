"""What a report says in its own words: verdicts, questions, weights.

Pure: sentences to be translated by whoever shows them.
"""

from datetime import date

from ..findings import Check, Whose
from ..texts import Text
from ..texts import gettext_noop as _
from ..verdict import Verdict
from .floor_plan import Tone
from .kept import Kept

QUESTIONS = {
    Check.REGISTRY: _("Who holds it?"),
    Check.SELLER: _("Is the seller its holder?"),
    Check.TRANSFER: _("May it be sold?"),
    Check.SIZE: _("Is it large enough to be used alone?"),
    Check.RPKI: _("Who is authorised to announce it?"),
    Check.IRR: _("Who is written down as announcing it?"),
    Check.ROUTING: _("Who announces it?"),
    Check.DROP: _("Is it known as hijacked or run by criminals?"),
    Check.DNSBL: _("Do block lists that mail servers ask name it?"),
    Check.LISTS: _("Do published lists name it?"),
    Check.REVERSE: _("What names do its addresses have?"),
    Check.GEOLOCATION: _("In which country is it said to be?"),
    Check.LEASES: _("Is somebody renting it?"),
    Check.OUTSIDE: _("What can nobody see from outside?"),
}

WEIGHTS = {
    Tone.REFUSE: _("rules it out"),
    Tone.BEFORE: _("before payment"),
    Tone.AFTER: _("after the sale"),
    Tone.UNKNOWN: _("no answer"),
    Tone.WELL: _("in order"),
    Tone.QUIET: _("to know"),
}

LEGEND = {
    Tone.REFUSE: _("rules it out"),
    Tone.BEFORE: _("to be put right before payment"),
    Tone.AFTER: _("to be put right afterwards"),
    Tone.UNKNOWN: _("could not be checked"),
    Tone.WELL: _("in order"),
    Tone.QUIET: _("nothing found"),
}

AND_MORE = _("and %(count)s more")
OLDER = _("%(days)s days before this report's date")

SELLER = _("Seller, as named")
TO_REGISTRY = _("Your registry")
ORIGIN = _("Your network")
HISTORY = _("History from")
SELLER_ORIGINS = _("Networks, as the seller names them")
DISPUTES = _("Disputes, as you named them")

WHOSE = {Whose.SELLER: _("Seller"), Whose.BUYER: _("You")}

AGAIN_FOR_ONE = _(
    "Fetch the tables (./freehold addresses refresh) and audit again where the network is allowed: "
    "one question had no answer (%(questions)s)"
)
AGAIN_FOR_MANY = _(
    "Fetch the tables (./freehold addresses refresh) and audit again where the network is allowed: "
    "%(count)d questions had no answer (%(questions)s)"
)

MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)

HEADLINES = {
    Verdict.CLEAN: _("Found clean"),
    Verdict.CLEAN_AFTER_FIXES: _("Clean once these things are put right"),
    Verdict.REFUSE: _("Do not buy it"),
    Verdict.INCOMPLETE: _("Not proven clean yet"),
}

OWNED_HEADLINES = HEADLINES | {
    Verdict.CLEAN_AFTER_FIXES: _("Yours, with things to put right"),
    Verdict.REFUSE: _("Something is seriously wrong with it"),
}

ADVICE = {
    Verdict.CLEAN: _(
        "Every question that must be answered was answered, and nothing was found against it. "
        "Audit it again on the day you pay: this is what could be seen, on the date above."
    ),
    Verdict.CLEAN_AFTER_FIXES: _(
        "Do not pay yet. Nothing found rules it out, and everything found can be put right. "
        "Have the seller do what stands below, then audit again."
    ),
    Verdict.REFUSE: _("Do not pay. Something was found that no promise of the seller puts right:"),
    Verdict.INCOMPLETE: _(
        "Do not pay yet. Nothing found so far rules it out, but questions that must be answered "
        "were not. What is unknown never counts as clean."
    ),
}

AFTERWARDS = _(
    "Nothing the seller must do stands in the way. What is left to put right is yours to do afterwards."
)

OWNED_ADVICE = {
    Verdict.CLEAN: _(
        "Every question that must be answered was answered, and nothing was found against it. "
        "This is what could be seen, on the date above."
    ),
    Verdict.CLEAN_AFTER_FIXES: _("Nothing found endangers it. What stands below is for you to put right."),
    Verdict.REFUSE: _("Something was found that puts it in danger. See to it today:"),
    Verdict.INCOMPLETE: _(
        "Nothing found so far endangers it, but questions that must be answered were not. "
        "What is unknown never counts as clean."
    ),
}


def headline(report: Kept) -> Text:
    said = OWNED_HEADLINES if report.expects.is_owned else HEADLINES
    return said[report.verdict]


def advice(report: Kept, *, is_sellers_turn: bool) -> Text:
    """`is_sellers_turn`: something is to be put right before payment."""
    if report.expects.is_owned:
        return OWNED_ADVICE[report.verdict]
    if report.verdict is Verdict.CLEAN_AFTER_FIXES and not is_sellers_turn:
        return AFTERWARDS
    return ADVICE[report.verdict]


def to_do_title(report: Kept) -> Text:
    return _("What to do") if report.expects.is_owned else _("What to do before you pay")


def spoken(day: date) -> Text:
    return _("%(day)s %(month)s %(year)s", day=day.day, month=MONTHS[day.month - 1].message, year=day.year)
