"""Files that are known and of no use here: each says what it is, so that nobody wonders."""

import re

from ..texts import Text
from ..texts import gettext_noop as _
from .parsed import Kind, Parsed

IPV6 = "ipv6"

WHAT: dict[str, Text] = {
    IPV6: _("%(file)s is about IPv6 only; nothing here asks for that."),
    "text": _("%(file)s is a text for people, no table."),
    "bootstrap": _("%(file)s tells which registry's server to ask. It is read where servers are asked."),
    "rdap_other": _("%(file)s is registration data of something that is no IPv4 network."),
    "constraints": _("%(file)s holds rpki-client's constraints, which the transfer rules have already."),
    "iana": _("%(file)s is IANA's list of what the registries got, which says nothing about holders."),
}

_FOR_PEOPLE = re.compile(
    r"(^|[^a-z])(read.?me|licen[cs]es?|notices?|copying|copyright|terms|credits|changes|changelog|sources)([^a-z]|$)"
    r"|\.(md|rst|sha256|sha512|md5|asc|sig)$|(sha256|md5)sums?",
    re.I,
)


def is_for_people(name: str) -> bool:
    """A file called as what comes along with tables: licence, notice, read-me, checksum, signature."""
    return _FOR_PEOPLE.search(name) is not None


_CALLED: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"delegated", re.I), Kind.DELEGATED),
    (re.compile(r"(^|[^a-z])drop([^a-z]|$)", re.I), Kind.DROP),
    (re.compile(r"asn.?drop", re.I), Kind.NETWORK_DROP),
    (re.compile(r"vrps?|rpki|roas?([^a-z]|$)", re.I), Kind.AUTHORISATIONS),
    (re.compile(r"transfers?", re.I), Kind.TRANSFERS),
    (re.compile(r"conflicts?|unclaimed", re.I), Kind.CONFLICTS),
    (re.compile(r"asn|routes?|(^|[^a-z])rib|origins?", re.I), Kind.ANNOUNCEMENTS),
    (re.compile(r"geo|country|city", re.I), Kind.LOCATIONS),
)


def kind_by_name(name: str) -> Kind | None:
    """What a file was meant to be whose content does not tell: only to say what is missing, and why."""
    return next((kind for called, kind in _CALLED if called.search(name)), None)


def not_used(what: str) -> Parsed:
    return Parsed(Kind.NOT_USED, {"is": what}, {})
