"""Who may announce what: route origin validation (RFC 6811), for the checks of RPKI and routing."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from enum import StrEnum

from ..blocks import Range
from ..facts import Announcement, Authorisation, Authorisations, Facts

FORBIDDEN = 0
"""AS 0 authorises nobody: what it covers is not to be announced (RFC 6483 section 4, RFC 7607)."""


class Validity(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    NOT_FOUND = "not_found"


def overlapping(authorisations: Authorisations) -> tuple[Authorisation, ...]:
    """All that bear on the block, whole or part."""
    return (*authorisations.covering, *authorisations.inside)


def run_out(facts: Facts, authorisations: Authorisations) -> frozenset[Authorisation]:
    """Those that had run out when the table was made, or by the day of the report, unless they were renewed.

    They are renewed every day or so, and the table cannot tell: so they count against a block, never for it.
    """
    by = [authorisations.made_at] if authorisations.made_at else []
    if facts.as_of:
        by.append(datetime.combine(facts.as_of, time.min, UTC))
    moment = max(by, default=None)
    if moment is None:
        return frozenset()
    all_ = overlapping(authorisations)
    standing = {one for one in all_ if one.expires_at is None or one.expires_at > moment}
    return frozenset(all_) - standing


def validity(
    announced: Range, origin: int, authorisations: Iterable[Authorisation], *, is_flattened: bool
) -> Validity:
    """RFC 6811 section 2. A flattened table knows no lengths: there the origin alone counts."""
    length = None if is_flattened else prefix_length(announced)
    covering = [one for one in authorisations if one.first <= announced[0] and announced[1] <= one.last]
    if not covering:
        return Validity.NOT_FOUND
    if origin != FORBIDDEN and any(
        one.asn == origin and (length is None or length <= one.max_length) for one in covering
    ):
        return Validity.VALID
    return Validity.INVALID


def invalid(
    announcements: Sequence[Announcement], authorisations: Sequence[Authorisation], *, is_flattened: bool
) -> list[tuple[Announcement, int]]:
    """Announcements that networks which check will refuse, with the origin that makes them so."""
    return [
        (one, origin)
        for one in announcements
        for origin in one.origins
        if validity((one.first, one.last), origin, authorisations, is_flattened=is_flattened)
        is Validity.INVALID
    ]


def prefix_length(range_: Range) -> int | None:
    """None when the range is no prefix."""
    size = range_[1] - range_[0] + 1
    if size <= 0 or size & (size - 1) or range_[0] % size:
        return None
    return 33 - size.bit_length()
