"""`times.py` in the reader's language and zone."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from . import times


def words() -> times.Words:
    """In the active language; a calendar asks for them at every row, so they are looked up once."""
    return _words(get_language())


@lru_cache(maxsize=16)
def _words(language: str | None) -> times.Words:
    return times.Words(
        weekdays=(_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")),
        months=(
            _("Jan"),
            _("Feb"),
            _("Mar"),
            _("Apr"),
            pgettext("short month", "May"),
            _("Jun"),
            _("Jul"),
            _("Aug"),
            _("Sep"),
            _("Oct"),
            _("Nov"),
            _("Dec"),
        ),
        am=_("am"),
        pm=_("pm"),
        today=_("Today"),
        tomorrow=_("Tomorrow"),
        yesterday=_("Yesterday"),
        # Translators: a day in this year, such as "Tue 24 Nov".
        on_day=_("{weekday} {day} {month}"),
        # Translators: a day in another year, such as "Tue 24 Nov 2026".
        on_day_of_year=_("{weekday} {day} {month} {year}"),
        # Translators: a day and a time, such as "Tue 24 Nov, 3:00-3:50 pm".
        at=_("{day}, {time}"),
        # Translators: a time and the city its zone is named for, such as "3:00 pm (New York)".
        in_place=_("{time} ({place})"),
    )


UTC = ZoneInfo("UTC")


def zone_of(person_or_practice: Any, otherwise: ZoneInfo = UTC) -> ZoneInfo:
    """The zone they named, if they named one."""
    name = getattr(person_or_practice, "zone", "")
    return ZoneInfo(name) if name else otherwise


def when(
    start: datetime,
    end: datetime | None = None,
    *,
    reader: Any = None,
    practice: Any = None,
    is_near: bool = False,
    with_day: bool = True,
    with_time: bool = True,
) -> str:
    """`start` to `end` as `reader` says it, the zone named when it is not the practice's.

    `practice` saves a query where the caller has it, as every template does.
    """
    home = zone_of(practice or import_string(settings.PRACTICE)())
    return times.spoken(
        start,
        end,
        zone=zone_of(reader, home),
        home=home,
        now=timezone.now(),
        is_near=is_near,
        with_day=with_day,
        with_time=with_time,
        words=words(),
    )
