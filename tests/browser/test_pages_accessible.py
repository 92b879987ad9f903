"""Every page each role can reach: axe finds nothing, nothing is cut off, a thumb hits everything."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import DESK, PHONE, Visit
from .crawl import pages

STRANGER_STARTS = ("/sign-in", "/help-now", "/offline")

# Controls that stand alone; a link within a sentence may be as high as its line (WCAG 2.5.8).
CONTROLS = "button, .button, .destination, .input, summary, a.title, label.choice"
SMALL = """(controls, least) => controls
    .filter(control => control.checkVisibility() && !control.closest('[hidden]'))
    .map(control => [control.matches('a.title') ? control.closest('li') : control, control])
    .map(([box, control]) => [box.getBoundingClientRect(), control])
    .filter(([box]) => box.height > 0 && box.height < least - 0.5)
    .map(([box, control]) => `${control.outerHTML.slice(0, 120)} is ${box.height} px high`)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def see(page: Page, size: tuple[int, int], *, dark: bool) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if dark else "light")


def faults(page: Page, axe: Callable[[Page], list[str]], *, everywhere: bool) -> list[str]:
    """What is wrong with the page as it stands; `everywhere`: at a desk and on a phone, light and dark."""
    found = []
    for size in (DESK, PHONE) if everywhere else (PHONE,):
        for dark in (False, True) if everywhere else (False,):
            see(page, size, dark=dark)
            found += [f"{size[0]} px {'dark' if dark else 'light'}: {fault}" for fault in axe(page)]
        found += [f"{size[0]} px: {fault}" for fault in page.eval_on_selector_all(CONTROLS, SMALL, 44)]
    # 1280 px at 400 % (WCAG 1.4.10).
    for width in (PHONE[0], 320):
        page.set_viewport_size({"width": width, "height": 800})
        if (over := page.evaluate(TOO_WIDE)) > 0:
            found.append(f"{over} px too wide at {width} px")
    see(page, DESK, dark=False)
    return found


@pytest.mark.parametrize(
    ("role", "everywhere"),
    [
        ("owner", True),
        ("clinician", True),
        ("patient", True),
        (None, True),
        # Their pages are the same templates with more or less in them.
        ("intern", False),
        ("front_desk", False),
        ("guardian", False),
    ],
)
def test_every_page_of(
    role: str | None, everywhere: bool, visit: Visit, axe: Callable[[Page], list[str]]
) -> None:
    page = visit(role)
    starts = ("/",) if role else STRANGER_STARTS
    found = {
        path: wrong for path in pages(page, *starts) if (wrong := faults(page, axe, everywhere=everywhere))
    }
    assert found == {}


@pytest.mark.parametrize("role", ["clinician", "patient"])
def test_titles_are_different_and_headings_are_one(role: str, visit: Visit) -> None:
    page = visit(role)
    titles = {}
    for path in pages(page):
        assert page.locator("h1").count() == 1, path
        titles[path] = page.title()
    assert all(" · Elm Street Therapy" in title for title in titles.values()), titles
    assert len(set(titles.values())) == len(titles), titles


class TestByKeyboard:
    def test_the_first_stop_leads_past_the_navigation(self, visit: Visit) -> None:
        page = visit("clinician")
        page.goto("/")
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.text_content() == "Skip to the page"
        assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"

    def test_more_opens_and_closes_on_a_phone(self, visit: Visit) -> None:
        page = visit("clinician", width=390)
        page.goto("/")
        sheet = page.locator("#more")
        assert not sheet.is_visible()
        page.get_by_role("button", name="More").press("Enter")
        assert sheet.is_visible()
        page.keyboard.press("Escape")
        assert not sheet.is_visible()
        assert page.evaluate("document.activeElement.textContent.trim()") == "More"

    def test_focus_can_be_seen(self, visit: Visit) -> None:
        page = visit("clinician")
        page.goto("/")
        for _ in range(4):
            page.keyboard.press("Tab")
            outline = page.evaluate("getComputedStyle(document.activeElement).outline")
            assert "solid" in outline
            assert "0px" not in outline


def test_forced_colours_keep_the_current_page_visible(visit: Visit) -> None:
    page = visit("clinician")
    page.emulate_media(forced_colors="active")
    page.goto("/")
    current = page.locator(".destination[aria-current=page]").first
    assert "underline" in current.evaluate("element => getComputedStyle(element).textDecorationLine")
