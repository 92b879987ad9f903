"""RIPEstat's data API (stat.ripe.net/docs), or a server that answers alike: who announces a block, who did.

Asked only when its host is allowed: the question tells somebody else which block is looked at.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from ipaddress import IPv4Network
from urllib.parse import urlencode

import aiohttp
import msgspec

from .asking import Asker, NoReply, Now, Reply, Sleep, host_of, session_or_own
from .blocks import Block
from .facts import Announcement, Answer, Routing, Told, Untold
from .findings import JsonValue, Source
from .rdap_entities import objects
from .texts import Text
from .texts import gettext_noop as _

BASE_URL = "https://stat.ripe.net/data/"

MOST_SNAPSHOTS = 60

Json = Mapping[str, JsonValue]


async def routing(
    block: Block,
    base_url: str = BASE_URL,
    *,
    now: Now,
    allowed: Collection[str],
    sleep: Sleep = asyncio.sleep,
    session: aiohttp.ClientSession | None = None,
    allow_http: bool = False,
) -> Answer[Routing]:
    """What is announced now: around the block, for it, and inside it (`routing-status`).

    Args:
        allowed: host names that may be asked.
    """
    answer = await _ask(block, base_url, "routing-status", now, allowed, sleep, session, allow_http)
    if isinstance(answer, Untold):
        return answer
    documents, sources = answer.value, answer.sources
    if not all("origins" in document for document in documents):
        return Untold(_("The answer holds no routing status."), sources)
    try:
        found = _status(documents)
    except ValueError:
        return Untold(_UNREADABLE, sources)
    seen_on = min((day for document in documents if (day := _day(document.get("query_time")))), default=None)
    return Told(Routing(_announcements(block, found), is_flattened=False, seen_on=seen_on), sources)


async def past_routing(
    block: Block,
    base_url: str = BASE_URL,
    *,
    now: Now,
    allowed: Collection[str],
    sleep: Sleep = asyncio.sleep,
    session: aiohttp.ClientSession | None = None,
    allow_http: bool = False,
) -> Answer[tuple[Told[Routing], ...]]:
    """What was announced on each day on which that changed, oldest first (`routing-history`)."""
    answer = await _ask(block, base_url, "routing-history", now, allowed, sleep, session, allow_http)
    if isinstance(answer, Untold):
        return answer
    documents, sources = answer.value, answer.sources
    if not all("by_origin" in document for document in documents):
        return Untold(_("The answer holds no routing history."), sources)
    try:
        periods = [period for document in documents for period in _periods(document)]
    except ValueError:
        return Untold(_UNREADABLE, sources)
    days = sorted({begins for _network, _origin, begins, _ends in periods})[-MOST_SNAPSHOTS:]
    return Told(tuple(Told(_on(day, block, periods), sources) for day in days), sources)


_UNREADABLE = _("The answer holds a route that cannot be read.")

Period = tuple[IPv4Network, int, date, date]
"""Prefix, origin, first and last day."""


def _status(documents: Iterable[Json]) -> dict[IPv4Network, set[int]]:
    found: dict[IPv4Network, set[int]] = defaultdict(set)
    for document in documents:
        for entry in objects(document, "origins"):
            found[_network(document.get("resource"))].update(_numbers(entry.get("origin")))
        for entry in (*objects(document, "less_specifics"), *objects(document, "more_specifics")):
            found[_network(entry.get("prefix"))].update(_numbers(entry.get("origin")))
    return found


def _periods(document: Json) -> Iterator[Period]:
    for by_origin in objects(document, "by_origin"):
        origins = _numbers(by_origin.get("origin"))
        for entry in objects(by_origin, "prefixes"):
            network = _network(entry.get("prefix"))
            for line in objects(entry, "timelines"):
                begins, ends = _day(line.get("starttime")), _day(line.get("endtime"))
                if begins is None or ends is None:
                    raise ValueError("a time line without a beginning or an end")
                for origin in origins:
                    yield network, origin, begins, ends


def _on(day: date, block: Block, periods: list[Period]) -> Routing:
    found: dict[IPv4Network, set[int]] = defaultdict(set)
    for network, origin, begins, ends in periods:
        if begins <= day <= ends:
            found[network].add(origin)
    return Routing(_announcements(block, found), is_flattened=False, seen_on=day)


async def _ask(
    block: Block,
    base_url: str,
    call: str,
    now: Now,
    allowed: Collection[str],
    sleep: Sleep,
    session: aiohttp.ClientSession | None,
    allow_http: bool,
) -> Answer[tuple[Json, ...]]:
    """The `data` of one answer for each prefix of the block."""
    schemes = ("https://", "http://") if allow_http else ("https://",)

    def may_ask(url: str) -> bool:
        return url.startswith(schemes) and host_of(url) in allowed

    if not may_ask(base_url):
        return Untold(_("%(host)s was not allowed to be asked.", host=host_of(base_url) or base_url))
    documents: list[Json] = []
    sources: list[Source] = []
    async with session_or_own(session) as opened:
        asker = Asker(opened, now, sleep, may_ask)
        for prefix in block.prefixes:
            query = urlencode({"resource": str(prefix), "sourceapp": "freehold"})
            try:
                reply = await asker.ask(f"{base_url}{call}/data.json?{query}")
                documents.append(_data(reply))
            except NoReply as no:
                return Untold(no.reason, (*sources, no.source))
            sources.append(reply.source)
    return Told(tuple(documents), tuple(sources))


def _data(reply: Reply) -> Json:
    try:
        document = msgspec.json.decode(reply.body)
    except (ValueError, RecursionError):
        raise NoReply(_("The answer is not valid JSON."), reply.source) from None
    status = document.get("status") if isinstance(document, dict) else None
    data = document.get("data") if isinstance(document, dict) else None
    if status != "ok" or not isinstance(data, dict):
        raise NoReply(_refusal(status), reply.source)
    return data


def _refusal(status: JsonValue) -> Text:
    said = status if isinstance(status, str) else ""
    return _("The server could not answer (%(status)s).", status=said[:100])


def _announcements(block: Block, found: Mapping[IPv4Network, set[int]]) -> tuple[Announcement, ...]:
    rows = (
        Announcement(int(network.network_address), int(network.broadcast_address), tuple(sorted(origins)))
        for network, origins in found.items()
    )
    return tuple(sorted(row for row in rows if block.overlaps((row.first, row.last))))


def _numbers(origin: JsonValue) -> list[int]:
    """A number, a text with or without `AS`, or a set of several in braces. Raises ValueError for another."""
    text = str(origin).upper()
    if re.fullmatch(r"(AS)?\d{1,10}|\{(AS)?\d{1,10}([, ]+(AS)?\d{1,10})*\}", text, re.ASCII) is None:
        raise ValueError(text)
    return [int(number) for number in re.findall(r"\d+", text)]


def _network(prefix: JsonValue) -> IPv4Network:
    """Raises ValueError for what is none."""
    return IPv4Network(str(prefix))


def _day(moment: JsonValue) -> date | None:
    try:
        return datetime.fromisoformat(moment).date() if isinstance(moment, str) else None
    except ValueError:
        return None
