"""Which changes are told: those that hold for two audits, and a silent source once.

Pure. A list that names an address today and not tomorrow says nothing; neither does one that was away for
an afternoon.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .changes import REPLACED, Aspects, Change, Seen, kind_of, told

NEWS_AT_ONCE = frozenset({"verdict", "drop", "list", "zone"})
"""Aspects of which the first answer is news, too, if it is not of the first audit: nobody has read it yet."""

SILENT_AFTER = 3
"""Audits in a row without an answer after which a source is called silent."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the last audit saw otherwise than it is known; seen so again, it is told."""

    gone: frozenset[str] = frozenset()
    come: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a block from its audits so far."""

    known: Mapping[str, Seen] = field(default_factory=dict)
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    silent: Mapping[str, int] = field(default_factory=dict)
    """Audits in a row in which an aspect that is known was not found out."""


def learn(memory: Memory, seen: Aspects) -> tuple[Memory, tuple[Change, ...]]:
    """What is known after one more audit, and what of it is to be told."""
    known, doubts = dict(memory.known), {}
    silent: dict[str, int] = {}
    changes: list[Change] = []
    for aspect in sorted(memory.known.keys() | seen.keys()):
        before, now = memory.known.get(aspect), seen.get(aspect)
        doubt = memory.doubts.get(aspect, Doubt())
        if now is None:
            if before is not None:
                silent[aspect] = memory.silent.get(aspect, 0) + 1
                changes += _silence(aspect, silent[aspect])
                doubts[aspect] = doubt
        elif before is None and not (memory.known and kind_of(aspect) in NEWS_AT_ONCE):
            known[aspect] = now
        else:
            before = before or Seen(frozenset())
            held, left = _settled(aspect, doubt, _doubt(before, now))
            known[aspect] = Seen((before.items - held.gone) | held.come, before.is_whole or now.is_whole)
            doubts[aspect] = left
            changes += told(aspect, held.gone, held.come)
    doubts = {aspect: doubt for aspect, doubt in doubts.items() if doubt != Doubt()}
    return Memory(known, doubts, silent), tuple(changes)


def _doubt(before: Seen, now: Seen) -> Doubt:
    return Doubt(
        gone=before.items - now.items if now.is_whole else frozenset(),
        come=now.items - before.items,
    )


def _settled(aspect: str, before: Doubt, now: Doubt) -> tuple[Doubt, Doubt]:
    """What was seen twice, and what once so far."""
    if aspect in REPLACED:
        return (now, Doubt()) if now == before else (Doubt(), now)
    held = Doubt(before.gone & now.gone, before.come & now.come)
    return held, Doubt(now.gone - held.gone, now.come - held.come)


def _silence(aspect: str, runs: int) -> Iterator[Change]:
    """The verdict is nobody's answer: the sources behind it are told themselves."""
    if runs == SILENT_AFTER and aspect != "verdict":
        yield Change(aspect, (), (), silent_for=runs)
