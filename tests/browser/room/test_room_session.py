"""Two people meet: they see and hear each other, nobody else can, and it survives what happens."""

import re

import pytest
from playwright.sync_api import Error, expect

# The media keys come out other than agreed: what a server without the keys would have.
WRONG_KEYS = """
const derive = SubtleCrypto.prototype.deriveBits;
SubtleCrypto.prototype.deriveBits = async function (how, key, length) {
    const bits = await derive.call(this, how, key, length);
    const info = how.info ? new TextDecoder().decode(how.info) : "";
    if (info.includes("freehold-media/1")) new Uint8Array(bits)[0] ^= 1;
    return bits;
};
"""


def test_two_windows_see_and_hear_each_other_under_the_same_words(meeting):
    visit = meeting()
    visit.together()
    for page in (visit.dana, visit.sam):
        visit.sees(page)
        visit.sees_oneself(page)
        visit.hears(page)
    assert visit.words(visit.dana) == visit.words(visit.sam)


def test_the_words_explain_themselves_and_stop_the_video_when_they_differ(meeting):
    visit = meeting()
    visit.together()
    visit.sam.get_by_role("button", name="check the words").click()
    visit.sam.get_by_text("What is this?").click()
    expect(visit.sam.get_by_text("nobody on the way sits between you")).to_be_visible()
    visit.sam.get_by_role("button", name="They differ").click()
    expect(visit.sam.get_by_role("heading", name="Then somebody may be listening in")).to_be_visible()
    visit.sam.get_by_role("button", name="Stop the video now").click()
    visit.state(visit.sam, phase="over")
    expect(visit.tile(visit.dana)).to_have_text("Sam has left")


def test_without_the_agreed_keys_there_is_no_picture(meeting):
    visit = meeting(sam_script=WRONG_KEYS)
    visit.dana_goes_in()
    visit.sam_knocks()
    visit.let_in()
    for page in (visit.dana, visit.sam):
        visit.state(page, connection="connected", keys="ready")
        expect(visit.tile(page)).to_contain_text("picture cannot be opened")
        visit.sees_nothing(page)


def test_a_key_changed_on_the_way_stops_everything_and_says_so(meeting):
    visit = meeting()

    def tamper(route):
        sent = route.request.post_data_json
        if sent["kind"] == "reveal":
            sent["body"] = ("B" if sent["body"][0] == "A" else "A") + sent["body"][1:]
        route.continue_(post_data=sent)

    visit.sam.route("**/keys", tamper)
    visit.dana_goes_in()
    visit.sam_knocks()
    visit.state(visit.dana, keys="refused", connection="off")
    expect(visit.tile(visit.dana)).to_have_text("Video was stopped: the check of the keys failed")
    expect(visit.dana.get_by_text("Sam reads that you will call on")).to_be_visible()
    expect(visit.dana.get_by_role("button", name="Let Sam in")).to_have_count(0)


def test_a_reload_keeps_the_place_and_makes_new_words(meeting):
    visit = meeting()
    visit.together()
    before = visit.words(visit.dana)
    visit.sam.reload()
    visit.state(visit.sam, phase="room", keys="ready", connection="connected")
    for page in (visit.sam, visit.dana):
        visit.sees(page)
    after = visit.words(visit.sam)
    assert after != before
    assert visit.words(visit.dana) == after


def test_a_second_device_takes_over_and_the_first_says_so(meeting, visit):
    held = meeting()
    held.together()
    second = visit("Sam Brennan", width=390)
    second.goto(held.url)
    held.state(second, camera="on")
    second.locator("button[type=submit]").click()
    held.state(second, phase="room", connection="connected")
    held.state(held.sam, phase="over")
    expect(held.sam.get_by_role("heading", name="You are in the session somewhere else")).to_be_visible()
    held.sees(second)
    held.sees(held.dana)
    held.sam.get_by_role("button", name="Go on here instead").click()
    held.state(held.sam, phase="room", connection="connected")
    held.state(second, phase="over")
    held.sees(held.sam)


def test_who_was_removed_cannot_come_back(meeting):
    visit = meeting(tolerating=("409 (Conflict)", "403 (Forbidden)", "404 (Not Found)"))
    visit.together()
    visit.control(visit.dana, "more").click()
    visit.dana.get_by_role("button", name="Remove Sam").click()
    visit.dana.get_by_role("alert").get_by_role("button", name="Remove Sam").click()
    visit.state(visit.sam, phase="over")
    expect(visit.sam.get_by_role("heading", name="You can't go back into this session")).to_be_visible()
    expect(visit.sam.get_by_role("button", name=re.compile("back in|this device"))).to_have_count(0)
    visit.sam.goto(visit.url)
    expect(visit.sam.locator("#room-root[data-phase=room]")).to_have_count(0)
    expect(visit.sam.get_by_role("heading", name="You can't go back in")).to_be_visible()
    expect(visit.tile(visit.dana)).to_have_text("Sam cannot come back into this session")


def test_a_lost_connection_is_said_in_words(meeting):
    visit = meeting()
    visit.together()
    # The page is gone without a goodbye, as when a phone's battery dies.
    with pytest.raises(Error, match="crash"):
        visit.sam.goto("chrome://crash", timeout=5000)
    expect(visit.tile(visit.dana)).to_have_text("Sam's connection is interrupted")


def test_leaving_and_coming_back_and_the_end(meeting):
    visit = meeting()
    visit.together()
    visit.control(visit.sam, "leave").click()
    visit.sam.get_by_role("dialog").get_by_role("button", name="Leave", exact=True).click()
    visit.state(visit.sam, phase="over")
    expect(visit.tile(visit.dana)).to_have_text("Sam has left")
    visit.sam.get_by_role("button", name="Go back in").click()
    visit.state(visit.sam, phase="waiting")
    visit.let_in()
    visit.sees(visit.sam)
    visit.control(visit.sam, "leave").click()
    visit.sam.get_by_role("dialog").get_by_role("button", name="Leave", exact=True).click()
    expect(visit.sam.get_by_text("It is still open.")).to_be_visible()
    expect(visit.tile(visit.dana)).to_have_text("Sam has left")
    visit.control(visit.dana, "leave").click()
    visit.dana.get_by_role("button", name="End: we go on by phone").click()
    for page in (visit.dana, visit.sam):
        visit.state(page, phase="over")
        expect(page.get_by_role("heading", name="The video has ended")).to_be_visible()
    expect(visit.sam.get_by_text("Dana will call you on 212 555 0101.")).to_be_visible()
    expect(visit.dana.get_by_text("Sam reads that you will call on (212) 555-0101.")).to_be_visible()
