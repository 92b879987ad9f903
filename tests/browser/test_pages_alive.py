"""What a page does by itself: hear of a waiting patient, keep what was typed, lock in time."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import visit as visiting
from tests.visit import Window

from .conftest import Visit

CLINICIAN, PATIENT = "Dana Reyes", "Sam Brennan"


def test_the_clinician_sees_who_waits_without_touching_the_page(visit: Visit) -> None:
    dana, sam = visit(CLINICIAN), visit(PATIENT, width=390)
    dana.goto("/")
    dana.evaluate("window.isTheSameDocument = true")
    expect(dana.locator("#day").get_by_text("waiting room")).to_have_count(0)

    sam.goto("/")
    window = Window(sam, sam.context)
    visiting.open_session(window)
    visiting.answer_the_door(window)

    expect(dana.locator("#day").get_by_text("waiting room")).to_be_visible()
    expect(dana.get_by_role("complementary").get_by_text("Sam").first).to_be_visible()
    assert dana.evaluate("window.isTheSameDocument")


class TestWhatWasTyped:
    def name_field(self, page: Page) -> str:
        page.goto("/patients/new")
        return page.get_by_label("Name").first.input_value()

    def test_is_back_after_a_reload_and_says_so(self, visit: Visit) -> None:
        page = visit(CLINICIAN)
        self.name_field(page)
        page.get_by_label("Name").first.fill("Alma Reed")
        page.reload()
        expect(page.get_by_label("Name").first).to_have_value("Alma Reed")
        expect(page.get_by_role("status").get_by_text("What you typed earlier is back.")).to_be_visible()

    def test_stays_beside_the_error_and_the_error_leads_to_its_field(self, visit: Visit) -> None:
        page = visit(CLINICIAN, tolerating=("422",))
        self.name_field(page)
        page.get_by_label("E-mail").first.fill("not an address")
        page.locator("main form").evaluate("form => { form.noValidate = true; form.requestSubmit() }")
        summary = page.locator(".error-summary")
        expect(summary).to_be_focused()
        expect(page.get_by_label("E-mail").first).to_have_value("not an address")
        assert page.title().startswith("Error:")
        summary.get_by_role("link").first.click()
        assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"

    def test_is_nobody_elses(self, visit: Visit) -> None:
        page = visit(CLINICIAN)
        drafts = "Object.keys(sessionStorage).filter(name => name.startsWith('freehold-draft')).length"
        self.name_field(page)
        page.get_by_label("Name").first.fill("Alma Reed")
        assert page.evaluate(drafts) == 1
        # The next page in this tab is another person's.
        page.add_init_script(
            """document.addEventListener('readystatechange', () => {
                if (document.body) document.body.dataset.person = 'somebody else';
            })"""
        )
        page.reload()
        assert page.evaluate(drafts) == 0
        expect(page.get_by_label("Name").first).to_have_value("")


class TestTheIdleLock:
    def test_asks_first_and_believes_the_answer(self, visit: Visit) -> None:
        page = visit(CLINICIAN)
        page.clock.install()
        page.goto("/patients/new")
        page.clock.fast_forward("13:10")
        question = page.get_by_role("dialog", name="Are you still there?")
        expect(question).to_be_visible()
        with page.expect_response("**/still-here") as told:
            page.get_by_role("button", name="I'm here").click()
        assert told.value.status == 204
        expect(question).not_to_be_visible()
        page.clock.fast_forward("05:00")
        expect(page).to_have_url(re.compile("/patients/new$"))

    def test_leads_to_the_lock_page_and_knows_the_way_back(self, visit: Visit) -> None:
        page = visit(CLINICIAN)
        page.clock.install()
        page.goto("/patients/new")
        page.clock.fast_forward("15:10")
        expect(page).to_have_url(re.compile(r"/unlock\?next=%2Fpatients%2Fnew$"))

    def test_is_not_for_patients(self, visit: Visit) -> None:
        page = visit(PATIENT)
        page.clock.install()
        page.goto("/account")
        page.clock.fast_forward("59:00")
        expect(page).to_have_url(re.compile("/account$"))


def test_light_or_dark_is_a_choice_that_stays(visit: Visit) -> None:
    page = visit(None)
    page.goto("/sign-in")
    paper = "() => getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    dark = page.evaluate(paper)
    assert dark != light
    page.goto("/help-now")
    assert page.evaluate(paper) == dark


def test_an_absent_page_is_kind_and_accessible(visit: Visit, axe: Callable[[Page], list[str]]) -> None:
    page = visit(None, tolerating=("404",))
    answer = page.goto("/no/such/page")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("This page cannot be found")
    expect(page.get_by_role("link", name="Help now")).to_be_visible()
    assert axe(page) == []
