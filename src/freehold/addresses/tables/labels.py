"""What known lists of addresses are called and amount to: `rules/sources.toml`."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import msgspec

from ..facts import Weight

WHERE = Path(__file__).parents[1] / "rules" / "sources.toml"


class KnownList(msgspec.Struct, frozen=True):
    title: str
    weight: Weight
    licence: str
    keeper: str
    names: tuple[str, ...]
    comments: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()


class Sources(msgspec.Struct, frozen=True):
    lists: dict[str, KnownList]


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    weight: Weight
    licence: str = ""
    contains: tuple[str, ...] = ()
    is_known: bool = False


@cache
def known_lists() -> dict[str, KnownList]:
    return msgspec.toml.decode(WHERE.read_bytes(), type=Sources).lists


def label(stem: str, comments: Iterable[str] = ()) -> Label:
    """Of a list by its file's name, else by its comments; an unknown one is called as its file is.

    An unknown list counts as abuse: what its keeper calls nothing worse may be, but not what is better.
    """
    lists = known_lists()
    name = stem.lower()
    for key, known in lists.items():
        if name == key or any(fnmatchcase(name, pattern.lower()) for pattern in known.names):
            return _known(key, known)
    said = [comment.lower() for comment in comments]
    for key, known in lists.items():
        if any(_says(comment, words.lower()) for comment in said for words in known.comments):
            return _known(key, known)
    return Label(stem, Weight.ABUSE_NOW)


def _says(comment: str, words: str) -> bool:
    """A single word must be the whole comment (`# dshield`): such words also stand in prose."""
    return words in comment if " " in words else comment.strip() == words


def _known(key: str, known: KnownList) -> Label:
    return Label(key, known.weight, known.licence, known.contains, is_known=True)
