"""The floor plan as SVG.

Pure: the same plan gives the same drawing.

Colours stand both as attributes (for paper) and as class names (for a page's style sheet, light or dark); a
mark in each room says the same without colour.
"""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from ..blocks import dotted
from .floor_plan import FloorPlan, Room, Tone

ROOM = 32
"""Side of a room, in the drawing's own units."""
LEAST_WIDTH = 10 * ROOM
"""So that the few rooms of a small block are no bigger than those of others."""
LETTER = 8
"""Width of a figure beside the rows."""

COLOURS = {
    Tone.REFUSE: ("#A3283C", "#F8E6E8"),
    Tone.BEFORE: ("#A6532F", "#F6E9E1"),
    Tone.UNKNOWN: ("#2F5F8A", "#E5EDF4"),
    Tone.AFTER: ("#5B6664", "#F0ECE4"),
}
"""Line and floor: the light tokens."""

MARKS = {Tone.REFUSE: "×", Tone.BEFORE: "!", Tone.UNKNOWN: "?", Tone.AFTER: "·"}

INK = "#1E2726"
LINE = "#E4DED4"
MUTED = "#5B6664"
PAPER = "#FFFFFF"


def drawing(
    plan: FloorPlan, name: str, about: tuple[str, ...] = (), links: Mapping[int, str] | None = None
) -> str:
    """The plan as one `<svg>`.

    Args:
        name: what it shows, for who cannot see it.
        about: a sentence for each finding's number.
        links: for a page, where a room leads, by its first address.
    """
    width, height = plan.columns * ROOM, plan.rows * ROOM
    labels = [_short(plan, plan.rooms[row * plan.columns].first) for row in range(plan.rows)]
    margin = LETTER * max(map(len, labels)) + 10
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"{-margin} -2 {margin + max(width, LEAST_WIDTH) + 4} {height + 4}",
            "class": "floor-plan",
            "role": "group" if links else "img",
            "aria-label": name,
        },
    )
    _walls(svg, plan)
    for room in plan.rooms:
        if room.tone in COLOURS:
            _room(svg, room, about, (links or {}).get(room.first))
    _outer_wall(svg, plan)
    for row, label in enumerate(labels):
        _label(svg, row, label)
    return tostring(svg, encoding="unicode")


def _walls(svg: Element, plan: FloorPlan) -> None:
    ground = COLOURS[plan.ground][1] if plan.ground in COLOURS else PAPER
    SubElement(
        svg,
        "path",
        {"class": f"floor floor-{plan.ground}", "d": _outline(plan), "fill": ground, "stroke": "none"},
    )
    last = len(plan.rooms) - (plan.rows - 1) * plan.columns
    lines = [f"M0 {row * ROOM}H{plan.columns * ROOM}" for row in range(1, plan.rows)]
    for column in range(1, plan.columns):
        rows = plan.rows if column <= last else plan.rows - 1
        lines.append(f"M{column * ROOM} 0V{rows * ROOM}")
    SubElement(svg, "path", {"class": "wall", "d": "".join(lines), "fill": "none", "stroke": LINE})


def _outer_wall(svg: Element, plan: FloorPlan) -> None:
    SubElement(
        svg,
        "path",
        {
            "class": "outer-wall",
            "d": _outline(plan),
            "fill": "none",
            "stroke": INK,
            "stroke-width": "2",
            "stroke-linejoin": "round",
        },
    )


def _outline(plan: FloorPlan) -> str:
    width, height = plan.columns * ROOM, plan.rows * ROOM
    last = (len(plan.rooms) - (plan.rows - 1) * plan.columns) * ROOM
    if last == width:
        return f"M0 0H{width}V{height}H0Z"
    return f"M0 0H{width}V{height - ROOM}H{last}V{height}H0Z"


def _room(svg: Element, room: Room, about: tuple[str, ...], link: str | None) -> None:
    line, floor = COLOURS[room.tone]
    x, y = room.column * ROOM, room.row * ROOM
    told = [about[number] for number in room.findings if number < len(about)]
    seen = {"class": f"room room-{room.tone.value}"}
    if link is None:
        group = SubElement(svg, "g", seen)
    else:
        group = SubElement(svg, "a", seen | {"href": link, "aria-label": ": ".join((room.name, *told))})
    SubElement(group, "title").text = "\n".join((room.name, *told))
    SubElement(
        group,
        "rect",
        {
            "x": f"{x + 1}",
            "y": f"{y + 1}",
            "width": f"{ROOM - 2}",
            "height": f"{ROOM - 2}",
            "fill": floor,
            "stroke": line,
            "stroke-width": "2",
        },
    )
    mark = SubElement(
        group,
        "text",
        {
            "x": f"{x + ROOM // 2}",
            "y": f"{y + ROOM // 2 + 6}",
            "text-anchor": "middle",
            "font-family": "Inter, sans-serif",
            "font-size": "18",
            "font-weight": "600",
            "fill": line,
        },
    )
    mark.text = MARKS[room.tone]


def _label(svg: Element, row: int, label: str) -> None:
    text = SubElement(
        svg,
        "text",
        {
            "class": "row-label",
            "x": "-10",
            "y": f"{row * ROOM + ROOM // 2 + 5}",
            "text-anchor": "end",
            "font-family": "Inter, sans-serif",
            "font-size": "13",
            "fill": MUTED,
        },
    )
    text.text = label


def _short(plan: FloorPlan, address: int) -> str:
    """Only what differs between rows: `.64` in a /24, `.3.0` above; the whole address in a /8."""
    parts = dotted(address).split(".")
    first, last = plan.rooms[0].first, plan.rooms[-1].last
    shared = 0
    while shared < 3 and first >> (24 - 8 * shared) == last >> (24 - 8 * shared):
        shared += 1
    return "." * (shared > 0) + ".".join(parts[shared:])
