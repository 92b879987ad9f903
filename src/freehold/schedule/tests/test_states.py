"""What may become of an appointment."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.schedule.states import OPEN, OVER, NotFromHere, State, Step, after, allows

STEPS = st.lists(st.sampled_from(list(Step)), max_size=12)


def walk(steps, begin=State.BOOKED):
    """The states passed through; a step that is refused changes nothing."""
    state = begin
    for step in steps:
        if allows(state, step):
            state = after(state, step)
        yield state


class TestAnOrdinarySession:
    def test_it_is_booked_waited_for_held_and_over(self):
        assert list(walk([Step.ARRIVE, Step.BEGIN, Step.END])) == [
            State.ARRIVED,
            State.IN_SESSION,
            State.ENDED,
        ]

    def test_leaving_the_waiting_room_is_not_missing_the_session(self):
        assert list(walk([Step.ARRIVE, Step.LEAVE, Step.ARRIVE])) == [
            State.ARRIVED,
            State.BOOKED,
            State.ARRIVED,
        ]

    def test_a_reload_in_the_middle_changes_nothing(self):
        assert after(State.IN_SESSION, Step.LEAVE) == State.IN_SESSION
        assert after(State.IN_SESSION, Step.ARRIVE) == State.IN_SESSION


class TestWhatIsRefused:
    def test_someone_who_waits_is_not_a_no_show(self):
        with pytest.raises(NotFromHere) as refused:
            after(State.ARRIVED, Step.MISS)
        assert (refused.value.state, refused.value.step) == (State.ARRIVED, Step.MISS)

    @pytest.mark.parametrize("step", [Step.CANCEL, Step.MOVE, Step.MISS])
    def test_a_session_under_way_is_not_cancelled_moved_or_missed(self, step):
        assert not allows(State.IN_SESSION, step)

    @pytest.mark.parametrize("step", list(Step))
    def test_nothing_brings_a_cancelled_appointment_back(self, step):
        assert not allows(State.CANCELLED, step)


class TestTechnicalFailure:
    @pytest.mark.parametrize("state", sorted({*OPEN, State.ENDED, State.NO_SHOW}))
    def test_it_corrects_whatever_was_recorded(self, state):
        assert after(state, Step.FAIL) == State.TECHNICAL_FAILURE


class TestAnyOrderOfEvents:
    @given(STEPS)
    def test_what_is_over_never_becomes_open_again(self, steps):
        states = [State.BOOKED, *walk(steps)]
        for earlier, later in pairwise(states):
            assert not (earlier in OVER and later in OPEN)

    @given(STEPS)
    def test_a_no_show_never_follows_a_session_that_was_held(self, steps):
        states = list(walk(steps))
        if State.NO_SHOW in states:
            assert State.IN_SESSION not in states
