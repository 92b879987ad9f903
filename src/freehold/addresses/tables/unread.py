"""Why a file was not used."""

from dataclasses import dataclass

import msgspec

from ..findings import Source
from ..texts import Text

NOT_JSON = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes that are no JSON, or another JSON than was asked for."""


class Broken(ValueError):
    """The file is not whole, or not what it seems: no part of it counts.

    The message has a place for the file's name, `%(file)s`, that whoever knows it fills.
    """

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.message)
        self._reason = reason

    def reason(self, file: str) -> Text:
        return Text(self._reason.message, {**self._reason.values, "file": file})


@dataclass(frozen=True, slots=True)
class Unread:
    source: Source
    """`detail` holds the file's name as `file`, and as `kind` what it seems to be, where that is known."""
    reason: Text
