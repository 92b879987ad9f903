"""Asks the DNS lists about every address of a block (RFC 5782)."""

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from . import zones as lists
from .blocks import Block, dotted, number
from .dns_questions import TXT, A, Malformed, addresses, labels, reversed_labels, suffix, texts
from .facts import Answer, Listing, Sweep, Told, Untold, ZoneAnswers, ZoneState
from .findings import JsonValue, Source
from .questioning import Lane, Outcome, Patience, Progress, Questioner, Reply
from .resolvers import Resolver
from .spread import spread
from .texts import gettext_noop as _
from .zones import Reading, Zone

MOST_ASKED = 1 << (32 - 20)
"""Every address of a block up to a /20; of a larger one so many, evenly spread."""
MOST_TEXTS = 16
"""Explanations (TXT) fetched from one zone."""
MOST_TEXT = 255

Now = Callable[[], datetime]


def the_time() -> datetime:
    return datetime.now(UTC)


async def sweep(
    block: Block,
    zones: Sequence[Zone],
    resolver: Resolver,
    *,
    progress: Progress | None = None,
    now: Now = the_time,
    patience: Patience | None = None,
) -> Answer[Sweep]:
    """What each of `zones`, asked through `resolver`, has on the addresses of `block`.

    A zone is tested first, and asked about the block only when it passed. Every address that was not
    answered in a way that is understood counts as unanswered in its zone. `progress` hears `dnsbl`.
    """
    source = Source("dnsbl", now().isoformat(timespec="seconds"), None, {"resolver": str(resolver)})
    questioner = Questioner(resolver, patience)
    try:
        tests = await _test(zones, questioner)
        if tests.is_lying:
            return Untold(
                _(
                    "The DNS resolver %(resolver)s invents answers for names that do not exist, so nothing "
                    "that it says about the lists can be believed. Use a resolver of your own.",
                    resolver=str(resolver),
                ),
                (source,),
            )
        if tests.is_silent:
            return Untold(
                _("The DNS resolver %(resolver)s does not answer.", resolver=str(resolver)), (source,)
            )
        asked = spread(block, MOST_ASKED)
        swept = [_Swept(zone, state, asked) for zone, state in zip(zones, tests.states, strict=True)]
        await _ask_all(swept, questioner, progress)
        await _ask_why(swept, questioner)
    except OSError as error:
        reason = _(
            "There is no way to the DNS resolver %(resolver)s: %(reason)s",
            resolver=str(resolver),
            reason=error.strerror or type(error).__name__,
        )
        return Untold(reason, (source,))
    answers = tuple(each.told(source) for each in swept)
    return Told(Sweep(answers, is_sample=len(asked) < block.size, asked=len(asked)), (source,))


# Is a zone alive, and the resolver honest?


class _Tests:
    def __init__(self, states: list[ZoneState], is_lying: bool, is_silent: bool) -> None:
        self.states = states
        self.is_lying = is_lying
        self.is_silent = is_silent


async def _test(zones: Sequence[Zone], questioner: Questioner) -> _Tests:
    nobody = labels(f"{secrets.token_hex(12)}")
    lanes = [
        Lane(
            [reversed_labels(number(zone.listed)), reversed_labels(number(zone.not_listed)), nobody],
            suffix(zone.asked_as, A),
            zone.rate,
        )
        for zone in zones
    ]
    # Whoever sells names that do not exist sells them everywhere: under a top level that cannot be
    # registered (RFC 6761), and under the largest that can.
    lies = [Lane([nobody], suffix("invalid", A)), Lane([nobody], suffix("com", A))]
    await questioner.ask([*lanes, *lies])
    replies = [reply for lane in [*lanes, *lies] for reply in lane.replies]
    return _Tests(
        [_state(zone, *lane.replies) for zone, lane in zip(zones, lanes, strict=True)],
        any(_codes(lane.replies[0]) for lane in lies),
        all(reply in (Outcome.SILENT, Outcome.NOT_ASKED) for reply in replies),
    )


def _state(zone: Zone, listed: Reply, not_listed: Reply, nobody: Reply) -> ZoneState:
    """By RFC 5782 section 5; `nobody` is the reply for a name that is no address."""
    positive, negative, nonsense = (_codes(reply) or () for reply in (listed, not_listed, nobody))
    if any(lists.is_error(code) for code in (*positive, *negative)):
        return ZoneState.REFUSED
    if not all(lists.is_in_loopback(code) for code in (*positive, *negative, *nonsense)):
        return ZoneState.REFUSED
    if Outcome.REFUSED in (listed, not_listed):
        return ZoneState.REFUSED
    # A complaint (an error code) about a name that is no address is in order, a listing is not.
    unwanted = lists.read(zone, negative)
    if unwanted.listings or unwanted.unknown or not all(map(lists.is_error, nonsense)):
        return ZoneState.LISTS_THE_WORLD
    if not positive or not (negative or not_listed is Outcome.ABSENT):
        return ZoneState.DEAD
    return ZoneState.ANSWERED


