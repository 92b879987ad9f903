"""The shape of the code: who may import whom, how big a module may be, what a template may hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLResolver, get_resolver

from freehold.people.guards import guard_of

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "freehold"
MODULES = sorted(
    path for path in SOURCE.rglob("*.py") if not {"migrations", "tests"} & set(path.relative_to(SOURCE).parts)
)
PURE = [path for path in MODULES if "\nPure:" in (ast.get_docstring(ast.parse(path.read_text())) or "")]
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))

MOST_LINES = 400
MEANINGLESS = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc", "core"}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


class TestImports:
    def test_they_point_down_only(self):
        # In a process of its own: the linter sets up logging for itself and silences everybody else's.
        linter = "from importlinter.cli import lint_imports_command as lint; lint()"
        command = [sys.executable, "-c", linter, "--no-cache"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout

    @pytest.mark.parametrize("path", PURE, ids=relative)
    def test_a_module_that_calls_itself_pure_is(self, path):
        tree = ast.parse(path.read_text())
        impure = {"django", "aiohttp", "socket", "requests", "time", "random", "secrets", "os"}
        named = {
            name.split(".")[0]
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not named & impure


class TestModules:
    def test_whole_products_are_tested_in_one_place(self):
        """Nobody looks for a test that starts one beside the modules: it would never run."""
        marks = re.compile(r"mark\.(browser|stack|netns)\b")
        assert [path for path in SOURCE.rglob("*.py") if marks.search(path.read_text())] == []

    @pytest.mark.parametrize("path", MODULES, ids=relative)
    def test_none_is_too_long(self, path):
        assert len(path.read_text().splitlines()) <= MOST_LINES

    @pytest.mark.parametrize("path", MODULES, ids=relative)
    def test_each_is_named_for_a_thing(self, path):
        assert path.stem not in MEANINGLESS


def views() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every route of ours with its view."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Callable[..., object]]]:
        for pattern in resolver.url_patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, path)
            elif pattern.callback.__module__.startswith("freehold."):
                yield path, pattern.callback

    yield from walk(get_resolver(), "/")


class TestViews:
    @pytest.mark.parametrize(("path", "view"), [pytest.param(*row, id=row[0]) for row in views()])
    def test_each_says_who_may_call_it(self, path, view):
        assert guard_of(view).who

    def test_one_without_a_guard_is_refused(self):
        def bare(request):
            """Guarded by nothing."""

        with pytest.raises(ImproperlyConfigured):
            guard_of(bare)


OFF_ORIGIN = re.compile(r"""(?:https?:|wss?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.IGNORECASE)
NAMESPACES = ("http://www.w3.org",)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
STYLE = re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE)


def faults(template: str) -> list[str]:
    """What a content security policy of `default-src 'self'` would refuse, or should."""
    found = [url for url in OFF_ORIGIN.findall(template) if not url.startswith(NAMESPACES)]
    for rule in (INLINE_SCRIPT, INLINE_HANDLER, STYLE):
        found += rule.findall(template)
    return found


class TestTemplates:
    def test_there_are_some(self):
        assert TEMPLATES

    @pytest.mark.parametrize("path", TEMPLATES, ids=relative)
    def test_none_asks_another_host_or_brings_code_inline(self, path):
        # An apostrophe or `>` inside a template tag is no markup.
        markup = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text(), flags=re.DOTALL)
        assert faults(markup) == []

    @pytest.mark.parametrize(
        "markup",
        [
            '<script src="https://cdn.example.com/a.js"></script>',
            '<img src="//pixel.example.com/p.gif">',
            "<script>alert(1)</script>",
            '<a onclick="go()">',
            '<p style="color: red">',
        ],
    )
    def test_the_rule_sees_a_fault(self, markup):
        assert faults(markup)

    @pytest.mark.parametrize(
        "markup",
        [
            '<script src="/static/app.js" type="module"></script>',
            '<script type="application/json" id="room">',
            '<svg xmlns="http://www.w3.org/2000/svg">',
            '<a href="/help-now">Only one condition</a>',
        ],
    )
    def test_the_rule_lets_our_own_be(self, markup):
        assert faults(markup) == []
