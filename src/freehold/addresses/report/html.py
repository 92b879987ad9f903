"""The surveyor's report as one HTML file that asks no other host for anything.

Django's template language alone, without its settings: so it works where there is no practice.
"""

from base64 import b64encode
from functools import cache
from pathlib import Path

from django.template import Context, Engine, Library, Template
from django.utils.safestring import SafeString, mark_safe

from . import Report
from .drawing import drawing
from .kept import Kept
from .view import Translate, view

PAPER = Path(__file__).parent / "paper"
FONTS = Path(__file__).parents[4] / "frontend" / "fonts"
ICONS = Path(__file__).parents[2] / "web" / "icons"

library = Library()


@library.simple_tag(takes_context=True)
def translate(context: Context, message: str, **values: object) -> str:
    """Named like Django's own, so that `makemessages` finds what stands in the template."""
    told = str(context["say"](message))
    return told % values if values else told


def html(report: Report | Kept, say: Translate = str, language: str = "en") -> str:
    shown = view(report, say)
    about = tuple(row.answer for row in shown.evidence)
    name = say("Floor plan of %(block)s") % {"block": shown.block}
    told = Context(
        {
            "view": shown,
            "say": say,
            "language": language,
            "style": _style(),
            "plan": mark_safe(drawing(shown.plan, name, about)),  # noqa: S308 - ElementTree escaped it
            "icons": {tone: icon(name) for tone, name in ICON_OF.items()},
        },
        use_l10n=False,
        use_tz=False,
    )
    return _template().render(told)


ICON_OF = {
    "refuse": "triangle-alert",
    "before": "circle-alert",
    "after": "circle-dot-dashed",
    "unknown": "circle-help",
    "well": "circle-check",
    "quiet": "info",
}


@cache
def _template() -> Template:
    engine = Engine(dirs=[str(PAPER)])
    engine.template_builtins.append(library)
    return engine.get_template("report.html")


@cache
def _style() -> SafeString:
    return mark_safe(faces() + (PAPER / "report.css").read_text(encoding="utf-8"))  # noqa: S308 - our own files


@cache
def faces() -> str:
    """The faces of our type as CSS that asks nobody for them."""
    return "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weights};"
        f"src:url(data:font/woff2;base64,{b64encode((FONTS / name).read_bytes()).decode()}) format('woff2')}}"
        for family, weights, name in (
            ("Inter", "400 600", "inter-latin.woff2"),
            ("Source Serif 4", "500", "source-serif-4-latin.woff2"),
        )
    )


@cache
def icon(name: str) -> SafeString:
    return mark_safe((ICONS / f"{name}.svg").read_text(encoding="utf-8"))  # noqa: S308 - our own file
