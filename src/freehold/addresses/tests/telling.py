"""Facts about a block, as sources would tell them: clean ones, and ways to change one answer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from freehold.addresses import checks, facts, transfer_rules, verdict
from freehold.addresses.blocks import Block, Range, parse
from freehold.addresses.facts import Facts, Told, Untold
from freehold.addresses.findings import Check, Finding, Severity, Source, State
from freehold.addresses.texts import Text

HOLDER = "Meadow Networks Ltd"
BLOCK = parse("185.10.20.0/24")
MINE = 200_100
THEIRS = 200_200
AS_OF = date(2026, 11, 1)


@cache
def rules() -> transfer_rules.TransferRules:
    return transfer_rules.read()


def source(name: str) -> Source:
    return Source(name, "2026-11-01T00:00:00Z", "0" * 64)


def told(value: Any, name: str = "a-table") -> Told[Any]:
    return Told(value, (source(name),))


def untold(reason: str = "It was not asked.") -> Untold:
    return Untold(Text(reason))


def span(text: str) -> Range:
    block = parse(text)
    return block.first, block.last


def record(where: str = str(BLOCK), **changes: Any) -> facts.Record:
    first, last = span(where)
    one = facts.Record(first, last, "allocated", "NL", "org-1", "ripencc", "20050301")
    return replace(one, **changes)


def delegation(*records: facts.Record, loaded: Iterable[str] = tuple(facts.Registry)) -> Told[Any]:
    return told(facts.Delegation(records, frozenset(loaded)), "delegated-ripencc")


def registration(where: str = str(BLOCK), **changes: Any) -> facts.Registration:
    first, last = span(where)
    one = facts.Registration(
        first,
        last,
        handle=where,
        name="MEADOW",
        type="ALLOCATED PA",
        status=("active",),
        holder=HOLDER,
        holder_handle="ORG-MEADOW",
        country="NL",
        parent_handle=None,
        registered_at="2005-03-01T00:00:00Z",
        changed_at=None,
        registry="ripencc",
        raw={},
    )
    return replace(one, **changes)


def registrations(*networks: facts.Registration, **more: Any) -> Told[Any]:
    return told(facts.Registrations(networks, **more), "rdap.db.ripe.net")


def transfer(day: date, where: str = str(BLOCK), **changes: Any) -> facts.Transfer:
    first, last = span(where)
    one = facts.Transfer(day, first, last, "RESOURCE_TRANSFER", "Old Mill BV", HOLDER, "ripencc", "ripencc")
    return replace(one, **changes)


def log(*transfers: facts.Transfer, loaded: Iterable[str] = tuple(facts.Registry)) -> Told[Any]:
    return told(facts.TransferLog(transfers, frozenset(loaded)), "transfers-ripencc")


def authorisation(where: str, asn: int, max_length: int | None = None) -> facts.Authorisation:
    block = parse(where)
    assert block.length is not None
    return facts.Authorisation(block.first, block.last, block.length, max_length or block.length, asn, "ripe")


def authorisations(*all_: facts.Authorisation, block: Block = BLOCK) -> Told[Any]:
    covering = tuple(one for one in all_ if one.first <= block.first and block.last <= one.last)
    inside = tuple(one for one in all_ if one not in covering)
    return told(facts.Authorisations(covering, inside), "vrps")


def route_object(where: str, origin: int, **changes: Any) -> facts.RouteObject:
    first, last = span(where)
    one = facts.RouteObject(first, last, origin, "RADB", "MAINT-X", "2025-05-05T00:00:00Z", False)
    return replace(one, **changes)


def announcement(where: str, *origins: int) -> facts.Announcement:
    first, last = span(where)
    return facts.Announcement(first, last, origins)


def routing(*announcements: facts.Announcement, is_flattened: bool = False) -> Told[Any]:
    return told(facts.Routing(announcements, is_flattened, AS_OF), "routes")


def zone(name: str = "zen.example", *listings: facts.Listing, **changes: Any) -> facts.ZoneAnswers:
    one = facts.ZoneAnswers(
        name, name, facts.ZoneState.ANSWERED, False, BLOCK.size, listings, 0, source(name)
    )
    return replace(one, **changes)


def sweep(*zones: facts.ZoneAnswers, **changes: Any) -> Told[Any]:
    return told(replace(facts.Sweep(zones, False, BLOCK.size), **changes), "resolver")


def hits(
    label: str, *ranges: str, weight: facts.Weight = facts.Weight.ABUSE_NOW, **more: Any
) -> facts.ListHits:
    return facts.ListHits(label, weight, tuple(map(span, ranges)), source(label), **more)


def reverse_zone(**changes: Any) -> facts.ReverseZone:
    one = facts.ReverseZone("20.10.185.in-addr.arpa", BLOCK.first, BLOCK.last, False, (), (), False)
    return replace(one, **changes)


def reverse(
    *zones: facts.ReverseZone, names: tuple[tuple[int, str], ...] = (), unanswered: int = 0
) -> Told[Any]:
    return told(facts.Reverse(zones, names, unanswered, BLOCK.size), "resolver")


def located(table: str, *places: tuple[str, str]) -> facts.Located:
    return facts.Located(table, tuple((span(where), country) for where, country in places), source(table))


def clean_facts(**changes: Any) -> Facts:
    """A /24 that nothing is wrong with and nothing is unknown of, of RIPE NCC's region; nobody uses it."""
    clean = Facts(
        BLOCK,
        AS_OF,
        facts.Expectations(seller=HOLDER),
        delegation(record()),
        told(()),
        registrations(registration()),
        log(),
        authorisations(),
        told((), "whois.radb.net"),
        routing(),
        (),
        told(facts.Drop(()), "drop"),
        told((hits("attackers"),)),
        sweep(zone(is_core=True), zone("other.example")),
        reverse(reverse_zone()),
        told((located("places", (str(BLOCK), "NL")), located("atlas", (str(BLOCK), "NL")))),
        told(facts.ListedNetworks(()), "asn-drop"),
    )
    return replace(clean, **changes)


def expecting(**changes: Any) -> facts.Expectations:
    return replace(facts.Expectations(seller=HOLDER), **changes)


def owned(**changes: Any) -> Facts:
    """The same block once it is the practice's own, announced by its network and signed for."""
    mine: dict[str, Any] = {
        "expects": facts.Expectations(is_owned=True, origin=MINE),
        "authorisations": authorisations(authorisation(str(BLOCK), MINE)),
        "route_objects": told((route_object(str(BLOCK), MINE),), "whois.radb.net"),
        "routing": routing(announcement(str(BLOCK), MINE)),
        "reverse": reverse(
            reverse_zone(is_delegated=True, servers=("ns.example",)),
            names=((BLOCK.first + 1, "room.example"),),
        ),
    }
    return clean_facts(**(mine | changes))


def found(about: Facts, check: Check) -> list[Finding]:
    return [one for one in checks.find(about, rules()) if one.check is check]


def bad(about: Facts, check: Check) -> list[tuple[Severity, str]]:
    """Severity and sentence of what is wrong."""
    return [(one.severity, str(one.summary)) for one in found(about, check) if one.state is State.BAD]


def unknown(about: Facts, check: Check) -> list[str]:
    return [str(one.summary) for one in found(about, check) if one.state is State.UNKNOWN]


def judged(about: Facts) -> verdict.Verdict:
    return verdict.verdict(checks.find(about, rules()), checks.required(about.expects))
