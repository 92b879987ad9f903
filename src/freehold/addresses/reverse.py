"""Asks the DNS for the names of a block's addresses, and who answers for them."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from dns.name import Name

from .blocks import Block, Range, dotted
from .delegations import REVERSE, Looker, name_of, text_of
from .dns_questions import (
    CNAME,
    HEAD_UNCHECKED,
    PTR,
    Malformed,
    names,
    reversed_labels,
    suffix,
)
from .dnsbl import MOST_ASKED, Now, the_time
from .facts import Answer, Reverse, ReverseZone, Told, Untold
from .findings import JsonValue, Source
from .questioning import Lane, Outcome, Patience, Progress, Questioner, Reply
from .resolvers import PORT, Resolver
from .spread import spread
from .texts import Text
from .texts import gettext_noop as _

RATE = 500.0
"""Names asked for in a second, over all zones."""
MOST_ZONES = 256
"""Zones looked at: all of a /16; of a larger block so many, evenly spread."""
MOST_CHILDREN = 32
"""Zones of less than a /24 (RFC 2317) looked at."""


async def ask(
    block: Block,
    resolver: Resolver,
    *,
    progress: Progress | None = None,
    now: Now = the_time,
    patience: Patience | None = None,
    rate: float = RATE,
    authority_port: int = PORT,
) -> Answer[Reverse]:
    """The reverse zones over `block` and the names of its addresses, of a sample above a /20.

    A name that could not be asked for, and a zone that could not be looked at, count as unanswered.
    `progress` hears `reverse`.

    Args:
        authority_port: where zones' own servers listen; only tests have another than 53.
    """
    fetched_at = now().isoformat(timespec="seconds")
    patience = patience or Patience()
    asked = spread(block, MOST_ASKED)
    try:
        replies = await _ask_names(asked, Questioner(resolver, patience), rate, progress)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return _untold(
            _(
                "There is no way to the DNS resolver %(resolver)s: %(reason)s",
                resolver=str(resolver),
                reason=reason,
            ),
            resolver,
            fetched_at,
        )
    found = _Found()
    for address, reply in zip(asked, replies, strict=True):
        found.take(address, reply)
    looker = Looker(resolver, patience, authority_port)
    zones = await looker.look_up(_wanted(block, found.children))
    if not zones and found.unanswered == len(asked):
        return _untold(
            _("The DNS resolver %(resolver)s does not answer.", resolver=str(resolver)), resolver, fetched_at
        )
    told = Reverse(
        zones=tuple(zones),
        names=tuple(sorted(found.names)),
        unanswered=found.unanswered + len(looker.failed),
        asked=len(asked),
    )
    return Told(told, (_source(told, resolver, fetched_at, looker.failed),))


async def _ask_names(
    asked: Sequence[int], questioner: Questioner, rate: float, progress: Progress | None
) -> list[Reply]:
    """One lane for each /24, so that one whose servers are dead is given up alone."""
    parts: dict[int, list[int]] = {}
    for address in asked:
        parts.setdefault(address >> 8, []).append(address)
    ending = suffix("in-addr.arpa", PTR)
    lanes = [
        Lane([reversed_labels(address) for address in part], ending, rate / len(parts), HEAD_UNCHECKED)
        for part in parts.values()
    ]

    def tell(done: int, of: int) -> None:
        if progress is not None:
            progress("reverse", done, of)

    await questioner.ask(lanes, tell)
    return [reply for lane in lanes for reply in lane.replies]


class _Found:
    """What the answers about names hold."""

    def __init__(self) -> None:
        self.names: list[tuple[int, str]] = []
        self.children: dict[Name, Range] = {}
        """Where aliases lead (RFC 2317), and the addresses that lead there."""
        self.unanswered = 0

    def take(self, address: int, reply: Reply) -> None:
        if isinstance(reply, Outcome):
            self.unanswered += reply is not Outcome.ABSENT
            return
        try:
            found, aliases = names(reply, PTR), names(reply, CNAME)
        except Malformed:
            self.unanswered += 1
            return
        self.names += [(address, text_of(name)) for name in found]
        for alias in aliases:
            if len(alias.labels) > len(REVERSE.labels):
                first, _last = self.children.get(alias.parent(), (address, address))
                self.children[alias.parent()] = first, address


def _wanted(block: Block, children: dict[Name, Range]) -> Iterable[tuple[Name, Range]]:
    """The names whose zones are looked at, and the part of the block that each is about.

    Where aliases lead out of a /24 into zones of its parts, those are what a holder of a part has.
    """
    begun = list(children.items())[:MOST_CHILDREN]
    if begun and block.size < 256:
        yield from begun
        return
    starts = spread(Block(block.first >> 8, block.last >> 8), MOST_ZONES)
    for start in starts:
        whole = start << 8, start << 8 | 255
        yield name_of(whole[0]), block.clipped(whole)
    yield from begun


def _untold(reason: Text, resolver: Resolver, fetched_at: str) -> Untold:
    return Untold(reason, (Source("reverse", fetched_at, None, {"resolver": str(resolver)}),))


def _source(told: Reverse, resolver: Resolver, fetched_at: str, failed: Sequence[str]) -> Source:
    detail: dict[str, JsonValue] = {"resolver": str(resolver)}
    if failed:
        detail["unanswered"] = sorted(failed)
    lines = [_line(zone) for zone in told.zones]
    lines += [f"{dotted(address)} {name}" for address, name in told.names]
    lines += [f"{told.asked} {told.unanswered}", *sorted(failed)]
    return Source("reverse", fetched_at, sha256("\n".join(lines).encode()).hexdigest(), detail)


def _line(zone: ReverseZone) -> str:
    return (
        f"{zone.zone} {dotted(zone.first)}-{dotted(zone.last)} {zone.is_delegated} {zone.has_ds} "
        f"{','.join(zone.servers)} lame {','.join(zone.lame)}"
    )
