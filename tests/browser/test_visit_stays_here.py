"""A whole visit asks nobody but the practice: not the page, not the browser around it, not its media."""

import json

from freehold.cli.doctor.outside import chromium, network_log
from tests import traffic, visit
from tests.browsers import CHROMIUM, flags
from tests.product import demo

OURS = {"127.0.0.1", "localhost"}


def test_every_request_name_and_address_of_a_visit_is_the_practices_own(browser_program, tmp_path):
    log = tmp_path / "network.json"
    with demo() as product:
        browser = browser_program.browser_type.launch(
            executable_path=str(CHROMIUM), args=flags(*chromium.log_to(log))
        )
        dana = visit.open_link(browser, product.link("Dana Reyes"))
        sam = visit.open_link(browser, product.link("Sam Brennan"), size=visit.PHONE)
        for window in (dana, sam):
            window.page.add_init_script(traffic.note_ice())
        visit.open_session(dana)
        visit.enter_as_lead(dana)
        visit.open_session(sam)
        visit.answer_the_door(sam)
        visit.let_in(dana, sam)
        told = [traffic.told(window) for window in (dana, sam)]
        visit.end(dana)
        browser.close()
    assert traffic.hosts_of(told) == {"127.0.0.1"}
    reached = network_log.read(json.loads(log.read_text()))
    assert reached.requested == OURS
    assert reached.names == set()
    assert reached.sockets <= {"127.0.0.1", "::1"}
