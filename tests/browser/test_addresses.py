"""The owner's addresses in a real browser: a floor plan leads to its evidence, an audit is watched."""

from playwright.sync_api import Page, expect

from .conftest import Visit

OWNED, CANDIDATE, REFUSED = "203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/25"


def block(visit: Visit, name: str, **window: object) -> Page:
    page = visit("owner", **window)
    page.goto("/addresses")
    page.get_by_role("link", name=name).click()
    return page


class TestFloorPlan:
    def test_a_room_leads_to_what_was_found_of_its_address(self, visit: Visit) -> None:
        page = block(visit, CANDIDATE)
        page.get_by_role("link", name="198.51.100.78:").click()
        expect(page.locator(":target")).to_contain_text("spam.example lists 2 of 256 addresses")

    def test_it_is_one_stop_for_the_keyboard_and_arrows_walk_it(self, visit: Visit) -> None:
        page = block(visit, CANDIDATE)
        rooms = page.locator("svg.floor-plan a.room")
        assert [room.get_attribute("tabindex") for room in rooms.all()].count("0") == 1
        rooms.first.focus()
        page.keyboard.press("End")
        expect(rooms.last).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(":target")).to_contain_text("198.51.100.140-198.51.100.142")

    def test_a_question_opens_all_its_answers(self, visit: Visit) -> None:
        page = block(visit, CANDIDATE, width=390)
        answer = page.get_by_text("ARIN approves of buyers in advance.")
        expect(answer).to_be_hidden()
        page.get_by_role("link", name="May it be sold?").click()
        expect(answer).to_be_visible()


class TestAuditing:
    def test_the_page_follows_the_audit_to_its_report_by_itself(self, visit: Visit) -> None:
        page = block(visit, REFUSED)
        before = page.get_by_role("definition").get_by_role("listitem").count()
        page.get_by_role("button", name="Audit again").click()
        # Nobody loads anything again: the page does, once the worker is done.
        expect(page.get_by_role("button", name="Audit again")).to_be_visible()
        expect(page.get_by_role("link", name="Report (PDF)")).to_be_visible()
        assert page.get_by_role("definition").get_by_role("listitem").count() == before + 1


class TestPlan:
    def test_a_room_of_the_plan_leads_to_what_its_address_serves(self, visit: Visit) -> None:
        page = block(visit, OWNED)
        page.get_by_role("link", name="203.0.113.12: TURN").click()
        expect(page.locator(":target")).to_contain_text("Way out of strict networks")
        page.get_by_role("link", name="The plan, its settings and its firewall").click()
        expect(page.get_by_role("heading", name="Plan", exact=True)).to_be_visible()

    def test_what_is_chosen_anew_is_what_there_is_to_hand_on(self, visit: Visit) -> None:
        page = visit("owner", width=390)
        page.goto("/addresses/plan")
        page.get_by_role("link", name="Change the plan").click()
        page.get_by_label("Picture and sound").fill("203.0.113.14")
        page.get_by_role("button", name="Save the plan").click()
        expect(page.get_by_role("region", name="freehold.toml")).to_contain_text(
            'media_address = "203.0.113.14"'
        )


class TestForm:
    def test_it_asks_only_what_concerns_the_block(self, visit: Visit) -> None:
        page = visit("owner")
        page.goto("/addresses/new")
        expect(page.get_by_role("textbox", name="Seller (optional)")).to_be_visible()
        expect(page.get_by_label("Your network")).to_be_hidden()
        page.get_by_label("Ours").check()
        expect(page.get_by_role("textbox", name="Seller (optional)")).to_be_hidden()
        expect(page.get_by_label("Your network")).to_be_visible()
