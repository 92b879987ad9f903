"""What an encrypted field keeps in a row's memory. Neither shows itself, in a repr, a pickle or a format."""

from __future__ import annotations

import copy
from typing import Any, NoReturn

from .errors import NotHere


class _Closed:
    """Cannot be shown, pickled or turned into text by accident."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()}>"

    def __str__(self) -> str:
        raise NotHere(
            "values() and values_list() give sealed cells; read the attribute of a row: row.name, not "
            "row['name']."
        )

    def __format__(self, spec: str) -> str:
        return str(self)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise NotHere("An encrypted field is not pickled or cached: keep the row's id and read it again.")


class Sealed(_Closed):
    """A cell as the database gave it; opened when the row's attribute is read, never before."""

    __slots__ = ("stored",)

    def __init__(self, stored: bytes) -> None:
        self.stored = stored

    def __deepcopy__(self, memo: dict[int, Any]) -> Sealed:
        return self


class Opened(_Closed):
    """A clear value that a row holds, with the cell it came from or replaces, if there is one."""

    __slots__ = ("before", "value")

    def __init__(self, value: Any, before: bytes | None = None) -> None:
        self.value, self.before = value, before

    def __deepcopy__(self, memo: dict[int, Any]) -> Opened:
        return Opened(copy.deepcopy(self.value, memo), self.before)
