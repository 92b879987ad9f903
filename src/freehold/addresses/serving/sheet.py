"""What the page Plan shows, put together from the plan, the options, the certificate and the audit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from freehold import certificates
from freehold.certificates import Certificate
from freehold.config.options import Options

from .. import certificate_state
from ..blocks import Block, Range, dotted
from ..managed import Managed, managed
from ..models import AddressBlock
from ..plan import SERVING
from ..renewal import Standing
from ..report.drawing import drawing
from ..report.floor_plan import floor_plan
from ..report.planned_rooms import with_plan
from . import words
from .choice import Choice, is_listed, objections, rooms


@dataclass(frozen=True)
class Line:
    """What one address is for."""

    name: str | Promise
    meaning: str | Promise
    address: str
    wrong: tuple[str, ...]
    """Why it cannot serve, or should not; said once for each address."""


def lines(blocks: Sequence[Block], choice: Choice, listed: Sequence[Range]) -> list[Line]:
    """The router, if one is named, and each of what is served."""
    found = []
    if choice.gate is not None:
        found.append(Line(words.NAMES[words.GATE], words.MEANINGS[words.GATE], dotted(choice.gate), ()))
    said: set[int] = set()
    for role in SERVING:
        address = choice.address(role)
        wrong = () if address in said else tuple(_wrong(blocks, address, choice.gate, listed))
        said.add(address)
        found.append(Line(words.NAMES[role.value], words.MEANINGS[role.value], dotted(address), wrong))
    return found


def _wrong(blocks: Sequence[Block], address: int, gate: int | None, listed: Sequence[Range]) -> Iterator[str]:
    for objection in objections(blocks, address, gate):
        yield objection.told(gettext)
    if is_listed(address, listed):
        yield gettext(
            "A list names this address: some networks and mail servers will refuse it. Choose another, or "
            "have it taken off the list."
        )


@dataclass(frozen=True)
class Floor:
    name: str
    drawing: SafeString


def floors(owned: Sequence[AddressBlock], choice: Choice) -> list[Floor]:
    """A floor plan for each block that something of the plan stands in."""
    planned = rooms(choice)
    return [
        Floor(str(one), _drawn(one.block, choice))
        for one in owned
        if any(one.first <= address <= one.last for address in planned)
    ]


def _drawn(block: Block, choice: Choice) -> SafeString:
    floor = floor_plan(block, ())
    name = gettext("Floor plan of %(block)s") % {"block": block}
    svg = with_plan(drawing(floor, name), floor, signs(choice), "#serves")
    return mark_safe(svg)  # noqa: S308 - ElementTree escaped it


def signs(choice: Choice) -> dict[int, tuple[str, ...]]:
    """What is written into the rooms of planned addresses."""
    return {
        address: tuple(str(words.SIGNS[one]) for one in served) for address, served in rooms(choice).items()
    }


@dataclass(frozen=True)
class Place:
    """A planned address of one block, in words."""

    address: str
    names: str


def places(block: Block, choice: Choice) -> list[Place]:
    return [
        Place(dotted(address), ", ".join(str(words.NAMES[one]) for one in served))
        for address, served in sorted(rooms(choice).items())
        if block.first <= address <= block.last
    ]


@dataclass(frozen=True)
class CertificateShown:
    tone: str
    icon: str
    words: str | Promise
    hosts: str = ""
    ends_at: datetime | None = None
    renewed_at: datetime | None = None
    tried_at: datetime | None = None
    problem: str = ""


def certificate(given: Options, now: datetime) -> CertificateShown:
    wanted = managed(given)
    if wanted is not None:
        return _issued(wanted, now)
    if given.cert is None or given.key is None:
        return CertificateShown("clay", "circle-alert", words.NONE)
    try:
        held = certificates.read_certificate(given.cert)
    except (OSError, ValueError):
        return CertificateShown("rose", "triangle-alert", words.BROUGHT_UNREAD)
    if held.not_after <= now:
        return CertificateShown(
            "rose", "triangle-alert", words.BROUGHT_ENDED, _hosts(held), ends_at=held.not_after
        )
    return CertificateShown("", "info", words.BROUGHT, _hosts(held), ends_at=held.not_after)


def _issued(wanted: Managed, now: datetime) -> CertificateShown:
    standing, held, state = certificate_state.standing(wanted, now)
    tone, icon, said = words.STANDINGS[standing]
    return CertificateShown(
        tone,
        icon,
        said,
        hosts=_hosts(held) if held else ", ".join(wanted.hosts),
        ends_at=held.not_after if held else None,
        renewed_at=_moment(state.renewed_at),
        tried_at=None if standing is Standing.WELL else state.tries.tried_at,
        problem=state.problem,
    )


def _hosts(held: Certificate) -> str:
    return ", ".join(sorted(held.names))


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
