"""What one types about a plan."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..blocks import BadBlock, Block, dotted, number, read
from ..models import ServingPlan
from ..plan import SERVING
from . import words
from .actions import Way
from .choice import Choice, objections

Otherwise = TypeVar("Otherwise", int, None)


def _address(name: str, **more: Any) -> forms.CharField:
    typed = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal", "spellcheck": "false"})
    return forms.CharField(label=words.NAMES[name], max_length=18, widget=typed, **more)


AT = {name: f"{name}_at" for name in (*(role.value for role in SERVING), words.GATE)}
"""Fields by what they are the address of. (A form has a `media` of its own.)"""


class PlanForm(forms.Form):
    """An address for each of what is served; those left empty are served where the pages are."""

    web_at = _address("web", help_text=words.MEANINGS["web"])
    media_at = _address("media", help_text=words.MEANINGS["media"], required=False)
    turn_at = _address("turn", help_text=words.MEANINGS["turn"], required=False)
    mail_at = _address("mail", help_text=words.MEANINGS["mail"], required=False)
    gate_at = _address(
        words.GATE,
        help_text=_("Its address among yours, if it has one: your provider knows it. It is kept free."),
        required=False,
    )
    ssh_port = forms.IntegerField(
        label=_("Port for looking after the machine (SSH)"),
        help_text=_(
            "Usually 22. Left empty, the firewall lets nobody new in to look after the machine from "
            "elsewhere."
        ),
        min_value=1,
        max_value=65535,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    ssh_from = forms.CharField(
        label=_("Only from"),
        help_text=_("The address or block from which it is looked after. Left empty: from everywhere."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, blocks: Sequence[Block], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blocks = blocks

    def clean(self) -> None:
        for name in AT.values():
            if self.cleaned_data.get(name):
                self._read(name)
        if self.cleaned_data.get("ssh_from"):
            self._read_prefix(self.cleaned_data["ssh_from"])
            if self.cleaned_data.get("ssh_port", 0) is None:
                self.add_error("ssh_port", gettext("Say which port, since you say from where."))
        gate = self._typed("gate_at", None)
        for role in SERVING:
            address = self._typed(AT[role.value], None)
            if address is not None:
                for text in objections(self.blocks, address, gate):
                    self.add_error(AT[role.value], text.told(gettext))

    def _read(self, name: str) -> None:
        typed = self.cleaned_data[name].strip()
        try:
            self.cleaned_data[name] = number(typed)
        except ValueError:
            said = gettext("%(typed)s is no IPv4 address. Write it as 203.0.113.7.") % {"typed": typed}
            self.add_error(name, said)

    def _read_prefix(self, typed: str) -> None:
        try:
            block = read(typed)
        except BadBlock as bad:
            self.add_error("ssh_from", bad.message.told(gettext))
            return
        if not block.is_prefix:
            self.add_error("ssh_from", gettext("Give one address, or a prefix such as 203.0.113.0/24."))
        self.cleaned_data["ssh_from"] = str(block)

    @property
    def choice(self) -> Choice:
        web: int = self.cleaned_data["web_at"]
        media, turn, mail = (self._typed(name, web) for name in ("media_at", "turn_at", "mail_at"))
        return Choice(web, media, turn, mail, self._typed("gate_at", None))

    def _typed(self, name: str, otherwise: Otherwise) -> int | Otherwise:
        found: int | str = self.cleaned_data.get(name, "")
        return otherwise if isinstance(found, str) else found

    @property
    def way(self) -> Way:
        return Way(ssh_port=self.cleaned_data["ssh_port"], ssh_from=self.cleaned_data["ssh_from"])


def initial(choice: Choice, plan: ServingPlan | None) -> dict[str, object]:
    return {
        **{AT[role.value]: dotted(choice.address(role)) for role in SERVING},
        "gate_at": dotted(choice.gate) if choice.gate is not None else "",
        "ssh_port": plan.ssh_port if plan else None,
        "ssh_from": plan.ssh_from if plan else "",
    }
