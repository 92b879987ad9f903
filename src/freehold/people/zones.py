"""Time zones to choose from, those of the practice's likely neighbours first."""

from functools import cache
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

NEAR = {
    "America/New_York": _("Eastern (New York)"),
    "America/Chicago": _("Central (Chicago)"),
    "America/Denver": _("Mountain (Denver)"),
    "America/Phoenix": _("Mountain without daylight saving (Phoenix)"),
    "America/Los_Angeles": _("Pacific (Los Angeles)"),
    "America/Anchorage": _("Alaska (Anchorage)"),
    "Pacific/Honolulu": _("Hawaii (Honolulu)"),
}
CONTINENTS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def zone_choices() -> list[tuple[object, list[tuple[str, object]]]]:
    """Groups of (name in the tz database, words), as a select takes them."""
    names = sorted(name for name in available_timezones() if name.partition("/")[0] in CONTINENTS)
    near: list[tuple[str, object]] = list(NEAR.items())
    groups: list[tuple[object, list[tuple[str, object]]]] = [(_("United States"), near)]
    for continent in CONTINENTS:
        within = [name for name in names if name.startswith(f"{continent}/") and name not in NEAR]
        groups.append((continent, [(name, _place(name)) for name in within]))
    return groups


def _place(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


def zone_in_words(name: str) -> str:
    """As the list of choices calls it."""
    return str(NEAR.get(name) or _place(name) or name)
