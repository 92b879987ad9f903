"""The ways out of the session page and back: help now, the start page, the door once more, what was read."""

from playwright.sync_api import expect


def test_help_and_the_start_page_are_one_tap_away_and_cost_nothing(meeting):
    visit = meeting()
    visit.sam.goto(visit.url)
    visit.state(visit.sam, camera="on", microphone="on")
    visit.sam.get_by_label("Where are you right now?").fill("Hudson")
    visit.sam.get_by_role("button", name="Help now").click()
    help_now = visit.sam.get_by_role("dialog", name="Help now")
    expect(help_now.get_by_role("link", name="988")).to_have_attribute("href", "tel:988")
    visit.sam.keyboard.press("Escape")
    expect(visit.sam.get_by_role("button", name="Help now")).to_be_focused()
    visit.sam.get_by_role("link", name="Start page").click()
    visit.sam.wait_for_url("/")
    visit.sam.goto(visit.url)
    expect(visit.sam.get_by_label("Where are you right now?")).to_have_value("Hudson")
    visit.answer_the_door()
    visit.dana_goes_in()
    expect(visit.sam.get_by_role("button", name="Help now")).to_be_visible()
    visit.sam.get_by_role("link", name="Start page").click()
    visit.sam.wait_for_url("/")
    visit.sam.goto(visit.url)
    visit.state(visit.sam, phase="waiting")
    visit.let_in()
    visit.sees(visit.dana)


def test_dana_reads_that_sam_stands_at_the_door_again(meeting):
    visit = meeting()
    visit.together()
    again = visit.sam.context.new_page()
    again.goto(visit.url)
    visit.state(again, phase="door", camera="on")
    expect(visit.tile(visit.dana)).to_have_count(0)  # the first page is still here
    visit.sam.close()
    expect(visit.tile(visit.dana)).to_have_text("Sam is at the door again")
    again.get_by_role("button", name="Go back in").click()
    visit.state(again, phase="room", connection="connected")
    visit.sam = again
    visit.sees(visit.dana)


def test_what_was_read_is_not_new_after_a_reload(meeting):
    visit = meeting()
    visit.together()
    visit.control(visit.dana, "chat").click()
    box = visit.dana.get_by_role("textbox", name="Write to Sam")
    box.fill("The first")
    box.press("Enter")
    expect(visit.sam.get_by_role("button", name="Messages, 1 new")).to_be_visible()
    visit.control(visit.sam, "chat").click()
    expect(visit.sam.get_by_text("The first", exact=True)).to_be_visible()
    visit.sam.on("dialog", lambda dialog: dialog.accept())
    visit.sam.reload()
    visit.state(visit.sam, phase="room")
    box.fill("The second")
    box.press("Enter")
    expect(visit.sam.get_by_role("button", name="Messages, 1 new")).to_be_visible()
