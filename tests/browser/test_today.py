"""The day, in two windows: who comes in is seen at once by whoever waits for them, without a reload."""

import re

from playwright.sync_api import Page, expect

ANSWERS = {
    "location": "Astoria, New York",
    "callback": "212 555 0102",
    "emergency_name": "Ada Oduya",
    "emergency_phone": "212 555 0199",
    "alone": True,
    "who_else": "",
    "headphones": True,
}

SEND = """async ([verb, sent]) => {
    const headers = {
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("meta[name=csrf]").content,
    };
    const path = `${location.pathname}/${verb}`;
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(sent) });
    return await answer.json();
}"""


def walk_in(dana: Page, patient: str) -> None:
    """Dana starts a session that nobody booked; its page is then before her."""
    dana.goto("/appointments/new")
    dana.get_by_label("Patient").select_option(label=patient)
    dana.get_by_role("button", name="Start now instead").click()
    dana.wait_for_url(re.compile(r"/appointments/[0-9a-f-]{36}$"))


def knock(patient: Page) -> None:
    """The patient answers the door's questions and sits in the waiting room."""
    patient.get_by_role("link", name="Go to the waiting room").click()
    patient.wait_for_url(re.compile("/sessions/"))
    consent = patient.evaluate("JSON.parse(document.getElementById('room').textContent).door.consent.version")
    answer = patient.evaluate(SEND, ["door", ANSWERS | {"consent_version": consent}])
    assert answer["state"] == "waiting"


def test_who_comes_in_is_seen_at_once(visit):
    dana, noor, marta = visit("Dana Reyes"), visit("Noor Haddad"), visit("Marta Oduya", width=390)
    walk_in(dana, "Marta Oduya")
    appointment = dana.url
    marta.goto("/")
    noor.goto("/")
    dana.goto("/")
    expect(dana.get_by_text("Marta Oduya is waiting")).to_have_count(0)

    knock(marta)

    let_in = dana.get_by_role("link", name="Let Marta in")
    expect(let_in).to_be_visible()
    expect(let_in).to_have_attribute("href", re.compile("^/sessions/"))
    expect(dana.get_by_text("Astoria, New York")).to_be_visible()
    expect(noor.get_by_text("Marta Oduya is waiting")).to_be_visible()
    expect(noor.get_by_text("Astoria")).to_have_count(0)

    # The day as the next test finds it: nobody waits.
    dana.goto(appointment)
    dana.get_by_role("button", name="Technical failure").click()
    dana.get_by_role("dialog").get_by_role("button", name="Technical failure").click()
    expect(noor.get_by_text("Marta Oduya is waiting")).to_have_count(0)


def test_a_session_booked_for_now_appears_on_the_patients_home_by_itself(visit):
    dana, marta = visit("Dana Reyes"), visit("Marta Oduya", width=390)
    marta.goto("/")
    join = marta.get_by_role("link", name="Go to the waiting room")
    expect(join).to_have_count(0)
    walk_in(dana, "Marta Oduya")
    expect(join).to_be_visible()
    dana.get_by_role("button", name="Did not come").click()
    dana.get_by_role("dialog").get_by_role("button", name="Did not come").click()
    expect(join).to_have_count(0)
