"""How long a patient waits for the clinician's picture, beside a bare livekit-client page on the same server.

Ours: Dana is in the room, Sam in the waiting room; from Dana's click on "Let Sam in" to Sam's first decoded
frame of Dana (requestVideoFrameCallback), end-to-end encrypted. Bare: from `connect()`, with the camera
already open, to the first decoded remote frame, with livekit-client's own shared-key encryption. The two
alternate in one run, in windows of one browser, each time in a freshly loaded page.

The ratio compares like with like, median to median and p95 to p95: a page's p95 held against another's median
would not even be 1 for a page compared with itself, as the row of the bare page's own spread shows.
"""

import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page
from tests import visit
from tests.browsers import chromium
from tests.product import ROOT, demo

from benchmarks.media import Media, media_of
from benchmarks.report import Report, main, percentile

JOIN_GOAL = 0.8
RATIO_GOAL = 2.0
BARE = ROOT / "benchmarks" / "bare"
CLIENT = ROOT / "frontend" / "node_modules" / "livekit-client" / "dist"

# The clock of both windows is the machine's: timeOrigin + now() is milliseconds since 1970 in each.
STAMP_FIRST_FRAME = """
new MutationObserver(() => {
    const video = document.querySelector("video[data-whose=theirs]");
    if (!video || video.dataset.stamped) return;
    video.dataset.stamped = "yes";
    video.requestVideoFrameCallback((now) => { window.firstFrame ??= performance.timeOrigin + now; });
}).observe(document, { childList: true, subtree: true });
"""
STAMP_CLICK = """
document.addEventListener("click", (event) => {
    if (event.target.closest(".let-in")) window.clicked = performance.timeOrigin + performance.now();
}, { capture: true });
"""


def measure(arguments: Namespace) -> Report:
    report = Report("join")
    ours: list[float] = []
    bare: list[float] = []
    with demo() as product, chromium() as browser, _bare_pages() as bare_origin:
        media = media_of(product)
        report.conditions = {"rounds": arguments.rounds, "livekit": media.version, "path": "UDP on loopback"}
        dana = visit.open_link(browser, product.link("Dana Reyes"))
        dana.page.add_init_script(STAMP_CLICK)
        sam = visit.open_link(browser, product.link("Sam Brennan"))
        sam.page.add_init_script(STAMP_FIRST_FRAME)
        visit.open_session(dana)
        visit.enter_as_lead(dana)
        session = dana.page.url.rsplit("/", 1)[-1]
        waiting, joining = _bare_windows(browser, bare_origin)
        for _ in range(arguments.rounds + 1):
            ours.append(_one_join(dana, sam, f"{product.url}/sessions/{session}"))
            bare.append(_one_bare_join(waiting, joining, media))
    # The first of each warms caches that a practice's day has warm.
    ours, bare = ours[1:], bare[1:]
    report.add("click to first remote frame", "s", ours, goal=JOIN_GOAL)
    report.add("bare livekit-client page", "s", bare)
    for name, share in (("median", 0.5), ("p95", 0.95)):
        ratio = percentile(ours, share) / percentile(bare, share)
        report.add(f"ratio to the bare page, {name} to {name}", "", [ratio], goal=RATIO_GOAL)
    middle = percentile(bare, 0.5)
    report.add(
        "ours over the bare page's median", "", [seconds / middle for seconds in ours], goal=RATIO_GOAL
    )
    report.add("the bare page over its own median", "", [seconds / middle for seconds in bare])
    return report


def _one_join(dana: visit.Window, sam: visit.Window, session: str) -> float:
    """Seconds from click to frame; afterwards Sam has left."""
    sam.page.goto(session)
    visit.answer_the_door(sam)
    sam.await_state(keys="ready")
    dana.await_state(peer="waiting", keys="ready")
    visit.let_in(dana, sam)
    clicked = dana.page.evaluate("window.clicked")
    first_frame = sam.page.evaluate("window.firstFrame")
    visit.leave(sam)
    dana.await_state(peer="left")
    return float(first_frame - clicked) / 1000


def _bare_windows(browser: Browser, origin: str) -> tuple[Page, Page]:
    """Two bare pages; the first stays in a room and shows its camera."""
    pages = browser.new_context().new_page(), browser.new_context().new_page()
    for page in pages:
        page.goto(origin)
    return pages


def _one_bare_join(waiting: Page, joining: Page, media: Media) -> float:
    media.create_room("bare")
    waiting.evaluate("([url, token]) => window.stay(url, token)", [media.url, media.token("bare", "waiting")])
    joining.reload()  # as Sam's page is: fresh scripts, a camera opened before the clock starts
    seconds = joining.evaluate(
        "([url, token]) => window.join(url, token)", [media.url, media.token("bare", "joining")]
    )
    waiting.evaluate("() => window.leave()")
    return float(seconds)


@contextmanager
def _bare_pages() -> Iterator[str]:
    """Serve the bare page and livekit-client's own files on a free port of loopback, a secure context."""

    class Files(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            name = Path(path.split("?")[0]).name or "index.html"
            return str(BARE / name if (BARE / name).exists() else CLIENT / name)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: standard output is the report's."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=30, help="joins of each kind (30)")


if __name__ == "__main__":
    main(measure, describe=__doc__, options=_options)
