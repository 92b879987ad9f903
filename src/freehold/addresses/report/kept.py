"""What a report shows, without the facts behind it: little enough to be stored and shown again at once.

Pure. Sentences stay message and values, so that each reader gets them in their own language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from ..blocks import Block
from ..facts import Expectations, Untold
from ..findings import Check, Finding, Severity, Source, State, ToDo, Whose
from ..tables.unread import Unread
from ..texts import Text
from ..verdict import Verdict
from . import Report, answers, sources

SHOWN_OF_A_SOURCE = ("licence", "url", "file")


@dataclass(frozen=True, slots=True)
class Kept:
    typed: str
    block: Block
    as_of: date | None
    expects: Expectations
    findings: tuple[Finding, ...]
    verdict: Verdict
    required: frozenset[Check]
    sources: tuple[Source, ...]
    reasons: tuple[Text, ...]
    """Why something that was asked was not answered."""
    unread: tuple[Unread, ...] = ()


def keep(report: Report) -> Kept:
    return Kept(
        typed=report.typed,
        block=report.block,
        as_of=report.as_of,
        expects=report.expects,
        findings=report.findings,
        verdict=report.verdict,
        required=report.required,
        sources=tuple(sources(report)),
        reasons=tuple(one.reason for one in answers(report.facts) if isinstance(one, Untold)),
        unread=report.unread,
    )


def encode(kept: Kept) -> bytes:
    """As JSON; of each source what a page shows."""
    made = msgspec.to_builtins(kept, order="deterministic")
    for source in (*made["sources"], *(one for found in made["findings"] for one in found["evidence"])):
        source["detail"] = {name: source["detail"].get(name) for name in SHOWN_OF_A_SOURCE}
    return msgspec.json.encode(made)


def read(stored: bytes) -> Kept | None:
    """None where another version of the program wrote it, in a way that is not known any more."""
    try:
        return decode(stored)
    except (msgspec.MsgspecError, LookupError, TypeError, ValueError):
        return None


def decode(stored: bytes) -> Kept:
    """
    Raises:
        msgspec.MsgspecError, KeyError, ValueError: another program wrote it.
    """
    made = msgspec.json.decode(stored)
    return Kept(
        typed=made["typed"],
        block=Block(**made["block"]),
        as_of=date.fromisoformat(made["as_of"]) if made["as_of"] else None,
        expects=msgspec.convert(made["expects"], Expectations),
        findings=tuple(map(_finding, made["findings"])),
        verdict=Verdict(made["verdict"]),
        required=frozenset(map(Check, made["required"])),
        sources=tuple(map(_source, made["sources"])),
        reasons=tuple(map(_text, made["reasons"])),
        unread=tuple(Unread(_source(one["source"]), _text(one["reason"])) for one in made["unread"]),
    )


# Not by msgspec's own reading of types: JsonValue holds itself, which it does not follow.


def _finding(made: Mapping[str, Any]) -> Finding:
    to_do = made["to_do"]
    return Finding(
        check=Check(made["check"]),
        state=State(made["state"]),
        severity=Severity(made["severity"]),
        summary=_text(made["summary"]),
        meaning=_text(made["meaning"]),
        to_do=ToDo(Whose(to_do["whose"]), _text(to_do["text"])) if to_do else None,
        evidence=tuple(map(_source, made["evidence"])),
        where=tuple((first, last) for first, last in made["where"]),
    )


def _source(made: Mapping[str, Any]) -> Source:
    return Source(made["name"], made["fetched_at"], made["sha256"], made["detail"])


def _text(made: Mapping[str, Any]) -> Text:
    return Text(made["message"], made["values"])
