"""The demo practice's addresses. All of it is made up.

The blocks are those that are set aside for examples (RFC 5737) and belong to nobody, so that nothing that is
said here is said of anybody's addresses; the page says so too. What sources "told" is written below; findings
and verdicts are the real checks' own.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from freehold.addresses import access, actions, audit, auditing, facts, transfer_rules
from freehold.addresses.actions import Details
from freehold.addresses.blocks import Block, number
from freehold.addresses.facts import Expectations, Facts, Listing, Registry, Told, Untold, Weight, ZoneState
from freehold.addresses.findings import Severity, Source
from freehold.addresses.models import AddressBlock
from freehold.addresses.report import Report
from freehold.addresses.serving.actions import choose
from freehold.addresses.serving.choice import Choice
from freehold.addresses.texts import gettext_noop as _
from freehold.addresses.verdict import verdict
from freehold.people.models import Person

OWNED = Block(number("203.0.113.0"), number("203.0.113.255"))
CANDIDATE = Block(number("198.51.100.0"), number("198.51.100.255"))
REFUSED = Block(number("192.0.2.0"), number("192.0.2.127"))
NAMED = {1: "gate", 10: "web", 11: "media", 12: "turn", 13: "mail"}
"""The practice's own addresses, by their last number."""
PLAN = Choice(
    web=OWNED.first + 10,
    media=OWNED.first + 11,
    turn=OWNED.first + 12,
    mail=OWNED.first + 13,
    gate=OWNED.first + 1,
)
OURS, THEIRS = 64500, 64511
"""For documentation, RFC 5398."""
SELLER = "Harbor Data LLC"
NOBODYS = (
    "Addresses that belong to nobody by standard",
    "Announced though no registry has given it",
    "Announced under a network number that nobody can hold",
)
"""How findings begin that are about examples as such."""
DID_NOT_ANSWER = _("The routing registry did not answer.")


def have_addresses(owner: Person, today: date) -> None:
    """Once: a block that is owned and watched, one with things to put right, one to be refused."""
    if access.blocks_visible_to(owner).exists():
        return
    details = _details(is_owned=True, origin=OURS, watch_days=7)
    owned = actions.add_block(OWNED, by=owner, **details)
    for listed in ((), ("203.0.113.25",), ("203.0.113.25",)):
        _record(owned, _owned(today, listed), owner)
    choose(PLAN, by=owner, ssh_port=None, ssh_from="")
    details = _details(seller=SELLER, to_registry=Registry.ARIN.value, price="6400")
    _record(actions.add_block(CANDIDATE, by=owner, **details), _candidate(today), owner, is_printed=True)
    details = _details(seller="Quick Prefix Ltd", to_registry=Registry.ARIN.value, price="2100")
    _record(actions.add_block(REFUSED, by=owner, **details), _refused(today), owner)


def _details(
    *,
    is_owned: bool = False,
    origin: int | None = None,
    seller: str = "",
    to_registry: str = "",
    price: str | None = None,
    watch_days: int | None = None,
) -> Details:
    return Details(
        is_owned=is_owned,
        origin=origin,
        seller=seller,
        to_registry=to_registry,
        price=Decimal(price) if price else None,
        watch_days=watch_days,
    )


def _record(block: AddressBlock, told: Facts, by: Person, *, is_printed: bool = False) -> None:
    told = replace(told, expects=block.expectations)
    report = _as_if_somebodys(audit.judge(str(block), told, transfer_rules.read()))
    actions.record_audit(block, auditing.found(report, block.price, is_printed=is_printed), by=by)


def _as_if_somebodys(report: Report) -> Report:
    """Without the answers that say that these addresses are nobody's: the page says it at its head."""
    kept = tuple(one for one in report.findings if not one.summary.message.startswith(NOBODYS))
    return replace(report, findings=kept, verdict=verdict(kept, report.required))


def _source(name: str, today: date) -> Source:
    return Source(name, f"{today.isoformat()}T06:00:00Z", None, {"licence": "made up for the demonstration"})


