"""Which owned address serves what. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address
from itertools import islice

from .blocks import Block, special_purpose
from .texts import Text
from .texts import gettext_noop as _


class Role(StrEnum):
    WEB = "web"
    """Pages, live updates, signalling."""
    MEDIA = "media"
    """Picture and sound, finding a way (STUN) and the relay over UDP."""
    TURN = "turn"
    """The relay inside TLS, on port 443: for networks that let nothing else out."""
    MAIL = "mail"
    """Where mail leaves from, if the practice sends its own."""
    SPARE = "spare"
    KEPT = "kept"
    """Not to be used: the net's own address, its broadcast address, a router's."""


SERVING = (Role.WEB, Role.MEDIA, Role.TURN, Role.MAIL)

SHARED: dict[int, tuple[int, ...]] = {1: (0, 0, 0, 0), 2: (0, 0, 1, 0), 3: (0, 1, 2, 0), 4: (0, 1, 2, 3)}
"""By how many addresses there are: which of them serves each of `SERVING`. TURN is the first to part: a port
443 of its own is what strict networks let through. Mail is the last: it opens no port."""


class NoAddress(ValueError):
    """Nothing in what was given can serve."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Plan:
    blocks: tuple[Block, ...]
    web: int
    media: int
    turn: int
    mail: int
    kept: frozenset[int]
    notes: tuple[Text, ...]

    @property
    def is_single(self) -> bool:
        """Everything on one address."""
        return len(self.serving) == 1

    @property
    def serving(self) -> tuple[int, ...]:
        """Addresses that serve something, in order of `SERVING`."""
        return tuple(dict.fromkeys((self.web, self.media, self.turn, self.mail)))

    @property
    def open(self) -> tuple[int, ...]:
        """Addresses that somebody outside connects to."""
        return tuple(dict.fromkeys((self.web, self.media, self.turn)))

    def roles(self, address: int) -> tuple[Role, ...]:
        """What an address of the plan is for; never empty."""
        served = tuple(role for role in SERVING if address == getattr(self, role.value))
        return served or ((Role.KEPT,) if address in self.kept else (Role.SPARE,))


def layout(blocks: Sequence[Block], *, listed: Collection[int] = (), kept: Collection[int] = ()) -> Plan:
    """The plan for these blocks, which may be single addresses.

    Of the usable addresses the first serve, in order; those that a list names come last, so that none of them
    sends mail while another could.

    Args:
        listed: addresses with a bad reputation.
        kept: addresses that are not to be used, such as a router's.

    Raises:
        NoAddress: there is no block, or none with a usable address.
    """
    unusable = frozenset(kept) | frozenset(_edges(blocks))
    clean = islice(_usable(blocks, unusable, listed), 4)
    chosen = list(clean)
    if len(chosen) < 4:
        named = (one for one in sorted(listed) if one not in unusable and _is_in(blocks, one))
        chosen += islice(named, 4 - len(chosen))
    if not chosen:
        raise NoAddress(_("There is no address here that could serve anything."))
    web, media, turn, mail = (chosen[index] for index in SHARED[len(chosen)])
    in_blocks = frozenset(one for one in unusable if _is_in(blocks, one))
    notes = tuple(_notes(blocks, chosen, (web, media, turn, mail), listed))
    return Plan(tuple(blocks), web, media, turn, mail, in_blocks, notes)


def _usable(blocks: Sequence[Block], unusable: Collection[int], listed: Collection[int]) -> Iterator[int]:
    seen: set[int] = set()
    for block in blocks:
        for address in range(block.first, block.last + 1):
            if address not in unusable and address not in listed and address not in seen:
                seen.add(address)
                yield address


def _edges(blocks: Sequence[Block]) -> Iterator[int]:
    """First and last address of each prefix that has more than two (RFC 1122, 3.2.1.3; /31: RFC 3021)."""
    for block in blocks:
        if block.length is not None and block.length <= 30:
            yield from (block.first, block.last)


def _is_in(blocks: Sequence[Block], address: int) -> bool:
    return any(block.first <= address <= block.last for block in blocks)


def _notes(
    blocks: Sequence[Block], chosen: Sequence[int], roles: Sequence[int], listed: Collection[int]
) -> Iterator[Text]:
    if len(set(roles)) == 1:
        yield _(
            "Everything stands on one address. Port 443 carries pages and the relay alike; HAProxy tells "
            "them apart inside TLS."
        )
    if any(block.length is not None and block.length <= 30 for block in blocks):
        yield _(
            "A block's first and last address stay unused. If your router has one of the others, plan again "
            "with --keep and its address."
        )
    for role, address in zip(SERVING, roles, strict=True):
        if address in listed:
            yield _(
                "%(address)s is on a list and yet serves (%(role)s): there is no better one.",
                address=str(IPv4Address(address)),
                role=role.value,
            )
    for block in blocks:
        special = special_purpose(block)
        if special is not None:
            yield _(
                "%(block)s is private or reserved (%(range)s): nobody outside reaches it.",
                block=str(block),
                range=str(special),
            )
