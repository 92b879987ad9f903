"""Words and evidence that all checks share."""

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import IPv4Network
from itertools import islice

from ..blocks import SPECIAL_PURPOSE, Block, Range
from ..facts import Facts, Told, Untold
from ..findings import Check, Finding, JsonValue, Severity, Source, State, ToDo, Whose
from ..texts import Text

MOST = 5
"""So many things are named in a sentence; the evidence has more."""
MOST_CITED = 100
"""So many rows are put beside a source; the source has them all."""

NOBODYS_BY_STANDARD: tuple[Range, ...] = tuple(
    (int(one.network_address), int(one.broadcast_address)) for one in SPECIAL_PURPOSE
)


def not_answered(
    check: Check,
    severity: Severity,
    answer: Untold,
    meaning: Text,
    to_do: ToDo | None = None,
) -> Finding:
    """A question without an answer: its summary says why there is none."""
    return Finding(check, State.UNKNOWN, severity, answer.reason, meaning, to_do, answer.sources)


def seller(text: Text) -> ToDo:
    return ToDo(Whose.SELLER, text)


def buyer(text: Text) -> ToDo:
    return ToDo(Whose.BUYER, text)


def before_payment(facts: Facts) -> Severity:
    """What a seller puts right before payment is the buyer's own to put right once the block is bought."""
    return Severity.FIX_AFTER if facts.expects.is_owned else Severity.FIX_BEFORE


def cited(told: Told[object] | Iterable[Source], **detail: JsonValue) -> tuple[Source, ...]:
    """An answer's sources, with what they said beside the first of them."""
    sources = told.sources if isinstance(told, Told) else tuple(told)
    if not sources or not detail:
        return sources
    first = sources[0]
    return replace(first, detail={**first.detail, **detail}), *sources[1:]


def rows(things: Iterable[JsonValue]) -> JsonValue:
    """The first of many, for evidence."""
    return list(islice(things, MOST_CITED))


def named(things: Iterable[object]) -> str:
    """`a, b, c, d, e, … (9)`: each once, in the order given."""
    once = list(dict.fromkeys(str(thing) for thing in things))
    if len(once) <= MOST:
        return ", ".join(once)
    return f"{', '.join(once[:MOST])}, … ({len(once)})"


def titled(registries: Iterable[str]) -> str:
    """Registries by the names that they go by, from those in their files."""
    return named(sorted("RIPE NCC" if one == "ripencc" else one.upper() for one in set(registries)))


def networks(numbers: Iterable[int]) -> str:
    """`AS64500, AS64501`, ascending."""
    return named(f"AS{one}" for one in sorted(set(numbers)))


def spans(ranges: Iterable[Range]) -> str:
    return named(Block(*one) for one in ranges)


def inside(block: Block, ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The parts of `ranges` inside the block, for the floor plan."""
    begin, end = block.first, block.last
    return tuple(
        (max(first, begin), min(last, end)) for first, last in ranges if first <= end and begin <= last
    )


def prefix(text: JsonValue) -> Range | None:
    """The range of a prefix as a list writes it; None when it is none."""
    try:
        network = IPv4Network(str(text), strict=False)
    except ValueError:
        return None
    return int(network.network_address), int(network.broadcast_address)
