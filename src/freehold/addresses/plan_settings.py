"""A plan as settings: lines of `freehold.toml`, from which `up` makes everybody's own. Pure."""

import json
from collections.abc import Sequence

from .blocks import dotted
from .plan import Plan

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"

Value = str | int | bool | list[str]


def settings(
    plan: Plan, *, names: Sequence[str] = (), turn_name: str | None = None, directory: str = LETS_ENCRYPT
) -> dict[str, Value]:
    """Names of `config/options.py`; only what differs from what is so anyway."""
    chosen: dict[str, Value] = {"address": dotted(plan.web), "port": 443}
    if names:
        chosen["names"] = list(names)
    if plan.media != plan.web:
        chosen["media_address"] = dotted(plan.media)
    if plan.turn != plan.web:
        chosen["turn_address"] = dotted(plan.turn)
        if turn_name:
            chosen["turn_name"] = turn_name
    if plan.mail != plan.web:
        chosen["mail_address"] = dotted(plan.mail)
    chosen["acme_directory"] = directory
    return chosen


def toml(chosen: dict[str, Value]) -> str:
    """As text. JSON's strings, numbers, booleans and lists of strings are TOML's, too (TOML 1.0)."""
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in chosen.items())
