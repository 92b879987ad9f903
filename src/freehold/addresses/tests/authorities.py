"""Small authoritative DNS servers for tests: each has the zones that a test gives it."""

from collections.abc import Callable, Mapping, Sequence

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

SOA = "ns1.test. host.test. 1 600 300 86400 300"

Records = Mapping[str, Sequence[tuple[str, str]]]
"""By name: types and texts. NS records below the zone's own name are delegations."""


def authority(zones: Mapping[str, Records]) -> Callable[[dns.message.Message], bytes]:
    """What a server with these zones answers; REFUSED for any other, as lame servers do."""
    known = {
        dns.name.from_text(zone): {
            dns.name.from_text(name): list(records)
            for name, records in {zone: (), **given}.items()
        }
        for zone, given in zones.items()
    }  # fmt: skip
    for apex, names in known.items():
        names[apex].append(("SOA", SOA))

    def reply(question: dns.message.Message) -> bytes:
        asked = question.question[0]
        message = dns.message.make_response(question)
        apex = max(
            (zone for zone in known if asked.name.is_subdomain(zone)),
            key=lambda zone: len(zone.labels),
            default=None,
        )
        if apex is None:
            message.set_rcode(dns.rcode.REFUSED)
            return message.to_wire()
        names = known[apex]
        cut = _delegation(names, apex, asked.name)
        if cut is not None and not (cut == asked.name and asked.rdtype == dns.rdatatype.DS):
            message.authority = _rrsets(cut, names[cut], "NS")
            return message.to_wire()
        message.flags |= dns.flags.AA
        records = names.get(asked.name)
        if records is None and not any(name.is_subdomain(asked.name) for name in names):
            message.set_rcode(dns.rcode.NXDOMAIN)
        message.answer = _rrsets(asked.name, records or [], dns.rdatatype.to_text(asked.rdtype))
        message.answer = message.answer or _rrsets(asked.name, records or [], "CNAME")
        if not message.answer:
            message.authority = _rrsets(apex, names[apex], "SOA")
        return message.to_wire()

    return reply


def _delegation(names, apex, asked):
    cuts = [
        name
        for name, records in names.items()
        if name != apex and asked.is_subdomain(name) and any(type_ == "NS" for type_, _text in records)
    ]
    return min(cuts, key=lambda name: len(name.labels), default=None)


def _rrsets(name, records, type_):
    texts = [text for of_type, text in records if of_type == type_]
    return [dns.rrset.from_text(name, 300, "IN", type_, *texts)] if texts else []