def _codes(reply: Reply) -> tuple[str, ...] | None:
    """The addresses in an answer; empty: not listed; None: there is no answer that can be read."""
    if isinstance(reply, Outcome):
        return () if reply is Outcome.ABSENT else None
    try:
        return addresses(reply)
    except Malformed:
        return None


# The block


class _Swept:
    """One zone, what it was asked, and what came."""

    def __init__(self, zone: Zone, state: ZoneState, asked: Sequence[int]) -> None:
        self.zone = zone
        self.state = state
        self.asked = asked if state is ZoneState.ANSWERED else []
        self.lane = Lane(
            [reversed_labels(address) for address in self.asked],
            suffix(zone.asked_as, A),
            zone.rate,
            stops_at=_is_refusal,
        )
        self.why: Lane | None = None
        self.listed: list[tuple[int, Reading]] = []
        self.unanswered = 0
        self.unknown: dict[str, int] = {}

    def read(self) -> None:
        for address, reply in zip(self.asked, self.lane.replies, strict=True):
            codes = _codes(reply)
            if not codes:
                self.unanswered += codes is None
                continue
            reading = lists.read(self.zone, codes)
            for code in reading.unknown:
                self.unknown[code] = self.unknown.get(code, 0) + 1
            self.unanswered += bool(reading.unknown)
            if reading.listings:
                self.listed.append((address, reading))
        if self.asked and self.unanswered == len(self.asked) and any(map(lists.is_error, self.unknown)):
            self.state = ZoneState.REFUSED

    def ask_why(self) -> Lane:
        starts = [reversed_labels(address) for address, _reading in self.listed[:MOST_TEXTS]]
        self.why = Lane(starts, suffix(self.zone.asked_as, TXT), self.zone.rate)
        return self.why

    def told(self, sweep: Source) -> ZoneAnswers:
        why = self._why()
        listings = tuple(
            Listing(address, code, meant.meaning, meant.severity)
            for address, reading in self.listed
            for code, meant in reading.listings
            if meant.severity is not None
        )
        return ZoneAnswers(
            zone=self.zone.name,
            title=self.zone.title,
            state=self.state,
            is_core=self.zone.is_core,
            asked=len(self.asked),
            listings=listings,
            unanswered=self.unanswered,
            source=Source(
                self.zone.name, sweep.fetched_at, self._digest(listings, why), self._detail(sweep, why)
            ),
        )

    def _why(self) -> dict[str, JsonValue]:
        if self.why is None:
            return {}
        found: dict[str, JsonValue] = {}
        for (address, _reading), reply in zip(self.listed, self.why.replies, strict=False):
            said = _texts(reply)
            if said:
                found[dotted(address)] = " ".join(said)[:MOST_TEXT]
        return found

    def _detail(self, sweep: Source, why: dict[str, JsonValue]) -> dict[str, JsonValue]:
        zone = self.zone
        detail: dict[str, JsonValue] = {**sweep.detail}
        for key, said in (("operator", zone.operator), ("url", zone.home), ("usage", zone.usage)):
            if said:
                detail[key] = said
        if zone.needs_own_resolver:
            detail["needs_own_resolver"] = True
        if zone.dated:
            detail["codes_of"] = zone.dated
        if self.unknown:
            detail["unknown_codes"] = dict(sorted(self.unknown.items()))
        if why:
            detail["texts"] = why
        return detail

    def _digest(self, listings: Sequence[Listing], why: dict[str, JsonValue]) -> str:
        """Of what was said, line by line: the messages themselves hold ids and times to live."""
        lines = [f"{self.zone.name} {self.state.value} {len(self.asked)} {self.unanswered}"]
        lines += [f"{dotted(one.address)} {one.code} {why.get(dotted(one.address), '')}" for one in listings]
        lines += [f"? {code} {times}" for code, times in sorted(self.unknown.items())]
        return sha256("\n".join(lines).encode()).hexdigest()


def _is_refusal(message: bytes) -> bool:
    return any(map(lists.is_error, _codes(message) or ()))


def _texts(reply: Reply) -> tuple[str, ...]:
    if isinstance(reply, Outcome):
        return ()
    try:
        return texts(reply)
    except Malformed:
        return ()


async def _ask_all(swept: Sequence[_Swept], questioner: Questioner, progress: Progress | None) -> None:
    def tell(done: int, of: int) -> None:
        if progress is not None:
            progress("dnsbl", done, of)

    await questioner.ask([each.lane for each in swept], tell)
    for each in swept:
        each.read()


async def _ask_why(swept: Sequence[_Swept], questioner: Questioner) -> None:
    await questioner.ask([each.ask_why() for each in swept if each.listed])
