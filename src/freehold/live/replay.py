"""What a reader that comes back has missed."""

from collections.abc import Collection
from dataclasses import dataclass, field

from .events import last_event
from .frames import frame
from .hub import Told
from .models import Event

LIMIT = 500  # events; whoever missed more reads the page again


@dataclass(frozen=True)
class Replay:
    """Frames to send first. The reader is up to date to `position` then, and the hub goes on from there.

    `hello_at` is the id the greeting carries: none while frames follow, lest the browser think it has them.
    """

    position: int
    hello_at: int | None
    frames: list[bytes] = field(default_factory=list)


def missed(topics: Collection[str], after: int | None, until: int) -> Replay:
    """Events of `topics` after position `after` to position `until`, where the hub takes over.

    A `reset` frame stands for them when the log can't say: older events are pruned, there are more than
    `LIMIT`, or the position lies in the future (a database restored from a backup).
    """
    if after is None:
        return Replay(until, hello_at=until)
    newest = max(until, last_event()) if after > until else until
    oldest = (
        Event.objects.filter(position__isnull=False).order_by("position").values_list("position", flat=True)
    )
    first = oldest.first() or 1
    if after > newest or after < first - 1:
        return _reset(until)
    rows = Event.objects.filter(topic__in=topics, position__gt=after, position__lte=until).order_by(
        "position"
    )
    told = [
        Told(position, topic, name, data)
        for position, topic, name, data in rows.values_list("position", "topic", "name", "data")[: LIMIT + 1]
        if position is not None
    ]
    if len(told) > LIMIT:
        return _reset(until)
    reached = max(after, until)
    return Replay(reached, hello_at=None if told else reached, frames=[event.frame() for event in told])


def _reset(position: int) -> Replay:
    return Replay(position, hello_at=None, frames=[frame("reset", {"last": position}, at=position)])
