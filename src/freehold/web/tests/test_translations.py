"""Every word a template shows goes through gettext. A lint: it reads sources, not pages."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))

SPOKEN_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt"}
NAMES = {"Freehold", "freehold.toml", "freehold.nft"}
"""The same in every language."""
TRANSLATED = re.compile(r"{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
# A bare string given to a component is as visible as text between tags: {% button "Save" %}.
SPEAKING_TAGS = {"button": 0, "link_button": 1, "tag": 0, "row": 0, "heading": 0, "empty": 0, "dialog": 1}
BODY = re.compile(r"{% block body_(class|attributes) %}(?:(?!{% block).)*?{% endblock %}", re.DOTALL)
TAG = re.compile(r"{%\s*(\w+)\s+(.*?)%}", re.DOTALL)
ARGUMENT = re.compile(r"""(?:\w+=)?(?:_\((?:"[^"]*"|'[^']*')\)|"[^"]*"|'[^']*'|[^\s"']+)(?:\|\S+)?""")
MARKUP = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}")


class Visible(HTMLParser):
    """Collects text and spoken attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("script", "style")
        self.found += [value or "" for name, value in attributes if name in SPOKEN_ATTRIBUTES]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, text):
        if not self.silent:
            self.found.append(text)


def untranslated(source: str) -> list[str]:
    """Words a reader would see in English whatever their language."""
    source = BODY.sub("", BODY.sub("", TRANSLATED.sub("", COMMENT.sub("", source))))
    found = []
    for name, arguments in TAG.findall(source):
        if name in SPEAKING_TAGS:
            given = ARGUMENT.findall(arguments)
            spoken = given[SPEAKING_TAGS[name] : SPEAKING_TAGS[name] + 1]
            spoken += [
                each
                for each in given
                if each.startswith(("title=", "text=", "label=", "detail=", "eyebrow="))
            ]
            found += [
                each
                for each in spoken
                if each.partition("=")[2].startswith(('"', "'")) or each.startswith(('"', "'"))
            ]
    reader = Visible()
    reader.feed(MARKUP.sub("", source))
    found += [text.strip() for text in reader.found]
    return [text for text in found if WORD.search(text) and text.strip("'\"") not in NAMES]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_template_speaks_only_english(path):
    assert untranslated(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        '<a aria-label="Close this">x</a>',
        '{% button "Save" kind="primary" %}',
        '{% link_button url "Cancel" %}',
        '{% card %}{% row "Title" detail="words" %}{% endcard %}',
        "<p>{{ name }} is waiting</p>",
    ],
)
def test_the_lint_sees_what_is_not_translated(source):
    assert untranslated(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Hello" %}</p>',
        "<p>{% blocktranslate %}{{ name }} is waiting{% endblocktranslate %}</p>",
        '{% button _("Save") kind="primary" icon="check" %}',
        '{% row title detail=_("words") url=url %}',
        "{# Notes for the reader of the source #}<b>{{ count }}</b>",
        '<span class="tag">·</span>',
    ],
)
def test_the_lint_lets_translated_words_be(source):
    assert untranslated(source) == []
