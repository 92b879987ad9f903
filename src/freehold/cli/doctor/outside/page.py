"""The proof as a page, a PDF of one sheet, or plain text: the same words in each.

Django's template language alone, without its settings: so it works where there is no practice.
"""

import json
import textwrap
from functools import cache
from pathlib import Path

from django.template import Context, Engine, Template
from django.utils.safestring import SafeString, mark_safe

from freehold.addresses.report import html as report
from freehold.addresses.report import pdf as printing

from ..finding import State
from . import words
from .proof import Proof, document
from .sealing import Kind

PAPER = Path(__file__).parent / "paper"
WIDTH = 96
MARKS = {State.OK: "yes", State.WARN: "note", State.BAD: "NO", State.UNKNOWN: "not known"}
ICONS = {
    State.OK: "circle-check",
    State.WARN: "circle-alert",
    State.BAD: "triangle-alert",
    State.UNKNOWN: "circle-help",
}


def made_as(kind: Kind, made: Proof, say: words.Say = str, language: str = "en") -> bytes:
    """The same proof gives the same bytes.

    Raises:
        PangoMissing: for a PDF, where Debian's Pango is not installed.
    """
    if kind is Kind.TEXT:
        return text(made, say).encode()
    page = html(made, say, language)
    return printing.printed(page) if kind is Kind.PDF else page.encode()


def html(made: Proof, say: words.Say = str, language: str = "en") -> str:
    facts = json.dumps(document(made), indent=1, sort_keys=True).replace("<", "\\u003c")
    view = words.view(made, say)
    told = Context(
        {
            "view": view,
            "say": say,
            "language": language,
            "style": _style(),
            "checks": [
                (check, report.icon(ICONS[check.state]), say(MARKS[check.state])) for check in view.checks
            ],
            "facts": mark_safe(facts),  # noqa: S308 - JSON in which no tag can begin
        },
        use_l10n=False,
        use_tz=False,
    )
    return _template().render(told)


@cache
def _template() -> Template:
    engine = Engine(dirs=[str(PAPER)])
    engine.template_builtins.append(report.library)
    return engine.get_template("proof.html")


@cache
def _style() -> SafeString:
    return mark_safe(report.faces() + (PAPER / "proof.css").read_text(encoding="utf-8"))  # noqa: S308


def text(made: Proof, say: words.Say = str) -> str:
    view = words.view(made, say)
    lines = [view.practice, say("Ownership proof"), view.dated, "", view.headline.upper(), ""]
    for paragraph in view.statement:
        lines += [*textwrap.wrap(paragraph, WIDTH), ""]
    for row in view.rows:
        lines += _hung(row.label, row.value, at=28)
    lines += ["", say("What was checked")]
    for check in view.checks:
        lines += _hung(f"  {say(MARKS[check.state])}", f"{check.name}: {check.says}", at=13)
    lines += ["", say("What this does not show")]
    for limit in view.limits:
        lines += _hung("  -", limit, at=4)
    lines += ["", *textwrap.wrap(view.signature, WIDTH), view.command]
    return "\n".join(lines).rstrip() + "\n"


def _hung(label: str, value: str, *, at: int) -> list[str]:
    """The value from column `at` on, beside its label."""
    return textwrap.wrap(f"{label:<{at}}{value}", WIDTH, subsequent_indent=" " * at, break_on_hyphens=False)
