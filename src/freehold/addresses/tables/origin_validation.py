"""Route origin validation (RFC 6811) of whole routing tables."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from .announcements import Announced
from .lines import masks
from .parsed import Numbers, Parsed

_LOW = np.uint64(32)


class Validity(IntEnum):
    NOT_FOUND = 0
    """No payload covers the route."""
    VALID = 1
    INVALID = 2


@dataclass(frozen=True, slots=True)
class Payloads:
    """VRPs, a row each."""

    first: Numbers
    last: Numbers
    max_length: NDArray[np.uint8]
    asn: Numbers

    @classmethod
    def of(cls, parsed: Parsed) -> "Payloads":
        columns = parsed.columns
        return cls(columns["first"], columns["last"], columns["max_length"], columns["asn"])


def validate(routes: Announced, payloads: Payloads) -> NDArray[np.uint8]:
    """A `Validity` for each row of `routes`.

    A member of an AS set is no origin, so it is never valid (RFC 6811 section 2); nor is AS 0 (RFC 6483).
    """
    outcome = np.full(len(routes.first), Validity.NOT_FOUND, np.uint8)
    if not len(payloads.first):
        return outcome
    covered = _covered(routes, payloads)
    outcome[covered] = Validity.INVALID
    candidates = np.flatnonzero(covered & ~routes.in_set & (routes.origin != 0))
    outcome[candidates[_authorised(routes, candidates, payloads)]] = Validity.VALID
    return outcome


def _covered(routes: Announced, payloads: Payloads) -> NDArray[np.bool_]:
    """Whether some payload begins no later and ends no earlier: the furthest end so far tells."""
    order = np.argsort(payloads.first, kind="stable")
    first, reach = payloads.first[order], np.maximum.accumulate(payloads.last[order])
    before = np.searchsorted(first, routes.first, "right")
    covered: NDArray[np.bool_] = (before > 0) & (reach[before - 1] >= routes.last)
    return covered


def _authorised(routes: Announced, rows: NDArray[np.intp], payloads: Payloads) -> NDArray[np.bool_]:
    """Whether a payload of the route's own origin covers it and allows its length, for each of `rows`.

    The payload that begins closest before the route decides most of them. The others, where there is any of
    their origin before them, are looked up once more for every prefix length that payloads have.
    """
    own = _ByOrigin(payloads)
    origin = routes.origin[rows].astype(np.uint64) << np.uint64(32)
    first, last = routes.first[rows], routes.last[rows]
    nearest = np.searchsorted(own.keys, origin | first, "right") - 1
    found = own.allow(nearest, origin, last, last - first)
    rest = np.flatnonzero(~found & own.are_of(nearest, origin))
    for span in np.unique(own.spans) if len(rest) else ():
        same = np.flatnonzero(own.spans == span)
        wanted = origin[rest] | (first[rest] & ~span)
        place = np.searchsorted(own.keys[same], wanted, "right") - 1
        exact = (place >= 0) & (own.keys[same[place]] == wanted)
        allowed = exact & own.allow(same[place], origin[rest], last[rest], last[rest] - first[rest])
        found[rest[allowed]] = True
        rest = rest[~allowed]
    return found


class _ByOrigin:
    """Payloads by AS number, then address, the wider first; of the same prefix the one that allows most."""

    def __init__(self, payloads: Payloads) -> None:
        span = payloads.last - payloads.first
        keys = (payloads.asn.astype(np.uint64) << np.uint64(32)) | payloads.first
        narrowness = (32 - _bits(span)).astype(np.uint16)
        order = np.argsort((narrowness << np.uint16(6)) | payloads.max_length, kind="stable")
        order = order[np.argsort(keys[order], kind="stable")]
        keys, span = keys[order], span[order]
        kept = np.ones(len(keys), np.bool_)
        kept[:-1] = (keys[1:] != keys[:-1]) | (span[1:] != span[:-1])
        self.keys, self.spans = keys[kept], span[kept]
        self._last = self.keys.astype(np.uint32) + self.spans
        # A route no longer than the longest allowed has at least so many addresses, less one.
        self._least = masks(payloads.max_length[order[kept]].astype(np.uint32))

    def are_of(self, places: NDArray[np.intp], origin: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Whether there is a payload at each place (-1: none), and it is of that origin."""
        same: NDArray[np.bool_] = (places >= 0) & (self.keys[places] >> _LOW == origin >> _LOW)
        return same

    def allow(
        self, places: NDArray[np.intp], origin: NDArray[np.uint64], last: Numbers, span: Numbers
    ) -> NDArray[np.bool_]:
        """Whether the payload at each place is of that origin, reaches as far, and allows that length."""
        allowed: NDArray[np.bool_] = (
            self.are_of(places, origin) & (self._last[places] >= last) & (self._least[places] <= span)
        )
        return allowed


def _bits(span: Numbers) -> NDArray[np.int32]:
    return np.frexp(span.astype(np.float64))[1]
