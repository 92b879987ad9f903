"""Dana and Sam in a session of their own: a browser for each, with a known picture in its camera."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsers import CHROMIUM, flags
from tests.visit import hear_the_other

from . import pattern

# What a browser notes on a busy machine: a sign of life that is on its way while the session ends is refused,
# and a line that did not come about in time is tried anew.
LATE = (
    re.compile(r"409 \(Conflict\) \(\S+/heartbeat\)"),
    "WebSocket is closed before the connection is established",
)


@dataclass
class Meeting:
    """One session; `dana` leads, `sam` is the patient."""

    dana: Page
    sam: Page
    url: str

    def state(self, page: Page, **expected: str) -> None:
        for name, value in expected.items():
            expect(page.locator("#room-root")).to_have_attribute(f"data-{name}", value)

    def dana_goes_in(self) -> None:
        self.dana.goto(self.url)
        self.state(self.dana, camera="on", microphone="on")
        self.dana.get_by_role("button", name="Go in").click()
        self.state(self.dana, phase="room", connection="connected")

    def sam_knocks(self) -> None:
        self.sam.goto(self.url)
        self.answer_the_door()

    def answer_the_door(self) -> None:
        self.state(self.sam, microphone="on")
        fields = {
            "location": "12 Elm Street, Hudson",
            "callback": "212 555 0101",
            "emergency_name": "Robin Brennan",
            "emergency_phone": "212 555 0199",
        }
        for name, value in fields.items():
            self.sam.locator(f"#{name}").fill(value)
        self.sam.get_by_role("radio", name="I'm alone").check()
        consent = self.sam.get_by_role("checkbox", name="I have read this and I agree")
        if consent.count():
            consent.check()
        self.sam.locator("button[type=submit]").click()
        self.state(self.sam, phase="waiting")

    def let_in(self) -> None:
        self.dana.get_by_role("button", name="Let Sam in").click()
        self.state(self.sam, phase="room")

    def together(self) -> None:
        """Both are in and see each other."""
        self.dana_goes_in()
        self.sam_knocks()
        self.let_in()
        for page in (self.dana, self.sam):
            self.sees(page)

    def theirs(self, page: Page) -> Locator:
        return page.locator("video.camera[data-whose=theirs]")

    def sees(self, page: Page) -> None:
        """A picture is decoded, and it is the one that the other's camera shows: nobody sees themselves."""
        page.wait_for_function(
            "() => document.querySelector('video.camera[data-whose=theirs]')"
            "?.getVideoPlaybackQuality().totalVideoFrames > 3",
            polling=100,
        )
        theirs = pattern.SAMS if page is self.dana else pattern.DANAS
        assert self.theirs(page).evaluate(pattern.LOOK) == theirs.shown

    def sees_on(self, page: Page) -> None:
        """From now on more pictures come, in the same element or a fresh one, and they are the other's."""
        page.evaluate("() => { window.counted = new WeakMap(); }")
        page.wait_for_function(
            """() => {
                const video = document.querySelector("video.camera[data-whose=theirs]");
                if (!video) return false;
                const frames = video.getVideoPlaybackQuality().totalVideoFrames;
                const before = window.counted.get(video);
                if (!(before <= frames)) window.counted.set(video, frames);
                return frames > before + 3;
            }""",
            polling=100,
        )
        self.sees(page)

    def sees_oneself(self, page: Page) -> None:
        """The small picture is the own camera's."""
        own = pattern.DANAS if page is self.dana else pattern.SAMS
        assert page.locator("video.camera[data-whose=mine]").evaluate(pattern.LOOK) == own.shown

    def sees_nothing(self, page: Page) -> None:
        frames = self.theirs(page).evaluate_all(
            "videos => videos.map(video => video.getVideoPlaybackQuality().totalVideoFrames)"
        )
        assert sum(frames) == 0

    def hears(self, page: Page) -> None:
        """The other's fake microphone beeps once a second: loud, then still."""
        hear_the_other(page)

    def tile(self, page: Page) -> Locator:
        """What stands in large letters where the other's picture would be."""
        return page.locator(".saying-title")

    def remark(self, page: Page, text: str) -> Locator:
        """A small sentence at the foot of the picture."""
        return page.locator(".stage-foot").get_by_text(text, exact=True)

    def words(self, page: Page) -> list[str]:
        page.get_by_role("button", name="check the words").click()
        listed = page.get_by_role("list", name="The four words").get_by_role("listitem")
        expect(listed).to_have_count(4)
        words = listed.all_inner_texts()
        page.get_by_role("button", name="They are the same").click()
        return words

    def control(self, page: Page, name: str) -> Locator:
        return page.locator(f"[data-control={name}]")


@pytest.fixture(scope="package")
def browser_of(
    browser_program: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str | None], Browser]]:
    """A browser for Dana and one for Sam: a browser has one film for all its cameras."""
    folder = tmp_path_factory.mktemp("cameras")

    def showing(picture: pattern.Picture, name: str) -> Browser:
        film = pattern.write(picture, folder / name)
        given = flags(
            f"--use-file-for-fake-video-capture={film}", "--autoplay-policy=no-user-gesture-required"
        )
        return browser_program.browser_type.launch(executable_path=str(CHROMIUM), args=given)

    browsers = {
        "Dana Reyes": showing(pattern.DANAS, "dana.y4m"),
        "Sam Brennan": showing(pattern.SAMS, "sam.y4m"),
    }
    yield lambda who: browsers[who or ""]
    for browser in browsers.values():
        browser.close()


@pytest.fixture
def meeting(visit: Callable[..., Page]) -> Iterator[Callable[..., Meeting]]:
    """`meeting()`: a session that Dana has just started with Sam; both stand before its door.

    `tolerating`: parts of console lines that this test provokes. `sam_script`, `dana_script`: run before the
    page's own scripts.
    """
    met: list[Meeting] = []

    def arrange(
        *,
        tolerating: tuple[str, ...] = (),
        sam_width: int = 390,
        sam_script: str = "",
        dana_script: str = "",
    ) -> Meeting:
        dana = visit("Dana Reyes", tolerating=(*tolerating, *LATE))
        sam = visit("Sam Brennan", width=sam_width, tolerating=(*tolerating, *LATE))
        for page, script in ((dana, dana_script), (sam, sam_script)):
            if script:
                page.add_init_script(script)
        dana.goto("/appointments/new")
        dana.get_by_label("Patient").select_option(label="Sam Brennan")
        dana.get_by_role("button", name="Start now instead").click()
        dana.wait_for_url(re.compile(r"/appointments/[0-9a-f-]{36}$"))
        path = dana.locator('a[href^="/sessions/"]').first.get_attribute("href")
        assert path
        met.append(Meeting(dana, sam, path))
        return met[-1]

    yield arrange
    for one in met:
        finish(one)


def finish(meeting: Meeting) -> None:
    """End the session, so that the next test finds the two free."""
    dana = meeting.dana
    if dana.is_closed():
        return
    dana.evaluate(
        """async (path) => {
            const text = await (await fetch(path)).text();
            const page = new DOMParser().parseFromString(text, "text/html");
            if (!page.getElementById("room")) return; // it is over already
            const token = page.querySelector("meta[name=csrf]");
            await fetch(`${path}/end`, {
                method: "POST",
                headers: {"Content-Type": "application/json", "X-CSRFToken": token.content},
                body: JSON.stringify({how: "ended"}),
            });
        }""",
        meeting.url,
    )
