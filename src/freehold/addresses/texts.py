"""Sentences that a report says, kept as message and values: English in JSON, the reader's language on a page.

Pure: whoever shows one to a person translates `message` and fills it by `values`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Text:
    message: str
    """With %(name)s for each value: a gettext message id."""
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.told(str)

    def told(self, translate: Callable[[str], str]) -> str:
        """The sentence, its message put through `translate` first."""
        return translate(self.message) % dict(self.values) if self.values else translate(self.message)


def gettext_noop(message: str, **values: Value) -> Text:
    """A sentence to be said later; named so that `makemessages` finds it."""
    return Text(message, values)
