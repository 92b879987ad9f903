"""What happens now, told to the browsers it concerns: an event log, read as server-sent events.

    live.publish(f"person:{person.id}", "session.waiting", session=session.id)

leaves with the transaction it is called in, or not at all. `docs/live.md` follows an event to the browser.
"""

from collections.abc import Callable
from uuid import UUID

from .audience import Audience
from .frames import Scalar
from .hub import Told

__all__ = ["Audience", "Scalar", "Told", "end_streams", "last_event", "listen", "publish"]


def publish(topic: str, name: str, **data: Scalar | UUID) -> None:
    """Tell `topic` that `name` happened; heard after the current transaction commits, never if it rolls back.

    Raises:
        TypeError: a value is not an id, a number, a short state word, a truth value or None.
    """
    from .events import publish

    publish(topic, name, **data)


def end_streams(sign_in: str | UUID) -> None:
    """End every stream of this sign-in, in every process, as soon as the current transaction commits."""
    from .events import end_streams

    end_streams(sign_in)


def last_event() -> int:
    """Position of the newest event, for `/live?after=`. Ask *before* reading the state a page shows."""
    from .events import last_event

    return last_event()


def listen(topic_prefix: str, callback: Callable[[Told], None]) -> Callable[[], None]:
    """Call `callback` for every event whose topic starts so, in this process; returns what takes it back.

    It runs in the hub's own thread, after commit, in order; it must not wait. It hears nothing before the web
    process has started its hub (`hub.start()`, at ASGI startup), and nothing in a worker.
    """
    from .hub import hub

    return hub.listen(topic_prefix, callback)
