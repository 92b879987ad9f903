"""What the pages of blocks show, put together from rows: no report is made again for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from . import access, words
from .blocks import Block, special_purpose
from .models import AddressBlock, AddressBlockQuerySet, ChangeSeen, Run
from .report import kept
from .report.drawing import drawing
from .report.floor_plan import FloorPlan, Room, Tone
from .report.planned_rooms import with_plan
from .report.view import Evidence, View, view
from .serving import sheet as serving
from .serving.choice import Choice


@dataclass(frozen=True)
class Verdict:
    words: str | Promise
    tone: str


def verdict_of(run: Run) -> Verdict:
    said = words.OWNED_VERDICTS if run.is_owned else words.VERDICTS
    return Verdict(said[run.verdict], words.VERDICT_TONES[run.verdict])


@dataclass(frozen=True)
class Line:
    """A block on the list."""

    block: AddressBlock
    newest: Run | None
    under_way: Run | None
    has_news: bool

    @property
    def verdict(self) -> Verdict | None:
        return verdict_of(self.newest) if self.newest else None


def lines(blocks: AddressBlockQuerySet) -> list[Line]:
    return [
        Line(
            one,
            next(iter(getattr(one, "newest", ())), None),
            next(iter(getattr(one, "under_way", ())), None),
            getattr(one, "has_news", False),
        )
        for one in access.with_newest(blocks)
    ]


@dataclass(frozen=True)
class Column:
    """A block among others that it is compared with."""

    block: AddressBlock
    run: Run
    verdict: Verdict
    price_each: Decimal | None


def columns(listed: Iterable[Line]) -> list[Column]:
    """Those that were audited; the cheapest clean address first, then what has no price."""
    found = [
        Column(one.block, one.newest, verdict_of(one.newest), one.block.price_per(one.newest.clean_addresses))
        for one in listed
        if one.newest
    ]
    return sorted(found, key=lambda one: (one.price_each is None, one.price_each or 0, one.block.first))


@dataclass(frozen=True)
class Place:
    """Neighbouring rooms of which the same was found."""

    id: str
    name: str
    tone: Tone
    icon: str
    findings: tuple[Evidence, ...]


@dataclass(frozen=True)
class Answered:
    """A question: the answer that weighs most, and all of them."""

    id: str
    question: str
    answer: Evidence
    all: tuple[Evidence, ...]

    @property
    def is_well(self) -> bool:
        return self.answer.tone in (Tone.WELL, Tone.QUIET)


@dataclass(frozen=True)
class Sheet:
    """One report, to be shown."""

    view: View
    plan: SafeString
    planned: tuple[serving.Place, ...]
    """What addresses of it are for, of a block that is owned."""
    places: tuple[Place, ...]
    evidence: tuple[Answered, ...]
    icons: dict[str, str]


def sheet(run: Run, choice: Choice | None = None) -> Sheet | None:
    """With the plan of an owned block; None where another version wrote the report."""
    report = kept.read(run.kept_bytes)
    if report is None:
        return None
    shown = view(report, gettext)
    places, links = _places(shown)
    about = tuple(row.answer for row in shown.evidence)
    name = gettext("Floor plan of %(block)s") % {"block": shown.block}
    plan = drawing(shown.plan, name, about, links)
    planned = serving.places(report.block, choice) if choice else []
    if choice and planned:
        plan = with_plan(plan, shown.plan, serving.signs(choice), "#in-your-plan")
    return Sheet(
        view=shown,
        plan=mark_safe(plan),  # noqa: S308 - ElementTree escaped it
        planned=tuple(planned),
        places=places,
        evidence=_by_question(shown.evidence),
        icons={tone.value: icon for tone, icon in words.ICONS.items()},
    )


def _places(shown: View) -> tuple[tuple[Place, ...], dict[int, str]]:
    """The rooms of which something was found, and where each leads."""
    places: list[Place] = []
    links: dict[int, str] = {}
    for rooms in _neighbours(shown.plan):
        first, last = rooms[0], rooms[-1]
        id = f"place-{len(places) + 1}"
        places.append(
            Place(
                id,
                _name(Block(first.first, last.last)),
                first.tone,
                words.ICONS[first.tone],
                tuple(shown.evidence[number] for number in first.findings),
            )
        )
        links |= {room.first: f"#{id}" for room in rooms}
    return tuple(places), links


def _neighbours(plan: FloorPlan) -> list[list[Room]]:
    found: list[list[Room]] = []
    for room in plan.rooms:
        if room.tone is Tone.QUIET or not room.findings:
            continue
        last = found[-1][-1] if found else None
        if last and last.last + 1 == room.first and (last.tone, last.findings) == (room.tone, room.findings):
            found[-1].append(room)
        else:
            found.append([room])
    return found


def _name(block: Block) -> str:
    return str(block).removesuffix("/32")


def _by_question(rows: Sequence[Evidence]) -> tuple[Answered, ...]:
    found: dict[str, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row.question, []).append(row)
    return tuple(
        Answered(f"question-{number}", question, _weightiest(them), tuple(them))
        for number, (question, them) in enumerate(found.items(), start=1)
    )


def _weightiest(rows: Sequence[Evidence]) -> Evidence:
    """The gravest; where nothing is wrong what is in order, before what is only good to know."""
    quiet_last = sorted(rows, key=lambda row: row.tone is Tone.QUIET)
    return quiet_last[0]


@dataclass(frozen=True)
class Going:
    """An audit under way, or how the last one ended if not well."""

    run: Run | None
    step: str | Promise
    problem: str | Promise

    @property
    def share(self) -> int | None:
        """How much is done, in hundredths; None while nobody knows."""
        if self.run is None or not self.run.steps_of:
            return None
        return min(100, 100 * self.run.steps_done // self.run.steps_of)


def going(block: AddressBlock) -> Going:
    last = access.runs_of(block).first()
    if last is None or last.is_done or last.state == Run.State.CANCELLED:
        return Going(None, "", "")
    if last.is_under_way:
        return Going(last, words.STEPS[last.step], "")
    return Going(None, "", words.PROBLEMS.get(last.problem, words.PROBLEMS["given_up"]))


@dataclass(frozen=True)
class News:
    id: object
    text: str
    times: int
    first_at: datetime
    last_at: datetime
    is_alert: bool
    is_read: bool


def news(block: AddressBlock, most: int = 20) -> list[News]:
    return [_news(one) for one in access.changes_of(block)[:most]]


def _news(change: ChangeSeen) -> News:
    return News(
        change.id,
        change.text.told(gettext),
        change.times,
        change.first_at,
        change.last_at,
        change.is_alert,
        change.is_read,
    )


def is_for_documentation(block: AddressBlock) -> bool:
    """Nobody's addresses, which only the demonstration uses."""
    return special_purpose(block.block) is not None
