"""A line that is too poor for pictures carries the voices on, says so, and is used again when it is good."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import visit
from tests.netns.practice import NEEDS_A_STAGE, Practice, meeting
from tests.netns.stage import Stage

pytestmark = NEEDS_A_STAGE

# A picture that was stopped is tried again after a while: the tests let that while go by at once.
LATER = """
const now = Date.now;
let ahead = 0;
Date.now = () => now() + ahead;
window.later = (milliseconds) => { ahead += milliseconds; };
"""
A_WHILE = 150_000
SOON = 90_000  # milliseconds; eight readings, one a second, decide, and an encoder has to go down first

PAUSED = "Your camera is paused because the connection is weak. You still hear each other."

THEIRS = re.compile("camera is off|picture is paused")


def remark(page: Page, text: str | re.Pattern[str]) -> Locator:
    return page.locator(".stage-foot").get_by_text(text)


POOR: dict[str, tuple[Callable[[Stage], None], Callable[[Stage], None]]] = {
    "lossy": (lambda stage: stage.lose(35), Stage.allow_everything),
    "narrow": (lambda stage: stage.narrow(190), Stage.widen),
}


@pytest.mark.parametrize("kind", POOR)
def test_voices_go_on_without_pictures_until_the_line_is_good_again(practice: Practice, kind: str):
    spoil, mend = POOR[kind]
    with meeting(practice, f"Ida {kind.title()}", script=LATER) as windows:
        for window in windows:
            expect(remark(window.page, PAUSED)).to_have_count(0)
        spoil(practice.stage)
        try:
            for window in windows:
                expect(remark(window.page, PAUSED)).to_be_visible(timeout=SOON)
            for window in windows:
                expect(remark(window.page, THEIRS)).to_be_visible(timeout=SOON)
                expect(window.page.locator("video.camera[data-whose=theirs]")).to_have_count(0)
                visit.hear_the_other(window.page)
        finally:
            mend(practice.stage)
        for window in windows:
            window.page.evaluate("milliseconds => window.later(milliseconds)", A_WHILE)
        for window in windows:
            window.see_the_other()
            expect(remark(window.page, PAUSED)).to_have_count(0)
            visit.hear_the_other(window.page)
