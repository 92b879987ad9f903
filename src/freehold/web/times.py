"""When something is, in words: "Tue 24 Nov, 3:00-3:50 pm (New York)".

Pure: no Django, no clock, no network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Words:
    """The names a language gives to days and hours; weekdays start on Monday."""

    weekdays: Sequence[str] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months: Sequence[str] = (
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    )
    am: str = "am"
    pm: str = "pm"
    today: str = "Today"
    tomorrow: str = "Tomorrow"
    yesterday: str = "Yesterday"
    on_day: str = "{weekday} {day} {month}"
    on_day_of_year: str = "{weekday} {day} {month} {year}"
    at: str = "{day}, {time}"
    in_place: str = "{time} ({place})"


ENGLISH = Words()


def place(zone: ZoneInfo) -> str:
    """What people call a zone: "New York" for "America/New_York"."""
    return zone.key.rpartition("/")[2].replace("_", " ")


def is_ambiguous(moment: datetime) -> bool:
    """Does the wall clock show this time twice, because summer time ends?"""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _half(moment: datetime, words: Words) -> str:
    return words.am if moment.hour < 12 else words.pm


def _hands(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02}"


def clock(moment: datetime, words: Words = ENGLISH) -> str:
    """Wall time of an aware `moment` in its own zone: "3:00 pm"; "1:30 am EST" when it comes twice."""
    spoken = f"{_hands(moment)} {_half(moment, words)}"
    return f"{spoken} {moment.tzname()}" if is_ambiguous(moment) else spoken


def span(start: datetime, end: datetime, words: Words = ENGLISH) -> str:
    """ "3:00-3:50 pm", "11:30 am-12:20 pm"; the half of the day is said once when it can be."""
    is_one_half = start.date() == end.date() and _half(start, words) == _half(end, words)
    if is_one_half and not is_ambiguous(start) and not is_ambiguous(end):
        return f"{_hands(start)}-{clock(end, words)}"
    return f"{clock(start, words)}-{clock(end, words)}"


def day(moment: date, today: date | None, words: Words = ENGLISH, *, is_near: bool = False) -> str:
    """ "Tue 24 Nov"; the year is said when it is not this one; "Today" and its neighbours with `is_near`."""
    if is_near and today is not None:
        near = {
            today: words.today,
            today + timedelta(1): words.tomorrow,
            today - timedelta(1): words.yesterday,
        }
        if moment in near:
            return near[moment]
    pattern = words.on_day if today is None or moment.year == today.year else words.on_day_of_year
    return pattern.format(
        weekday=words.weekdays[moment.weekday()],
        day=moment.day,
        month=words.months[moment.month - 1],
        year=moment.year,
    )


def spoken(
    start: datetime,
    end: datetime | None = None,
    *,
    zone: ZoneInfo,
    home: ZoneInfo | None = None,
    now: datetime | None = None,
    is_near: bool = False,
    with_day: bool = True,
    with_time: bool = True,
    words: Words = ENGLISH,
) -> str:
    """`start`, or `start` to `end`, as a reader in `zone` says it.

    Args:
        start, end: aware moments, in any zone.
        zone: the reader's.
        home: the practice's; the reader's zone is named when it is another one.
        now: an aware moment; decides whether the year is said, and what "Today" is.
        with_time: False for the day alone, on which `start` falls in `zone`.
    """
    here = start.astimezone(zone)
    today = now.astimezone(zone).date() if now is not None else None
    if not with_time:
        return day(here.date(), today, words, is_near=is_near)
    time = clock(here, words)
    if end is not None:
        until = end.astimezone(zone)
        time = span(here, until, words)
    if home is not None and home.key != zone.key:
        time = words.in_place.format(time=time, place=place(zone))
    if not with_day:
        return time
    return words.at.format(day=day(here.date(), today, words, is_near=is_near), time=time)
