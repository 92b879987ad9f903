"""A plan as floor plan: a letter in each room for what its address serves. Pure."""

from xml.etree.ElementTree import SubElement, fromstring, register_namespace, tostring

from ..blocks import Block
from ..plan import Plan, Role
from .drawing import PAPER, ROOM, drawing
from .floor_plan import FloorPlan, Room, floor_plan

SVG = "http://www.w3.org/2000/svg"

LETTERS = {Role.WEB: "W", Role.MEDIA: "M", Role.TURN: "T", Role.MAIL: "@", Role.KEPT: "–"}
"""A spare room stays empty."""

COLOURS = {
    Role.WEB: "#2F6B5E",
    Role.MEDIA: "#2F5F8A",
    Role.TURN: "#A6532F",
    Role.MAIL: "#5B6664",
    Role.KEPT: "#E4DED4",
}
"""The light tokens; a page's style sheet may set others by class."""


def planned_floor(plan: Plan, block: Block) -> FloorPlan:
    """The rooms of one block of the plan: all quiet, since a plan finds nothing."""
    return floor_plan(block, ())


def roles_in(plan: Plan, room: Room) -> tuple[Role, ...]:
    """What the addresses of a room serve, without repetition; spare ones only where nothing else is."""
    special = [*plan.serving, *sorted(plan.kept)]
    here = (role for one in special if room.first <= one <= room.last for role in plan.roles(one))
    return tuple(dict.fromkeys(here)) or (Role.SPARE,)


def plan_drawing(plan: Plan, block: Block, name: str, words: dict[Role, str]) -> str:
    """One `<svg>`. `name`: what it shows, for who cannot see it; `words`: what each role is called."""
    register_namespace("", SVG)
    floor = planned_floor(plan, block)
    svg = fromstring(drawing(floor, name))  # noqa: S314 - our own text
    for room in floor.rooms:
        roles = roles_in(plan, room)
        letters = "".join(LETTERS.get(role, "") for role in roles)
        if not letters:
            continue
        x, y = room.column * ROOM, room.row * ROOM
        group = SubElement(svg, f"{{{SVG}}}g", {"class": f"room role-{roles[0].value}"})
        told = ", ".join(words[role] for role in roles)
        SubElement(group, f"{{{SVG}}}title").text = f"{room.name}: {told}"
        box = {"x": f"{x + 1}", "y": f"{y + 1}", "width": f"{ROOM - 2}", "height": f"{ROOM - 2}"}
        SubElement(group, f"{{{SVG}}}rect", {**box, "fill": COLOURS[roles[0]]})
        mark = SubElement(
            group,
            f"{{{SVG}}}text",
            {
                "x": f"{x + ROOM // 2}",
                "y": f"{y + ROOM // 2 + 5}",
                "text-anchor": "middle",
                "font-family": "Inter, sans-serif",
                "font-size": "16" if len(letters) == 1 else "10",
                "font-weight": "600",
                "fill": PAPER if roles[0] is not Role.KEPT else COLOURS[Role.MAIL],
            },
        )
        mark.text = letters
    return tostring(svg, encoding="unicode")


def plan_text(plan: Plan, block: Block) -> str:
    """The same in letters, a line for each row; `·` is spare."""
    floor = planned_floor(plan, block)
    cells = ["".join(LETTERS.get(role, "") for role in roles_in(plan, room)) or "·" for room in floor.rooms]
    width = max(map(len, cells))
    rows = [cells[start : start + floor.columns] for start in range(0, len(cells), floor.columns)]
    return "\n".join(" ".join(cell.center(width) for cell in row).rstrip() for row in rows)
