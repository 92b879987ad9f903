"""The block as a floor plan: a room for each address, or for a few where there are more than 256.

Pure: the same findings give the same plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..blocks import Block, Range, covered, dotted
from ..findings import Finding, Severity, State

MOST_ROOMS = 256


class Tone(StrEnum):
    """How bad it is, worst first; the name of a colour in the style sheets."""

    REFUSE = "refuse"
    BEFORE = "before"
    UNKNOWN = "unknown"
    AFTER = "after"
    QUIET = "quiet"
    WELL = "well"


RANK = {tone: rank for rank, tone in enumerate(Tone)}
"""To sort by, worst first."""


@dataclass(frozen=True, slots=True)
class Room:
    column: int
    row: int
    first: int
    last: int
    tone: Tone
    findings: tuple[int, ...]
    """Which findings it is about, by their place among those that were given."""

    @property
    def name(self) -> str:
        return str(Block(self.first, self.last)) if self.last > self.first else dotted(self.first)


@dataclass(frozen=True, slots=True)
class FloorPlan:
    columns: int
    rows: int
    addresses_a_room: int
    rooms: tuple[Room, ...]
    """All of them, from the first address on; the last row may end early."""
    ground: Tone
    """Refused where something rules out the block as a whole, else quiet."""

    @property
    def tones(self) -> list[Tone]:
        """Those that are seen, worst first; without quiet ones."""
        seen = {self.ground, *(room.tone for room in self.rooms)}
        return sorted(seen - {Tone.QUIET}, key=RANK.__getitem__)


def tone(finding: Finding) -> Tone:
    if finding.state is State.UNKNOWN:
        return Tone.UNKNOWN
    if finding.state is State.OK:
        return Tone.WELL
    if finding.state is State.NOT_APPLICABLE:
        return Tone.QUIET
    return {
        Severity.DEAL_BREAKER: Tone.REFUSE,
        Severity.FIX_BEFORE: Tone.BEFORE,
        Severity.FIX_AFTER: Tone.AFTER,
        Severity.INFO: Tone.QUIET,
    }[finding.severity]


def floor_plan(block: Block, findings: Sequence[Finding]) -> FloorPlan:
    """A room takes the colour of the worst finding that is about it and not about all of them alike.

    What is true of the whole block colours the ground if it rules the block out, and else nothing: the one
    listed address would drown in it.
    """
    size = _addresses_a_room(block)
    count = -(-block.size // size)
    columns = _columns(count)
    held: list[list[int]] = [[] for _ in range(count)]
    tones = [Tone.QUIET] * count
    ground = Tone.QUIET
    for number, finding in enumerate(findings):
        colour = tone(finding)
        if is_about_all(block, finding):
            ground = min(ground, colour, key=RANK.__getitem__) if colour is Tone.REFUSE else ground
        elif RANK[colour] < RANK[Tone.QUIET]:
            for index in _rooms_of(block, size, finding.where):
                if number not in held[index]:
                    held[index].append(number)
                tones[index] = min(tones[index], colour, key=RANK.__getitem__)
    rooms = tuple(
        Room(
            column=index % columns,
            row=index // columns,
            first=block.first + index * size,
            last=min(block.last, block.first + (index + 1) * size - 1),
            tone=tones[index],
            findings=tuple(held[index]),
        )
        for index in range(count)
    )
    return FloorPlan(columns, -(-count // columns), size, rooms, ground)


def is_about_all(block: Block, finding: Finding) -> bool:
    """Whether it is true of every address alike."""
    return not finding.where or covered(block, finding.where) == block.size


def _addresses_a_room(block: Block) -> int:
    size = 1
    while block.size > size * MOST_ROOMS:
        size *= 2
    return size


def _columns(count: int) -> int:
    """A square, or twice as wide as it is high: 16 for a /24 and a /25, 8 for a /26."""
    columns = 1
    while columns * columns < count:
        columns *= 2
    return columns


def _rooms_of(block: Block, size: int, where: Sequence[Range]) -> list[int]:
    rooms: list[int] = []
    for range_ in where:
        if block.overlaps(range_):
            first, last = block.clipped(range_)
            rooms.extend(range((first - block.first) // size, (last - block.first) // size + 1))
    return rooms
