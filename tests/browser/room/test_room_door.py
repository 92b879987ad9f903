"""The door and the waiting room: what is asked, what is tested, and what happens when a device is refused."""

import re

from playwright.sync_api import expect

REFUSE_CAMERA = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.allow = false;
navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (wanted.video && !window.allow) throw new DOMException("refused", "NotAllowedError");
    return open(wanted);
};
"""
NO_DEVICES = """
navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("none", "NotFoundError"); };
"""
NO_SOUND_WITHOUT_A_TAP = """
const play = HTMLMediaElement.prototype.play;
window.tapped = false;
addEventListener("click", () => { window.tapped = true; }, { capture: true });
HTMLMediaElement.prototype.play = function () {
    if (this instanceof HTMLAudioElement && !window.tapped)
        return Promise.reject(new DOMException("tap first", "NotAllowedError"));
    return play.call(this);
};
"""


def test_what_is_missing_at_the_door_is_said_and_nothing_is_lost(meeting):
    visit = meeting(tolerating=("422 (Unprocessable",))
    visit.sam.goto(visit.url)
    visit.state(visit.sam, camera="on", microphone="on")
    visit.sam.get_by_label("Where are you right now?").fill("")
    visit.sam.get_by_label("Phone number to call you back").fill("12")
    visit.sam.get_by_label("Their name").fill("Robin")
    visit.sam.get_by_role("button", name="Go to the waiting room").click()
    location = visit.sam.get_by_label("Where are you right now?")
    expect(location).to_have_attribute("aria-invalid", "true")
    expect(location).to_be_focused()
    expect(visit.sam.get_by_label("Phone number to call you back")).to_have_attribute("aria-invalid", "true")
    expect(visit.sam.get_by_label("Phone number to call you back")).to_have_value("12")
    expect(visit.sam.get_by_label("Their name")).to_have_value("Robin")
    for choice in ("I'm alone", "Someone is here"):
        expect(visit.sam.get_by_role("radio", name=choice)).not_to_be_checked()
        expect(visit.sam.get_by_role("radio", name=choice)).to_have_attribute("aria-invalid", "true")
    visit.sam.get_by_role("radio", name="I'm alone").check()
    expect(visit.sam.get_by_role("radio", name="I'm alone")).not_to_have_attribute("aria-invalid", "true")
    location.fill("Hudson")
    expect(location).not_to_have_attribute("aria-invalid", "true")


def test_camera_microphone_and_speaker_are_tried_out(meeting):
    visit = meeting()
    visit.sam.goto(visit.url)
    visit.state(visit.sam, camera="on", microphone="on")
    level = visit.sam.get_by_role("meter", name="How loud you are")
    visit.sam.wait_for_function(
        "meter => Number(meter.getAttribute('aria-valuenow')) > 20",
        arg=level.element_handle(),
        polling=50,
    )
    visit.sam.get_by_role("button", name="Play a test sound").click()
    expect(visit.sam.get_by_role("button", name="Playing three notes…")).to_be_disabled()
    expect(visit.sam.get_by_role("button", name="Play a test sound")).to_be_enabled()
    visit.sam.get_by_text("Choose camera, microphone and speaker").click()
    visit.sam.get_by_label("Camera", exact=True).select_option(index=1)
    visit.state(visit.sam, camera="on")
    visit.sam.get_by_role("switch", name="Hide my own picture").check()
    expect(visit.sam.locator("video[data-whose=mine]")).to_have_count(0)
    visit.sam.reload()
    expect(visit.sam.get_by_role("switch", name="Hide my own picture")).to_be_checked()
    visit.sam.get_by_role("switch", name="Hide my own picture").uncheck()


def test_a_refused_camera_is_explained_and_sound_goes_on_without_it(meeting):
    visit = meeting(sam_script=REFUSE_CAMERA)
    visit.sam.goto(visit.url)
    visit.state(visit.sam, camera="refused", microphone="on")
    alert = visit.sam.get_by_role("alert").filter(has_text="This page may not use your camera yet.")
    expect(alert).to_contain_text("Click the sign to the left of the address")
    expect(visit.sam.get_by_role("button", name="Go in with sound only")).to_be_visible()
    visit.dana_goes_in()
    visit.answer_the_door()
    visit.let_in()
    expect(visit.remark(visit.dana, "Sam's camera is off")).to_be_visible()
    visit.hears(visit.dana)
    visit.sees(visit.sam)
    # In the room, too, Sam is told, and how to allow it is one tap away.
    expect(visit.sam.get_by_role("status").get_by_text("Your camera isn't working")).to_have_count(1)
    expect(visit.sam.get_by_role("status").get_by_text("Camera on")).to_have_count(0)
    expect(visit.control(visit.sam, "camera")).to_have_accessible_name("Start camera")
    visit.sam.get_by_role("button", name="Your camera isn't working").click()
    expect(visit.sam.get_by_role("alert")).to_contain_text("Click the sign to the left of the address")
    visit.sam.get_by_role("button", name="Close").click()
    # Allowed in the middle of the session: the picture comes without a reload.
    visit.sam.evaluate("window.allow = true")
    visit.control(visit.sam, "camera").click()
    visit.sees(visit.dana)
    expect(visit.sam.get_by_role("button", name="Your camera isn't working")).to_have_count(0)


def test_without_any_device_one_can_listen(meeting):
    visit = meeting(sam_script=NO_DEVICES)
    visit.sam.goto(visit.url)
    visit.state(visit.sam, camera="absent", microphone="absent")
    expect(visit.sam.get_by_text("No microphone was found. You can go in to listen.")).to_be_visible()
    expect(visit.sam.get_by_role("button", name="Go in to listen")).to_be_visible()


def test_the_waiting_room_is_left_and_found_again(meeting):
    visit = meeting()
    visit.sam_knocks()
    expect(visit.sam.get_by_role("heading", name="You're in the waiting room")).to_be_focused()
    expect(visit.sam.get_by_text("Dana will let you in.")).to_be_visible()
    expect(visit.sam.get_by_text("Dana is not in the room yet")).to_be_visible()
    visit.sam.get_by_role("button", name="Test my sound again").click()
    expect(visit.sam.get_by_role("meter", name="How loud you are")).to_be_visible()
    visit.sam.reload()
    visit.state(visit.sam, phase="waiting")
    visit.dana_goes_in()
    expect(visit.dana.get_by_role("button", name="Let Sam in")).to_be_visible()
    expect(visit.sam.get_by_text("Dana is not in the room yet")).to_have_count(0)
    visit.sam.get_by_role("button", name="Leave the waiting room").click()
    visit.state(visit.sam, phase="over")
    expect(visit.tile(visit.dana)).to_have_text("Sam has left")


def test_refused_sound_needs_one_tap(meeting):
    visit = meeting(sam_script=NO_SOUND_WITHOUT_A_TAP)
    visit.dana_goes_in()
    visit.sam_knocks()
    visit.sam.evaluate("window.tapped = false")
    visit.let_in()
    tap = visit.sam.get_by_role("button", name="Tap to hear Dana")
    expect(tap).to_be_visible()
    tap.click()
    expect(tap).to_have_count(0)
    assert visit.sam.locator("audio[data-whose=theirs]").evaluate("audio => audio.paused") is False


def test_a_browser_that_cannot_encrypt_is_told_so_and_stays_out(meeting):
    visit = meeting(
        sam_script="delete RTCRtpSender.prototype.createEncodedStreams; delete window.RTCRtpScriptTransform;"
    )
    visit.sam.goto(visit.url)
    expect(visit.sam.get_by_role("alert")).to_contain_text(re.compile("cannot keep a session private"))
    expect(visit.sam.locator("button[type=submit]")).to_be_disabled()
