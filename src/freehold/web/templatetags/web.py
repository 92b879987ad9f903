"""The components of docs/components.md, built into every template: nothing to load."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.forms.widgets import CheckboxInput, ChoiceWidget, HiddenInput, Select
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..icons import drawing
from ..spoken_times import when as spoken_when

register = template.Library()


def _attributes(given: Mapping[str, Any]) -> SafeString:
    """`hx_post="/x"` becomes `hx-post="/x"`; None and False are left out, True stands alone."""
    kept = {
        name.replace("_", "-"): value
        for name, value in given.items()
        if value is not None and value is not False
    }
    return flatatt({name: True if value is True else str(value) for name, value in kept.items()})


def _drawn(name: str, label: str = "", size: str = "") -> SafeString:
    named = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    sized = f" icon-{size}" if size in ("small", "large") else ""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" {}>{}</svg>',
        sized,
        named,
        mark_safe(drawing(name)),  # noqa: S308  # our own committed files
    )


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """`{% icon "sun" %}` beside text, or `{% icon "sun" label=… %}` standing alone; size: small, large."""
    return _drawn(name, label, size)


def _face(text: str, symbol: str) -> SafeString:
    return format_html("{}<span>{}</span>", _drawn(symbol), text) if symbol else format_html("{}", text)


def _button_class(kind: str, wide: bool, large: bool) -> str:
    return " ".join(
        [
            "button",
            *([f"button-{kind}"] if kind else []),
            *(["button-wide"] * wide),
            *(["button-large"] * large),
        ]
    )


@register.simple_tag
def button(
    text: str,
    kind: str = "",
    icon: str = "",
    type: str = "submit",
    wide: bool = False,
    large: bool = False,
    **attributes: Any,
) -> SafeString:
    """`{% button _("Save") kind="primary" hx_post=url %}`; kinds: primary, danger, quiet, help."""
    return format_html(
        '<button class="{}" type="{}"{}>{}</button>',
        _button_class(kind, wide, large),
        type,
        _attributes(attributes),
        _face(text, icon),
    )


@register.simple_tag
def link_button(
    url: str,
    text: str,
    kind: str = "",
    icon: str = "",
    wide: bool = False,
    large: bool = False,
    **attributes: Any,
) -> SafeString:
    """A link that looks like a button, for going somewhere; a form's button is for doing something."""
    return format_html(
        '<a class="{}" href="{}"{}>{}</a>',
        _button_class(kind, wide, large),
        url,
        _attributes(attributes),
        _face(text, icon),
    )


@register.simple_tag
def tag(text: str, tone: str = "", icon: str = "") -> SafeString:
    """A short state in a pill; tones: clay, sky, rose, plain, and sage when empty."""
    drawn = _drawn(icon, size="small") if icon else ""
    return format_html('<span class="tag{}">{}{}</span>', f" tag-{tone}" if tone else "", drawn, text)


@register.simple_tag
def avatar(person: Any, size: str = "", tone: str = "") -> SafeString:
    """Initials of a person, or given letters, in a circle; decoration: the name always stands beside it."""
    letters = person if isinstance(person, str) else getattr(person, "initials", "")
    more = "".join(f" avatar-{part}" for part in (size, tone) if part)
    return format_html('<span class="avatar{}" aria-hidden="true">{}</span>', more, letters)


@register.simple_tag(takes_context=True)
def when(
    context: Context,
    start: datetime,
    end: datetime | None = None,
    person: Any = None,
    near: bool = False,
    day: bool = True,
    time: bool = True,
) -> SafeString:
    """`{% when session.starts_at session.ends_at %}` in the zone of `person`, or of whoever reads the page.

    `near=True` says Today, Tomorrow, Yesterday; `day=False` leaves the day out, `time=False` the time.
    """
    reader = person or context.get("person")
    return format_html(
        '<time datetime="{}">{}</time>',
        start.isoformat(),
        spoken_when(
            start,
            end,
            reader=reader,
            practice=context.get("practice"),
            is_near=near,
            with_day=day,
            with_time=time,
        ),
    )


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField, kind: str = "", **attributes: Any) -> dict[str, Any]:
    """Label, hint, error and control of one form field, joined for screen readers.

    `kind`: "short", "code", or "boxed" for choices. Further attributes go to the control.
    """
    widget = bound.field.widget
    is_group = isinstance(widget, ChoiceWidget) and not isinstance(widget, Select)
    is_checkbox = isinstance(widget, CheckboxInput)
    hint_id, error_id = f"{bound.auto_id}_helptext", f"{bound.auto_id}_error"
    described = [hint_id] * bool(bound.help_text) + [error_id] * bool(bound.errors)
    given: dict[str, Any] = {name.replace("_", "-"): value for name, value in attributes.items()}
    if described:
        given["aria-describedby"] = " ".join(described)
    if bound.errors:
        given["aria-invalid"] = "true"
    if not is_group and not is_checkbox:
        classes = ["input", widget.attrs.get("class", ""), f"input-{kind}" if kind else ""]
        given["class"] = " ".join(filter(None, classes))
    return {
        "field": bound,
        "control": bound.as_widget(attrs=given) if not is_group else "",
        "choices": list(bound.subwidgets) if is_group else [],
        "is_group": is_group,
        "is_checkbox": is_checkbox,
        "is_hidden": isinstance(widget, HiddenInput),
        "is_boxed": kind == "boxed",
        "hint_id": hint_id,
        "error_id": error_id,
        "described": " ".join(described),
    }


