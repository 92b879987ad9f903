"""Every sentence the room's script shows, in the reader's language.

Names in braces are filled in by the browser: `{name}` what one calls the other person, `{full}` their whole
name, `{time}`, `{minutes}`, `{phone}`, `{count}`. The list of names is `frontend/room/words.ts`;
`tests/test_room_words.py` keeps the two the same.
"""

from .around import around
from .inside import inside
from .outside import outside

__all__ = ["words"]


def words() -> dict[str, str]:
    return {**around(), **outside(), **inside()}
