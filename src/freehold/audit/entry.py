"""One thing that happened, and the bytes that are hashed for it: pure."""

import json
import re
from dataclasses import asdict, dataclass

EVENT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
LONGEST_EVENT, LONGEST_WHY = 64, 200


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known when something happens, before it has its number and time.

    Attributes:
        event: "noun.verb".
        who: "person:<uuid>" of staff, "ref:<keyed hash>" of a patient, or "system".
        what: "app.model:<id>", or empty.
        whose: keyed hash of the patient, or empty.
    """

    event: str
    who: str
    what: str
    whose: str
    address: str
    sign_in: str
    why: str

    def refuse_if_unfit(self) -> None:
        """
        Raises:
            ValueError: the event is not named noun.verb, or the why is not one short line.
        """
        if not EVENT.fullmatch(self.event) or len(self.event) > LONGEST_EVENT:
            raise ValueError(f"An audit event is named noun.verb, such as session.admit; not {self.event!r}.")
        if len(self.why) > LONGEST_WHY or not self.why.isprintable():
            raise ValueError(f"The why of an audit event is one line of at most {LONGEST_WHY} characters.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft in its place in the chain.

    Attributes:
        number: 1 for the first.
        at: microseconds since 1970 UTC, as the clock said.
        behind: microseconds by which the clock then stood behind the latest time in the chain; else 0.
    """

    number: int
    draft: Draft
    at: int
    behind: int

    def canonical(self) -> bytes:
        """The one encoding that is hashed: JSON, sorted keys, no spaces, UTF-8."""
        place = {"format": 1, "number": self.number, "at": self.at, "behind": self.behind}
        fields = asdict(self.draft) | place
        return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
