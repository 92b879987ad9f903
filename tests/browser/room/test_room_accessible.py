"""axe finds nothing, and no control is smaller than a thumb, in any state of the room, on phone and desk."""

import pytest

SMALL = """() => [...document.querySelectorAll("button, a[href], input, select, textarea, summary")]
    .filter(one => one.checkVisibility() && !one.closest("p, li p"))
    .map(one => [one.getAttribute("aria-label") || one.innerText || one.name, (one.closest("label") ?? one)
        .getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.5 && box.width > 0)
    .map(([name, box]) => `${name}: ${Math.round(box.width)}x${Math.round(box.height)}`)"""

WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [390, 1280])
def test_every_state_of_the_room(meeting, axe, width):
    visit = meeting(sam_width=width, tolerating=("422 (Unprocessable",))
    if width == 390:
        visit.dana.set_viewport_size({"width": 390, "height": 844})

    def check(page):
        assert axe(page) == []
        assert page.evaluate(SMALL) == []
        assert page.evaluate(WIDER) is False

    visit.sam.goto(visit.url)
    visit.state(visit.sam, camera="on", microphone="on")
    visit.sam.get_by_role("radio", name="Someone is here").check()
    visit.sam.locator("#location").fill("")
    visit.sam.locator("button[type=submit]").click()
    visit.sam.locator("#location[aria-invalid=true]").wait_for()
    check(visit.sam)
    visit.sam.get_by_role("radio", name="I'm alone").check()
    visit.answer_the_door()
    visit.sam.get_by_role("button", name="Test my sound again").click()
    check(visit.sam)
    visit.dana.goto(visit.url)
    visit.state(visit.dana, camera="on", microphone="on")
    check(visit.dana)
    visit.dana.get_by_role("button", name="Go in").click()
    visit.dana.get_by_role("button", name="Let Sam in").wait_for()
    check(visit.dana)
    visit.let_in()
    for page in (visit.dana, visit.sam):
        visit.sees(page)
        check(page)
    for panel in ("chat", "more"):
        visit.control(visit.dana, panel).click()
        check(visit.dana)
    visit.dana.keyboard.press("Escape")
    visit.dana.get_by_role("button", name="Where Sam is").click()
    visit.dana.get_by_text("12 Elm Street, Hudson").wait_for()
    check(visit.dana)
    visit.dana.keyboard.press("Escape")
    visit.dana.get_by_role("button", name="check the words").click()
    check(visit.dana)
    visit.dana.get_by_role("button", name="They differ").click()
    check(visit.dana)
    visit.dana.keyboard.press("Escape")
    visit.control(visit.dana, "leave").click()
    check(visit.dana)
    visit.dana.get_by_role("button", name="End for both").click()
    for page in (visit.dana, visit.sam):
        visit.state(page, phase="over")
        check(page)
