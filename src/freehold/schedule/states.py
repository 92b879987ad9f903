"""What may become of an appointment, as a table.

A step that the table lacks is refused: a late signal from a room must never bring back what was cancelled.
Trouble with the technology is a state of its own, so that nobody is charged or judged a no-show for it.

Pure: no Django, no clock.
"""

from enum import StrEnum


class State(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"
    IN_SESSION = "in_session"
    ENDED = "ended"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    TECHNICAL_FAILURE = "technical_failure"


class Step(StrEnum):
    ARRIVE = "arrive"
    LEAVE = "leave"
    BEGIN = "begin"
    END = "end"
    MISS = "miss"
    CANCEL = "cancel"
    FAIL = "fail"
    MOVE = "move"


class NotFromHere(Exception):
    """This step does not lead anywhere from this state."""

    def __init__(self, state: State, step: Step) -> None:
        super().__init__(f"{step.value} is not possible when {state.value}")
        self.state, self.step = state, step


OPEN = frozenset({State.BOOKED, State.ARRIVED, State.IN_SESSION})
"""States in which the time is taken: they count for conflicts and stand on today's page as still to come."""

OVER = frozenset(State) - OPEN

_TABLE: dict[tuple[State, Step], State] = {
    # The patient in the waiting room.
    (State.BOOKED, Step.ARRIVE): State.ARRIVED,
    (State.ARRIVED, Step.ARRIVE): State.ARRIVED,
    (State.ARRIVED, Step.LEAVE): State.BOOKED,
    # Both together. A session may begin without an arrival being told first.
    (State.BOOKED, Step.BEGIN): State.IN_SESSION,
    (State.ARRIVED, Step.BEGIN): State.IN_SESSION,
    (State.IN_SESSION, Step.BEGIN): State.IN_SESSION,
    # A page reloaded or a network lost in the middle of a session is no departure.
    (State.IN_SESSION, Step.ARRIVE): State.IN_SESSION,
    (State.IN_SESSION, Step.LEAVE): State.IN_SESSION,
    (State.IN_SESSION, Step.END): State.ENDED,
    # The clinician closes a room nobody else came to.
    (State.BOOKED, Step.END): State.ENDED,
    (State.ARRIVED, Step.END): State.ENDED,
    (State.BOOKED, Step.MISS): State.NO_SHOW,
    (State.BOOKED, Step.CANCEL): State.CANCELLED,
    (State.ARRIVED, Step.CANCEL): State.CANCELLED,
    (State.BOOKED, Step.MOVE): State.BOOKED,
    # Technical failure may be found out afterwards, and then corrects the record.
    (State.BOOKED, Step.FAIL): State.TECHNICAL_FAILURE,
    (State.ARRIVED, Step.FAIL): State.TECHNICAL_FAILURE,
    (State.IN_SESSION, Step.FAIL): State.TECHNICAL_FAILURE,
    (State.ENDED, Step.FAIL): State.TECHNICAL_FAILURE,
    (State.NO_SHOW, Step.FAIL): State.TECHNICAL_FAILURE,
}


def after(state: State, step: Step) -> State:
    """The state that `step` leads to.

    Raises:
        NotFromHere: the table has no such step.
    """
    try:
        return _TABLE[state, step]
    except KeyError:
        raise NotFromHere(state, step) from None


def allows(state: State, step: Step) -> bool:
    """Whether `step` leads anywhere from `state`."""
    return (state, step) in _TABLE
