"""Which of several files of one thing counts."""

from collections.abc import Iterable, Sequence
from datetime import date

from .delegated import registries
from .loaded import Loaded


def by_age(files: Iterable[Loaded]) -> list[Loaded]:
    """Oldest first."""
    return sorted(files, key=_age)


def newest_of_each(files: Iterable[Loaded], key: str) -> list[Loaded]:
    """The newest of those that say the same of themselves under `key`, in the order of what they say."""
    newest = {str(file.parsed.says[key]): file for file in by_age(files)}
    return [file for _said, file in sorted(newest.items())]


def delegated(files: Sequence[Loaded]) -> list[tuple[Loaded, frozenset[str]]]:
    """For each of the five registries the newest file that speaks for it, its own before the NRO's.

    With the registries that it is to speak for.
    """
    speaker: dict[str, Loaded] = {}
    for file in sorted(files, key=_age_by_header):
        speaker |= dict.fromkeys(registries(file.parsed), file)
    return [
        (file, frozenset(registry for registry, by in speaker.items() if by is file))
        for file in sorted(files, key=lambda file: (str(file.parsed.says["registry"]), file.given.name))
        if any(by is file for by in speaker.values())
    ]


def _age(file: Loaded) -> tuple[date, date, str]:
    return file.age


def _age_by_header(file: Loaded) -> tuple[str, str, bool, str]:
    says = file.parsed.says
    return str(says["date"] or ""), str(says["ends"] or ""), says["registry"] != "nro", file.given.name
