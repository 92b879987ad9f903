"""What the one page says, to patients first and to auditors after.

Pure: the same proof gives the same words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from freehold.addresses.report.words import spoken
from freehold.addresses.texts import Text
from freehold.addresses.texts import gettext_noop as _

from ..finding import Finding, State
from .judging import listed
from .proof import Proof
from .walked import COPY, LIVE

Say = Callable[[str], str]

HEADLINES = {
    "proved": _("Everything stayed on the practice's own addresses"),
    "not proved": _("Something went elsewhere, or did not hold"),
    "incomplete": _("Not everything could be looked at"),
}
STATEMENTS = {
    "proved": _(
        "On this day every page was opened as everybody who uses it, and two people sat in a session. All "
        "that their browsers asked for and all that they were connected to is on %(planned)s. No other "
        "company's server was asked for anything."
    ),
    "not proved": _(
        "Not everything that was tried on this day held. What did not is marked below; until it is mended, "
        "do not rely on this page. Planned are %(planned)s."
    ),
    "incomplete": _(
        "Nothing that was seen on this day went anywhere but to %(planned)s. Yet not all could be seen: "
        "what is missing is marked below, and nothing is promised about it."
    ),
}
FICTIONAL = _("This practice is made up, for trying the program out.")
LOOPBACK = _(
    "It runs on one machine by itself (127.0.0.1), so this shows how the program behaves, not where a "
    "practice stands."
)
LIMITS = (
    _(
        "Who holds the addresses. The registry says that; `./freehold addresses audit --owned` asks it and "
        "keeps the evidence."
    ),
    _("What was before this day or came after it."),
    _(
        "What a visitor's own browser, phone or extensions tell their makers, and what networks on the way "
        "see: that two addresses spoke with each other, when and how much, but not what was said."
    ),
    _(
        "What the live installation does behind a sign-in. Nobody's account was entered: people, pages and "
        "session are those of a copy of the same program with made-up people. Its open pages were walked, "
        "and the files it delivers were compared with the copy's."
    ),
    _(
        "What the server does at other times. Its connections were looked at ten times a second while this "
        "was made; one that came and went between two looks was not seen."
    ),
    _(
        "That whoever runs the machine is honest. The signature shows that this page was made by this "
        "installation and not changed since; who holds the machine holds its key."
    ),
)
CHECK = _(
    "This file is signed at its end. Any copy of Freehold checks it, by the key below. Compare that key with "
    "one that the practice gave you by another way."
)
UNSIGNED = _("This page is not signed.")


@dataclass(frozen=True)
class Row:
    label: str
    value: str


@dataclass(frozen=True)
class Check:
    state: State
    name: str
    says: str
    means: str


@dataclass(frozen=True)
class View:
    """The page, in the reader's language."""

    practice: str
    dated: str
    verdict: str
    headline: str
    statement: tuple[str, ...]
    rows: tuple[Row, ...]
    checks: tuple[Check, ...]
    limits: tuple[str, ...]
    signature: str
    command: str
    """What to type to check it; empty where it is not signed."""


def view(made: Proof, say: Say = str) -> View:
    seen = made.seen
    planned = _text(STATEMENTS[made.verdict], say, planned=seen.planned.shown)
    remarks = [
        text.told(say)
        for text, holds in ((FICTIONAL, made.maker.is_fictional), (LOOPBACK, seen.is_loopback))
        if holds
    ]
    return View(
        practice=made.maker.practice or say(NO_PRACTICE.message),
        dated=moment(made.at, say),
        verdict=made.verdict,
        headline=HEADLINES[made.verdict].told(say),
        statement=(planned, *remarks),
        rows=tuple(_rows(made, say)),
        checks=tuple(_check(finding) for finding in made.findings),
        limits=tuple(limit.told(say) for limit in LIMITS),
        signature=(CHECK if made.maker.key else UNSIGNED).told(say),
        command=f"./freehold doctor --verify FILE --key '{made.maker.key}'" if made.maker.key else "",
    )


NO_PRACTICE = _("A practice that is not set up yet")
IN_A_COPY = _("Pages walked in a copy, as")
LIVE_ONE = _("On the live one, as")
ASKED = _("Pages asked")
CONNECTED = _("Connected to")
LOOKED_UP = _("Names looked up")
MEDIA = _("Ways for sound and picture")
CERTIFICATES = _("Certificates")
PROGRAM = _("Program")
NONE = _("none")
NOT_WALKED = _("nothing")


def _rows(made: Proof, say: Say) -> Sequence[Row]:
    walk, none = made.seen.walk, NONE.told(say)
    rows = (
        (IN_A_COPY, _people(made, COPY)),
        (LIVE_ONE, _people(made, LIVE) or NOT_WALKED.told(say)),
        (ASKED, listed(sorted(walk.requested | walk.log.requested)) or none),
        (CONNECTED, listed(sorted(walk.log.sockets)) or none),
        (LOOKED_UP, listed(sorted(walk.log.names)) or none),
        (MEDIA, listed(sorted(set(chain.from_iterable(told["servers"] for told in walk.told)))) or none),
        (CERTIFICATES, _certificates(made) or none),
        (PROGRAM, f"Freehold, SHA-256 {made.maker.program}"),
    )
    return [Row(label.told(say), value) for label, value in rows]


def _people(made: Proof, where: str) -> str:
    return ", ".join(f"{way.who} ({len(way.pages)})" for way in made.seen.walk.ways_through(where))


def _certificates(made: Proof) -> str:
    return "; ".join(
        f"{listed(one.names)}, by {one.issuer}, until {one.not_after:%Y-%m-%d}, SHA-256 {one.sha256[:16]}…"
        for one in made.seen.certificates
    )


def _check(finding: Finding) -> Check:
    """Without what to type: that is for the owner, at the machine."""
    is_well = finding.state is State.OK
    return Check(
        finding.state,
        finding.name,
        finding.says,
        "" if is_well else finding.means,
    )


def _text(text: Text, say: Say, **values: str) -> str:
    return say(text.message) % values


def moment(at: datetime, say: Say = str) -> str:
    """`26 November 2026, 01:30 UTC`."""
    day = spoken(at.date())
    values = dict(day.values)
    values["month"] = say(str(values["month"]))
    return f"{say(day.message) % values}, {at:%H:%M} UTC"
