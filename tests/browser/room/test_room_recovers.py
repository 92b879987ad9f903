"""A server process is killed in the middle of a session, and nobody touches anything."""

import os
import signal

import pytest
from playwright.sync_api import Page

from tests.product import Product

from .conftest import Meeting

# What the media connection has been since it was last asked, and whether the way to the gate is open.
REMEMBER = """
window.been = [];
new MutationObserver(() => {
    const now = document.getElementById("room-root")?.dataset.connection;
    if (now && now !== window.been.at(-1)) window.been.push(now);
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-connection"] });
const sockets = new Set();
window.signalling = () => [...sockets].some((socket) => socket.readyState === WebSocket.OPEN);
window.WebSocket = class extends WebSocket {
    constructor(...given) { super(...given); sockets.add(this); }
};
"""

# Writes into the session as fast as the server answers, until it no longer does; keeps what it took.
WRITE_ON = """async path => {
    window.taken = [];
    const token = document.querySelector("meta[name=csrf]").content;
    const write = (text) => fetch(`${path}/chat`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ text }),
    });
    const goOn = async () => {
        for (let text = "line 1"; (await write(text)).ok; text += "1") window.taken.push(text);
    };
    window.over = goOn().catch(() => "gone");
}"""

# What a browser says of a server that is gone.
GONE = ("net::ERR_", "WebSocket connection to")


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def read(page: Page, text: str) -> None:
    page.locator(".line").get_by_text(text, exact=True).wait_for()


@pytest.fixture
def session(meeting) -> Meeting:
    """Dana and Sam are together, with their messages open."""
    met = meeting(tolerating=GONE, dana_script=REMEMBER, sam_script=REMEMBER)
    met.together()
    for page in (met.dana, met.sam):
        met.control(page, "chat").click()
        page.evaluate("window.been.splice(0)")
    say(met.dana, "before")
    read(met.sam, "before")
    return met


def test_the_media_server_is_killed_and_both_see_and_hear_each_other_again(session, product: Product):
    killed = product.child("livekit-server")
    os.kill(killed, signal.SIGKILL)
    for page in (session.dana, session.sam):
        page.wait_for_function(
            "() => window.been.includes('reconnecting') && window.been.at(-1) === 'connected'",
            polling=100,
        )
    assert product.child("livekit-server") != killed
    for page in (session.dana, session.sam):
        session.sees_on(page)
        session.hears(page)
    say(session.dana, "after")
    read(session.sam, "after")


def test_the_web_process_is_killed_media_go_on_and_nothing_acknowledged_is_lost(session, product: Product):
    killed = product.child("granian")
    session.sam.evaluate(WRITE_ON, session.url)
    session.sam.wait_for_function("() => window.taken.length > 5", polling=20)
    os.kill(killed, signal.SIGKILL)
    for page in (session.dana, session.sam):
        page.wait_for_function("() => !window.signalling()", polling=20)
        session.sees_on(page)
    for page in (session.dana, session.sam):
        page.wait_for_function("() => window.signalling()", polling=100)
        session.state(page, stream="open")
    assert product.child("granian") != killed
    for page in (session.dana, session.sam):
        session.sees_on(page)
        session.hears(page)
        assert set(page.evaluate("window.been")) <= {"connected"}
    say(session.sam, "after")
    read(session.dana, "after")
    assert session.sam.evaluate("window.over") == "gone"
    taken = session.sam.evaluate("window.taken")
    assert {"before", *taken, "after"} <= set(session.dana.locator(".line p").all_inner_texts())
