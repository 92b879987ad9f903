"""The report for machines: JSON, as `docs/addresses/report.schema.json` lays down.

Pure: the same report gives the same bytes. What was not found out is null, never empty.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from ..blocks import BadBlock, Block, Range, covered, dotted
from ..facts import (
    Announcement,
    Authorisation,
    Authorisations,
    Delegation,
    Facts,
    ListHits,
    Registration,
    Registrations,
    Reverse,
    Routing,
    Told,
    Transfer,
    ZoneAnswers,
)
from ..findings import Finding, JsonValue, Source
from ..verdict import Verdict
from . import Report, sources

SCHEMA = "freehold-address-audit/1"

Document = dict[str, JsonValue]


def document(report: Report) -> Document:
    facts = report.facts
    return {
        "schema": SCHEMA,
        "block": report.typed,
        "as_of": _day(report.as_of),
        "verdict": report.verdict.value,
        "findings": [_finding(finding) for finding in report.findings],
        "registry": {
            **_records(report.block, facts.delegation),
            "registrations": _registrations(facts.registrations),
            "transfers": [_transfer(one) for one in facts.transfers.value.transfers]
            if isinstance(facts.transfers, Told)
            else None,
        },
        "routing": {
            **_routing(report.block, facts.routing),
            "history": [
                {
                    "seen_on": _day(told.value.seen_on),
                    "file_day": _day(told.value.file_day),
                    **_routing(report.block, told),
                }
                for told in facts.past_routing
            ],
        },
        "reputation": {
            "drop": [dict(entry) for entry in facts.drop.value.entries]
            if isinstance(facts.drop, Told)
            else None,
            "asn_drop": _listed_networks(facts),
            "lists": [_list(one) for one in facts.lists.value] if isinstance(facts.lists, Told) else None,
            "zones": [_zone(one) for one in facts.sweep.value.zones]
            if isinstance(facts.sweep, Told)
            else None,
        },
        "rpki": {"authorisations": _authorisations(facts.authorisations)},
        "reverse": _reverse(facts.reverse),
        "asked": _expectations(report),
        "sources": [_source(source) for source in sources(report)],
        "unread": [{**_source(one.source), "reason": str(one.reason)} for one in report.unread],
    }


def refusal(typed: str, error: BadBlock) -> Document:
    """In place of a report, where what was typed is no block."""
    return failure(typed, error.code, str(error.message))


def failure(typed: str, code: str, message: str) -> Document:
    """In place of a report, where none could be made."""
    return {
        "schema": SCHEMA,
        "block": typed,
        "verdict": Verdict.INCOMPLETE.value,
        "error": {"code": code, "message": message},
    }


_encoder = msgspec.json.Encoder()


def encode(made: Mapping[str, JsonValue]) -> bytes:
    """One line, without its end."""
    return _encoder.encode(made)


def _finding(finding: Finding) -> Document:
    to_do = finding.to_do
    return {
        "check": finding.check.value,
        "state": finding.state.value,
        "severity": finding.severity.value,
        "summary": str(finding.summary),
        "meaning": str(finding.meaning),
        "to_do": {"whose": to_do.whose.value, "text": str(to_do.text)} if to_do else None,
        "where": _ranges(finding.where),
        "evidence": [_source(source) for source in finding.evidence],
    }


def _source(source: Source) -> Document:
    own: Document = {"source": source.name, "fetched_at": source.fetched_at, "sha256": source.sha256}
    return own | {name: value for name, value in source.detail.items() if name not in own}


def _records(block: Block, answer: object) -> Document:
    if not isinstance(answer, Told) or not isinstance(answer.value, Delegation):
        return {"records": None, "uncovered": None}
    records = answer.value.records
    return {
        "records": [
            {
                "start": dotted(record.first),
                "end": dotted(record.last),
                "status": record.status,
                "country": record.country,
                "opaque_id": record.opaque_id,
                "registry": record.registry,
                "date": record.date,
            }
            for record in records
        ],
        "uncovered": block.size - covered(block, ((record.first, record.last) for record in records)),
    }


def _registrations(answer: object) -> list[JsonValue] | None:
    if not isinstance(answer, Told) or not isinstance(answer.value, Registrations):
        return None
    return [_registration(one) for one in answer.value.networks]


def _registration(network: Registration) -> Document:
    return {
        "start": dotted(network.first),
        "end": dotted(network.last),
        "handle": network.handle,
        "name": network.name,
        "type": network.type,
        "status": list(network.status),
        "holder": network.holder,
        "registry": network.registry,
        "registered_at": network.registered_at,
        "changed_at": network.changed_at,
    }


def _transfer(transfer: Transfer) -> Document:
    return {
        "date": transfer.transferred_on.isoformat(),
        "start": dotted(transfer.first),
        "end": dotted(transfer.last),
        "type": transfer.type,
        "from": transfer.source_organisation,
        "to": transfer.recipient_organisation,
        "from_registry": transfer.source_registry,
        "to_registry": transfer.recipient_registry,
    }


def _routing(block: Block, answer: object) -> Document:
    if not isinstance(answer, Told) or not isinstance(answer.value, Routing):
        return {"origins": None, "routed_addresses": None, "more_specifics": None}
    # AS 0 announces nothing (RFC 7607).
    routed = [one for one in answer.value.announcements if one.origins != (0,)]
    return {
        "origins": sorted({asn for one in routed for asn in one.origins} - {0}),
        "routed_addresses": covered(block, ((one.first, one.last) for one in routed)),
        "more_specifics": None if answer.value.is_flattened else _more_specifics(block, routed),
    }


def _more_specifics(block: Block, routed: Iterable[Announcement]) -> list[JsonValue]:
    return [
        {"prefix": str(Block(one.first, one.last)), "origins": list(one.origins)}
        for one in routed
        if block.contains((one.first, one.last)) and one.last - one.first + 1 < block.size
    ]


def _authorisations(answer: object) -> list[JsonValue] | None:
    if not isinstance(answer, Told) or not isinstance(answer.value, Authorisations):
        return None
    return [_authorisation(one) for one in (*answer.value.covering, *answer.value.inside)]


def _authorisation(one: Authorisation) -> Document:
    return {
        "prefix": f"{dotted(one.first)}/{one.length}",
        "max_length": one.max_length,
        "asn": one.asn,
        "trust_anchor": one.trust_anchor,
        "expires_at": one.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ") if one.expires_at else None,
    }


def _reverse(answer: object) -> Document:
    if not isinstance(answer, Told) or not isinstance(answer.value, Reverse):
        return {"zones": None, "names": None, "unanswered": None}
    return {
        "zones": [
            {
                "zone": zone.zone,
                "is_delegated": zone.is_delegated,
                "servers": list(zone.servers),
                "lame": list(zone.lame),
                "has_ds": zone.has_ds,
            }
            for zone in answer.value.zones
        ],
        "names": [{"address": dotted(address), "name": name} for address, name in answer.value.names],
        "unanswered": answer.value.unanswered,
    }


def _listed_networks(facts: Facts) -> list[JsonValue] | None:
    if not isinstance(facts.listed_networks, Told) or not isinstance(facts.routing, Told):
        return None
    seen = {asn for one in facts.routing.value.announcements for asn in one.origins}
    return [dict(one) for one in facts.listed_networks.value.entries if one.get("asn") in seen]


def _list(hits: ListHits) -> Document:
    return {
        "label": hits.label,
        "weight": hits.weight.value,
        "addresses": sum(last - first + 1 for first, last in hits.ranges),
        "ranges": _ranges(hits.ranges),
        "contains": list(hits.contains),
        "licence": hits.licence,
        **_source(hits.source),
    }


def _zone(zone: ZoneAnswers) -> Document:
    return {
        "zone": zone.zone,
        "state": zone.state.value,
        "is_core": zone.is_core,
        "asked": zone.asked,
        "unanswered": zone.unanswered,
        "listings": [
            {
                "address": dotted(listing.address),
                "code": listing.code,
                "meaning": listing.meaning,
                "severity": listing.severity.value,
            }
            for listing in zone.listings
        ],
    }


def _expectations(report: Report) -> Document:
    expects = report.expects
    return {
        "seller": expects.seller,
        "to": expects.to_registry.value if expects.to_registry else None,
        "owned": expects.is_owned,
        "origin": expects.origin,
        "from": _day(expects.history_from),
        "seller_origins": list(expects.seller_origins),
        "disputes": list(expects.disputes),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _ranges(ranges: Iterable[Range]) -> list[JsonValue]:
    return [{"start": dotted(first), "end": dotted(last)} for first, last in ranges]