def _quiet(block: Block, holder: str, today: date) -> Facts:
    """Nothing is wrong with it, and nobody uses it."""

    def from_(name: str) -> tuple[Source, ...]:
        return (_source(name, today),)

    record = facts.Record(block.first, block.last, "allocated", "US", "7f3a", "arin", "20110412")
    holding = facts.Registration(
        block.first,
        block.last,
        handle="NET-EXAMPLE-1",
        name="EXAMPLE-NET",
        type="DIRECT ALLOCATION",
        status=("active",),
        holder=holder,
        holder_handle="EXAMPLE-1",
        country="US",
        parent_handle=None,
        registered_at="2011-04-12T00:00:00Z",
        changed_at="2024-02-01T00:00:00Z",
        registry="arin",
        raw={},
    )
    every = frozenset(one.value for one in Registry)
    places = tuple(
        facts.Located(table, (((block.first, block.last), "US"),), _source(table, today))
        for table in ("places.example", "atlas.example")
    )
    zones = tuple(_zone(block, f"list-{place}.example", today, is_core=place < 3) for place in range(1, 12))
    return Facts(
        block=block,
        as_of=today,
        expects=Expectations(),
        delegation=Told(facts.Delegation((record,), every), from_("delegated-arin")),
        conflicts=Told((), from_("conflicts")),
        registrations=Told(facts.Registrations((holding,)), from_("rdap.arin.example")),
        transfers=Told(facts.TransferLog((), every), from_("transfers-arin")),
        authorisations=Told(facts.Authorisations((), ()), from_("route authorisations")),
        route_objects=Told((), from_("whois.example")),
        routing=Told(facts.Routing((), False, today), from_("routing table")),
        past_routing=(),
        drop=Told(facts.Drop(()), from_("drop")),
        lists=Told((facts.ListHits("attackers", Weight.ABUSE_NOW, (), _source("attackers", today)),)),
        sweep=Told(facts.Sweep(zones, False, block.size), from_("resolver")),
        reverse=Told(facts.Reverse((_reverse_zone(block),), (), 0, block.size), from_("reverse DNS")),
        locations=Told(places),
        listed_networks=Told(facts.ListedNetworks(()), from_("asn-drop")),
    )


def _zone(
    block: Block,
    name: str,
    today: date,
    listed: tuple[str, ...] = (),
    *,
    is_core: bool = False,
    state: ZoneState = ZoneState.ANSWERED,
    unanswered: int = 0,
) -> facts.ZoneAnswers:
    listings = tuple(
        Listing(number(address), "127.0.0.2", "sends spam", Severity.FIX_BEFORE) for address in listed
    )
    return facts.ZoneAnswers(
        name, name, state, is_core, block.size, listings, unanswered, _source(name, today)
    )


def _reverse_zone(block: Block, *servers: str) -> facts.ReverseZone:
    parts = f"{block.first >> 24}.{block.first >> 16 & 255}.{block.first >> 8 & 255}".split(".")
    zone = ".".join(reversed(parts)) + ".in-addr.arpa"
    return facts.ReverseZone(zone, block.first, block.last, bool(servers), servers, (), False)


def _with_zone(told: Facts, zone: facts.ZoneAnswers) -> Facts:
    assert isinstance(told.sweep, Told)
    sweep = replace(told.sweep.value, zones=(*told.sweep.value.zones, zone))
    return replace(told, sweep=replace(told.sweep, value=sweep))


def _owned(today: date, listed: tuple[str, ...]) -> Facts:
    quiet = _quiet(OWNED, "Elm Street Therapy", today)
    first, last = OWNED.first, OWNED.last
    ours = facts.Authorisation(first, last, 24, 24, OURS, "arin")
    names = tuple((first + host, f"{name}.elm-street.example") for host, name in NAMED.items())
    reverse = facts.Reverse((_reverse_zone(OWNED, "ns.elm-street.example"),), names, 0, OWNED.size)
    return replace(
        _with_zone(quiet, _zone(OWNED, "spam.example", today, listed)),
        authorisations=Told(facts.Authorisations((ours,), ()), (_source("route authorisations", today),)),
        route_objects=Told(
            (facts.RouteObject(first, last, OURS, "EXAMPLE", "MAINT-ELM", "2025-05-05T00:00:00Z", False),),
            (_source("whois.example", today),),
        ),
        routing=Told(
            facts.Routing((facts.Announcement(first, last, (OURS,)),), False, today),
            (_source("routing table", today),),
        ),
        reverse=Told(reverse, (_source("reverse DNS", today),)),
    )


def _candidate(today: date) -> Facts:
    quiet = _quiet(CANDIDATE, SELLER, today)
    first, last = CANDIDATE.first, CANDIDATE.last
    left = facts.Authorisation(first, last, 24, 24, THEIRS, "arin")
    names = tuple((first + host, f"host{host}.harbor-data.example") for host in (140, 141, 142))
    reverse = facts.Reverse((_reverse_zone(CANDIDATE, "ns.harbor-data.example"),), names, 1, CANDIDATE.size)
    told = _with_zone(quiet, _zone(CANDIDATE, "spam.example", today, ("198.51.100.77", "198.51.100.78")))
    return replace(
        _with_zone(told, _zone(CANDIDATE, "blocklist.example", today, state=ZoneState.DEAD)),
        authorisations=Told(facts.Authorisations((left,), ()), (_source("route authorisations", today),)),
        route_objects=Untold(DID_NOT_ANSWER),
        drop=Untold(_("The list was not fetched.")),
        reverse=Told(reverse, (_source("reverse DNS", today),)),
    )


def _refused(today: date) -> Facts:
    quiet = _quiet(REFUSED, "Meadow Networks Ltd", today)
    return replace(
        quiet,
        drop=Told(facts.Drop(({"cidr": "192.0.2.0/25", "sblid": "SBL000000"},)), (_source("drop", today),)),
    )
