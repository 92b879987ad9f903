"""What one types about a block."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .actions import Details
from .blocks import BadBlock, Block, parse
from .facts import Registry

CANDIDATE, OWNED = "candidate", "owned"
PARTS = re.compile(r"(?<=[\d.])\s*[,;]\s*(?=\d)|(?<=[\d])\s+(?=\d)")
"""Between two blocks of a list: a comma, or a space that no range and no prefix is written with."""
ASN = re.compile(r"(?:AS)?\s*(\d{1,10})", re.IGNORECASE)
BETWEEN_NETWORKS = re.compile(r"[,;]\s*|(?<=\d)\s+")
HIGHEST_ASN = 2**32 - 1

REGISTRIES = [
    ("", _("Not decided")),
    (Registry.AFRINIC.value, _("AFRINIC (Africa)")),
    (Registry.APNIC.value, _("APNIC (Asia and the Pacific)")),
    (Registry.ARIN.value, _("ARIN (North America)")),
    (Registry.LACNIC.value, _("LACNIC (Latin America and the Caribbean)")),
    (Registry.RIPE.value, _("RIPE NCC (Europe, the Middle East, Central Asia)")),
]
WATCHES = [("", _("Never")), ("1", _("Every day")), ("7", _("Every week")), ("30", _("Every 30 days"))]


class DetailsForm(forms.Form):
    """Whose it is, what it costs, whether it is watched."""

    whose = forms.ChoiceField(
        label=_("Whose is it?"),
        choices=[(CANDIDATE, _("Somebody else's: we think of buying it")), (OWNED, _("Ours"))],
        widget=forms.RadioSelect,
        initial=CANDIDATE,
    )
    seller = forms.CharField(
        label=_("Seller"),
        help_text=_("Who says that it is theirs to sell. It is compared with what the registry says."),
        max_length=200,
        required=False,
    )
    seller_origins = forms.CharField(
        label=_("Networks the seller names"),
        help_text=_(
            "If somebody uses the block today, ask the seller whose network that is and type its AS number, "
            "such as AS64500; several with commas. One that the seller does not name may be using it without "
            "leave."
        ),
        max_length=200,
        required=False,
    )
    to_registry = forms.ChoiceField(
        label=_("Your registry"),
        help_text=_("Where the practice is, or will be, a member. Some blocks may not leave their region."),
        choices=REGISTRIES,
        required=False,
    )
    price = forms.DecimalField(
        label=_("Price"),
        help_text=_("Of the whole block; the same currency for all that you compare."),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
    )
    origin = forms.CharField(
        label=_("Your network"),
        help_text=_("The AS number that announces it, such as AS64500. Your provider knows it."),
        max_length=14,
        required=False,
    )
    disputes = forms.CharField(
        label=_("Disputes you know of"),
        help_text=_(
            "Somebody else's claim to the block, a lawsuit, a bankruptcy, sanctions: no table knows these. "
            "One a line, in your own words. Each one means: do not pay until it is settled."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    watch_days = forms.TypedChoiceField(
        label=_("Look again by itself"),
        help_text=_("Freehold audits it anew and tells you what changed, once it held for two audits."),
        choices=WATCHES,
        coerce=int,
        empty_value=None,
        required=False,
        initial="7",
    )

    def clean_origin(self) -> int | None:
        typed = self.cleaned_data["origin"].strip()
        return _asn(typed) if typed else None

    def clean_seller_origins(self) -> tuple[int, ...]:
        typed = self.cleaned_data["seller_origins"].strip()
        return tuple(sorted({_asn(one) for one in BETWEEN_NETWORKS.split(typed) if one}))

    def clean_disputes(self) -> tuple[str, ...]:
        lines = self.cleaned_data["disputes"].splitlines()
        return tuple(text for line in lines if (text := " ".join(line.split())))

    @property
    def details(self) -> Details:
        given: dict[str, Any] = self.cleaned_data
        return Details(
            is_owned=given["whose"] == OWNED,
            origin=given["origin"],
            seller=given["seller"].strip(),
            to_registry=given["to_registry"],
            seller_origins=given["seller_origins"],
            disputes=given["disputes"],
            price=given["price"],
            watch_days=given["watch_days"],
        )


def _asn(typed: str) -> int:
    """Raises ValidationError, with what was typed."""
    written = ASN.fullmatch(typed)
    if written is None or not 0 < int(written[1]) <= HIGHEST_ASN:
        raise forms.ValidationError(
            gettext("%(typed)s is no AS number. Write it as AS64500.") % {"typed": typed}
        )
    return int(written[1])


class BlockForm(DetailsForm):
    """A block to be audited."""

    block = forms.CharField(
        label=_("Block"),
        help_text=_("A prefix such as 193.0.0.0/21, a range FIRST-LAST, or one address."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "spellcheck": "false"}),
    )

    field_order = (
        "block",
        "whose",
        "seller",
        "seller_origins",
        "to_registry",
        "price",
        "origin",
        "disputes",
        "watch_days",
    )

    def clean_block(self) -> Block:
        typed = self.cleaned_data["block"]
        if len(PARTS.split(typed)) > 1:
            raise forms.ValidationError(
                gettext("Several blocks are audited one by one: add each of them, then compare them.")
            )
        try:
            return parse(typed)
        except BadBlock as bad:
            raise forms.ValidationError(bad.message.told(gettext)) from bad


class CompareForm(forms.Form):
    """Which blocks stand side by side, in the address: `?block=…&block=…`; all when none is named."""

    block = forms.TypedMultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["block"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.label, field.choices = gettext("Blocks to compare"), choices
