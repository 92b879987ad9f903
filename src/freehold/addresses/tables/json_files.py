"""JSON files, told apart by their keys."""

import re

import msgspec

from ..texts import gettext_noop as _
from . import address_lists, authorisations, registrations, transfers
from .lines import whole
from .others import not_used
from .parsed import Chunks, Kind, Parsed, Parser
from .unread import NOT_JSON, Broken

_KEYS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (authorisations.BEGIN, Kind.AUTHORISATIONS),
    (re.compile(rb'"(transfers|records_interval)"\s*:'), Kind.TRANSFERS),
    (re.compile(rb'"ip_address"\s*:'), Kind.ADDRESS_LIST),
    (
        re.compile(rb'"(objectClassName|startAddress|cidr0_cidrs|errorCode|ipSearchResults)"\s*:'),
        Kind.REGISTRATION,
    ),
)


def recognised(head: bytes) -> tuple[Kind, Parser]:
    """By the keys that its beginning has; else by those that all of it has."""
    for key, kind in _KEYS:
        if key.search(head):
            return kind, _PARSERS[kind]
    return Kind.NOT_USED, _by_its_keys


def _by_its_keys(chunks: Chunks) -> Parsed:
    content = whole(chunks)
    try:
        document = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except NOT_JSON:
        raise Broken(_("%(file)s is no whole JSON, or nothing that is known here.")) from None
    if "services" in document and "publication" in document:
        return not_used("bootstrap")
    if "roas" in document:
        return authorisations.parse(iter([content]))
    if "transfers" in document:
        return transfers.parse(iter([content]))
    raise Broken(_("%(file)s is nothing that is known here."))


def _feodo(chunks: Chunks) -> Parsed:
    return address_lists.parse_feodo(whole(chunks))


_PARSERS: dict[Kind, Parser] = {
    Kind.AUTHORISATIONS: authorisations.parse,
    Kind.TRANSFERS: transfers.parse,
    Kind.ADDRESS_LIST: _feodo,
    Kind.REGISTRATION: registrations.parse,
}
