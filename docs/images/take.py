"""Takes the README's pictures from a running demo: `.venv/bin/python -m docs.images.take`.

No camera and no person is in them: a painted stand-in is what each browser's camera shows.
"""

import io
import tempfile
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Page, sync_playwright
from tests import visit
from tests.browsers import launch
from tests.product import demo

FOLDER = Path(__file__).parent
SIZE = (640, 480)
FRAMES = 30


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, demo() as product:
        dana_camera, sam_camera = Path(folder) / "dana.mjpeg", Path(folder) / "sam.mjpeg"
        paint(dana_camera, back=(74, 60, 52), skin=(205, 178, 158), clothes=(111, 83, 66))
        paint(sam_camera, back=(47, 66, 61), skin=(168, 128, 104), clothes=(62, 92, 104))
        dana_link, sam_link = product.link("Dana Reyes"), product.link("Sam Brennan")
        with sync_playwright() as playwright:
            hers = launch(playwright, f"--use-file-for-fake-video-capture={dana_camera}")
            his = launch(playwright, f"--use-file-for-fake-video-capture={sam_camera}")
            take(visit.open_link(hers, dana_link), visit.open_link(his, sam_link, size=visit.PHONE))
            take_addresses(visit.open_link(hers, product.link("Ilse Baum")))


def take(dana: visit.Window, sam: visit.Window) -> None:
    keep(sam.page, "home")
    visit.open_session(sam)
    sam.await_state(camera="on", microphone="on")
    keep(sam.page, "door")
    visit.answer_the_door(sam)
    keep(sam.page, "waiting")
    dana.page.get_by_text("In the waiting room").first.wait_for()
    keep(dana.page, "today")
    visit.open_session(dana)
    visit.enter_as_lead(dana)
    visit.let_in(dana, sam)
    dana.page.wait_for_timeout(2500)
    keep(dana.page, "room")
    keep(sam.page, "room-phone")


def take_addresses(owner: visit.Window) -> None:
    """The block that the owner of the demonstration holds: its floor plan, its verdict, what to do."""
    owner.page.goto(urljoin(owner.page.url, "/addresses"))
    owner.page.locator("main a[href^='/addresses/']", has_text="/24").first.click()
    owner.page.locator("svg").first.wait_for()
    keep(owner.page, "addresses")


def paint(to: Path, *, back: tuple[int, ...], skin: tuple[int, ...], clothes: tuple[int, ...]) -> None:
    """A second of a soft figure before a wall, as motion JPEG."""
    wide, high = SIZE
    picture = Image.new("RGB", SIZE, back)
    light = Image.new("L", SIZE, 0)
    ImageDraw.Draw(light).ellipse((wide * 0.1, -high * 0.3, wide * 0.9, high * 0.8), fill=70)
    picture.paste((255, 240, 220), mask=light.filter(ImageFilter.GaussianBlur(90)))
    figure = ImageDraw.Draw(picture)
    figure.ellipse((wide * 0.22, high * 0.68, wide * 0.78, high * 1.6), fill=clothes)
    figure.rounded_rectangle((wide * 0.44, high * 0.55, wide * 0.56, high * 0.76), 30, fill=skin)
    figure.ellipse((wide * 0.37, high * 0.2, wide * 0.63, high * 0.64), fill=skin)
    jpeg = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(3)).save(jpeg, "JPEG", quality=88)
    to.write_bytes(jpeg.getvalue() * FRAMES)


def keep(page: Page, name: str) -> None:
    """A picture of the page as it stands, in 192 colours, more than enough for flat pages."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(192).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
