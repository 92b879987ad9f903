"""What an owner chose, held against the blocks that the practice owns.

Pure: the same choice and blocks give the same plan and the same objections.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..blocks import Block, Range, dotted
from ..plan import SERVING, NoAddress, Plan, Role, layout
from ..texts import Text
from ..texts import gettext_noop as _

MOST_LOOKED_AT = 4096
"""Addresses at the head of each block among which a suggestion is sought; a /8 holds 16 million."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Addresses by what they serve; several may be the same."""

    web: int
    media: int
    turn: int
    mail: int
    gate: int | None = None
    """The router's."""

    def address(self, role: Role) -> int:
        """Of one of `SERVING`."""
        chosen: int = getattr(self, role.value)
        return chosen

    @property
    def told(self) -> str:
        """In a line, for the audit."""
        roles = [f"{role.value}={dotted(self.address(role))}" for role in SERVING]
        return " ".join(roles + ([f"gate={dotted(self.gate)}"] if self.gate is not None else []))


def suggestion(blocks: Sequence[Block], listed: Iterable[Range] = ()) -> Choice:
    """The plan's own layout.

    Args:
        listed: addresses with a bad reputation, which serve only where there is no other.

    Raises:
        NoAddress: there is no block, or none with a usable address.
    """
    heads = [Block(one.first, min(one.last, one.first + MOST_LOOKED_AT - 1)) for one in blocks]
    bad = {
        address
        for head in heads
        for range_ in listed
        if head.overlaps(range_)
        for address in range(head.clipped(range_)[0], head.clipped(range_)[1] + 1)
    }
    made = layout(heads, listed=bad)
    return Choice(made.web, made.media, made.turn, made.mail)


def plan_of(blocks: Sequence[Block], choice: Choice) -> Plan:
    """The plan as it was chosen, whatever may be said against it."""
    return Plan(
        tuple(blocks),
        choice.web,
        choice.media,
        choice.turn,
        choice.mail,
        kept=_unusable(blocks, choice.gate),
        notes=(),
    )


def objections(blocks: Sequence[Block], address: int, gate: int | None) -> Iterator[Text]:
    """Why an address cannot serve."""
    if not _is_in(blocks, address):
        yield _("%(address)s is in none of your blocks.", address=dotted(address))
    elif address == gate:
        yield _("%(address)s is your router's.", address=dotted(address))
    elif address in _unusable(blocks, gate):
        yield _(
            "%(address)s is the first or the last address of its block; those cannot serve.",
            address=dotted(address),
        )


def is_sound(blocks: Sequence[Block], choice: Choice) -> bool:
    """Whether every address of it can serve."""
    wrong = (text for role in SERVING for text in objections(blocks, choice.address(role), choice.gate))
    return next(wrong, None) is None


def is_listed(address: int, listed: Iterable[Range]) -> bool:
    return any(first <= address <= last for first, last in listed)


def rooms(choice: Choice) -> dict[int, tuple[str, ...]]:
    """Each planned address with the names of what it is for: `gate` or values of `Role`."""
    found: dict[int, tuple[str, ...]] = {} if choice.gate is None else {choice.gate: ("gate",)}
    for role in SERVING:
        address = choice.address(role)
        found[address] = (*found.get(address, ()), role.value)
    return found


def _unusable(blocks: Sequence[Block], gate: int | None) -> frozenset[int]:
    kept = () if gate is None else (gate,)
    try:
        return layout(blocks, kept=kept).kept
    except NoAddress:
        return frozenset(kept)


def _is_in(blocks: Sequence[Block], address: int) -> bool:
    return any(block.first <= address <= block.last for block in blocks)
