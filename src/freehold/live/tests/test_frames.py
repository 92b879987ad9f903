import pytest
from hypothesis import given
from hypothesis import strategies as some

from freehold.live import frames
from freehold.live.tests.reader import Frame, frames_of

scalars = some.none() | some.booleans() | some.integers() | some.text()


class TestFrame:
    @given(data=some.dictionaries(some.text(), scalars), at=some.none() | some.integers(min_value=0))
    def test_a_browser_reads_back_what_was_sent(self, data, at):
        assert frames_of(frames.frame("counted", data, at=at).decode()) == [Frame("counted", data, at)]

    def test_a_line_break_in_a_value_starts_no_new_field(self):
        sent = frames.frame("counted", {"text": "a\n\nevent: forged\ndata: {}\n\n"}).decode()
        assert [frame.name for frame in frames_of(sent)] == ["counted"]


class TestLastSeen:
    def test_the_header_wins_over_the_address(self):
        assert frames.last_seen("12", "3") == 12

    def test_the_address_counts_on_the_first_visit(self):
        assert frames.last_seen(None, "3") == 3
        assert frames.last_seen("", "3") == 3

    def test_there_may_be_none(self):
        assert frames.last_seen(None, None) is None

    @pytest.mark.parametrize("text", ["x", "-1", "1.5", "٣", "1" * 19, " 1"])
    def test_what_is_no_position_is_refused(self, text):
        with pytest.raises(ValueError, match="whole number"):
            frames.last_seen(text, None)
