"""What a plan says, written into the rooms of a floor plan that shows what was found. Pure."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

from .drawing import ROOM
from .floor_plan import FloorPlan, Room, Tone

SVG = "http://www.w3.org/2000/svg"
SAGE, PAPER = "#2F6B5E", "#FFFFFF"
"""The light tokens; a page's style sheet may set others by class."""

STRIP = 12
"""Height of the sign in a room of which something was found: that stays to be seen."""
MORE = "+"


def with_plan(svg: str, plan: FloorPlan, planned: Mapping[int, Sequence[str]], link: str) -> str:
    """The drawing of `plan` with a sign in each room that holds a planned address.

    Args:
        planned: the words for what an address is for, by address; the first is written into the room.
        link: where the sign of a room leads of which nothing was found; others lead to that already.
    """
    register_namespace("", SVG)
    drawn = fromstring(svg)  # noqa: S314 - our own text
    drawn.set("role", "group")  # it holds links
    for room in plan.rooms:
        words = [
            word for one, said in sorted(planned.items()) if room.first <= one <= room.last for word in said
        ]
        if words:
            _sign(drawn, room, list(dict.fromkeys(words)), link)
    _in_order(drawn)
    return tostring(drawn, encoding="unicode")


def _sign(drawn: Element, room: Room, words: list[str], link: str) -> None:
    is_quiet = room.tone in (Tone.QUIET, Tone.WELL)
    told = f"{room.name}: {', '.join(words)}"
    if is_quiet:
        seen = {"class": "room room-planned", "href": link, "aria-label": told}
        group = SubElement(drawn, f"{{{SVG}}}a", seen)
    else:
        group = SubElement(drawn, f"{{{SVG}}}g", {"class": "room-planned"})
    SubElement(group, f"{{{SVG}}}title").text = told
    x, y = room.column * ROOM, room.row * ROOM
    height = ROOM - 1 if is_quiet else STRIP
    top = y + ROOM - height
    box = {"x": f"{x + 1}", "y": f"{top}", "width": f"{ROOM - 2}", "height": f"{height - 1}"}
    SubElement(group, f"{{{SVG}}}rect", {**box, "fill": SAGE})
    sign = SubElement(
        group,
        f"{{{SVG}}}text",
        {
            "x": f"{x + ROOM // 2}",
            "y": f"{top + height // 2 + 3}",
            "text-anchor": "middle",
            "font-family": "Inter, sans-serif",
            "font-size": "9",
            "font-weight": "600",
            "fill": PAPER,
        },
    )
    sign.text = words[0] + MORE * (len(words) > 1)


def _in_order(drawn: Element) -> None:
    """Rooms as one walks them, row by row: arrow keys and screen readers follow the drawing's order."""
    rooms = [one for one in drawn if one.get("class", "").startswith("room")]
    place = min((list(drawn).index(one) for one in rooms), default=0)
    for one in rooms:
        drawn.remove(one)
    for number, one in enumerate(sorted(rooms, key=_place)):
        drawn.insert(place + number, one)


def _place(room: Element) -> tuple[int, int]:
    """Row and column; a sign has those of the room it hangs in."""
    box = next(one for one in room if one.tag.endswith("rect"))
    return int(box.get("y", "0")) // ROOM, int(box.get("x", "0")) // ROOM
