"""The list of time zones, drawn once per language: Django draws each of 400 options from a template."""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ..zones import zone_choices


class ZoneSelect(forms.Select):
    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        given = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        options = _options(get_language())
        chosen = format_html('value="{}"', value or "")
        # Marked where it stands: every option is drawn with its quotes, so no other one can match.
        selected = mark_safe(options.replace(chosen, f"{chosen} selected", 1))  # noqa: S308
        return format_html("<select{}>{}</select>", given, selected)


@lru_cache(maxsize=16)
def _options(language: str | None) -> SafeString:
    """All groups as the active language says them."""
    return format_html_join(
        "\n",
        '<optgroup label="{}">{}</optgroup>',
        (
            (label, format_html_join("\n", '<option value="{}">{}</option>', zones))
            for label, zones in zone_choices()
        ),
    )
