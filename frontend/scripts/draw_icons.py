"""Makes the committed icons from the mark: `.venv/bin/python frontend/scripts/draw_icons.py`."""

from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).resolve().parents[2] / "src/freehold/web/static/icons"
DOOR = (
    '<path d="M10 21H2"/><path d="M10 3H7a2 2 0 00-2 2v16"/><path d="M14 12h.01"/>'
    '<path d="M19 21V5a2 2 0 00-1.675-1.974l-6.163-1.013A1 1 0 0010 3v18a1 1 0 001.124.992z"/>'
    '<path d="M22 21h-3"/>'
)
PAPER, SAGE = "#faf7f2", "#2f6b5e"


def icon(*, margin: float, radius: float) -> str:
    """The door on sage; a maskable icon keeps it within the middle 80 %."""
    size = 24 + 2 * margin
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-margin} {-margin} {size} {size}">'
        f'<rect x="{-margin}" y="{-margin}" width="{size}" height="{size}" rx="{radius}" fill="{SAGE}"/>'
        f'<g fill="none" stroke="{PAPER}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">'
        f"{DOOR}</g></svg>\n"
    )


def main() -> None:
    ICONS.mkdir(parents=True, exist_ok=True)
    rounded = icon(margin=6, radius=8)
    square = icon(margin=9, radius=0)
    (ICONS / "mark.svg").write_text(rounded)
    drawings = {
        "icon-192": (192, rounded),
        "icon-512": (512, rounded),
        "icon-maskable-512": (512, square),
        "apple-touch-icon": (180, icon(margin=6, radius=0)),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, (size, drawing) in drawings.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{drawing}")
            page.screenshot(path=ICONS / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