@register.inclusion_tag("web/components/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Every field of the form, one after the other."""
    return {"form": form}


@register.inclusion_tag("web/components/errors.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """What was wrong with the form, at its head, each error linked to its field.

    The field is named before its error, except a box to tick: that one is the answer to it.
    """
    wrong = [
        (_first_control(form[name]), _named(form[name]), message)
        for name, messages in form.errors.items()
        if name in form.fields
        for message in messages
    ]
    return {"form": form, "wrong": wrong, "overall": form.non_field_errors()}


def _named(bound: BoundField) -> str:
    is_checkbox = isinstance(bound.field.widget, CheckboxInput)
    return "" if is_checkbox else str(bound.label).rstrip("?.:")


def _first_control(bound: BoundField) -> str:
    widget = bound.field.widget
    is_group = isinstance(widget, ChoiceWidget) and not isinstance(widget, Select)
    return f"{bound.auto_id}_0" if is_group else bound.id_for_label


@register.inclusion_tag("web/components/row.html")
def row(
    title: str,
    detail: Any = "",
    url: str = "",
    icon: str = "",
    tone: str = "",
    person: Any = None,
) -> dict[str, Any]:
    """One row of a list, `<li>` included; stands in `<ul class="rows">` or `rows rows-apart`."""
    return {"title": title, "detail": detail, "url": url, "icon": icon, "tone": tone, "person": person}


@register.simple_block_tag
def card(content: str, title: str = "", kind: str = "", id: str = "") -> SafeString:
    """`{% card title=_("…") %}…{% endcard %}`; kinds: attention, past, lead."""
    named = format_html(' id="{}"', id) if id else ""
    heading = format_html("<h2>{}</h2>", title) if title else ""
    return format_html(
        '<section class="card{}"{}>{}{}</section>', f" card-{kind}" if kind else "", named, heading, content
    )


@register.simple_block_tag
def heading(content: str, title: str, eyebrow: Any = "") -> SafeString:
    """The page's one h1, with an eyebrow above and actions (the content) beside it."""
    above = format_html('<p class="eyebrow">{}</p>', eyebrow) if eyebrow else ""
    beside = format_html('<div class="actions">{}</div>', content) if content.strip() else ""
    return format_html('<div class="page-heading"><div>{}<h1>{}</h1></div>{}</div>', above, title, beside)


@register.simple_block_tag
def empty(content: str, title: str, text: str = "", icon: str = "leaf") -> SafeString:
    """What stands where there is nothing yet: what would be here, and the next step (the content)."""
    said = format_html("<p>{}</p>", text) if text else ""
    actions = format_html('<div class="actions">{}</div>', content) if content.strip() else ""
    return format_html(
        '<div class="empty">{}<h2>{}</h2>{}{}</div>', _drawn(icon, size="large"), title, said, actions
    )


@register.simple_block_tag
def callout(content: str, tone: str = "", icon: str = "info", role: str = "") -> SafeString:
    """A remark that stands out; tones: clay, rose, sage, and sky when empty."""
    classes = f"callout callout-{tone}" if tone else "callout"
    named = format_html(' role="{}"', role) if role else ""
    return format_html('<div class="{}"{}>{}<div>{}</div></div>', classes, named, _drawn(icon), content)


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A native dialog; any `<button data-opens="ID">` opens it, Escape and its own button close it."""
    closing = template.loader.render_to_string("web/components/dialog_close.html")
    return format_html(
        '<dialog class="dialog" id="{0}" aria-labelledby="{0}-title">'
        '<h2 id="{0}-title">{1}</h2>{2}{3}</dialog>',
        id,
        title,
        content,
        closing,
    )
