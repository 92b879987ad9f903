"""What a page asks for, keeps and lets in. The guard of every window (conftest) watches for other origins."""

import re

import pytest
from playwright.sync_api import Page

from .conftest import Visit
from .crawl import pages


def test_the_guard_itself_sees_another_origin(visit: Visit) -> None:
    page = visit(None, tolerating=("elsewhere.invalid", "elsewhere.example"))
    page.goto("/offline")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    refused = page.evaluate(
        """() => new Promise(resolve => {
            document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective));
            document.body.append(Object.assign(new Image(), {src: 'https://elsewhere.invalid/pixel.gif'}));
        })"""
    )
    assert refused == "img-src"


class TestTheContentPolicy:
    @pytest.mark.parametrize(
        ("attempt", "directive"),
        [
            (
                "document.body.append(Object.assign(document.createElement('style'), {textContent: 'x{}'}))",
                "style-src-elem",
            ),
            ("document.body.setAttribute('style', 'color: red')", "style-src-attr"),
            (
                "document.body.append(Object.assign(document.createElement('iframe'), {src: 'https://x.invalid/'}))",
                "frame-src",
            ),
        ],
    )
    def test_refuses_what_is_inline_or_elsewhere(self, visit: Visit, attempt: str, directive: str) -> None:
        page = visit(
            None, tolerating=("Content Security Policy", "x.invalid", "inline style", "chrome-error")
        )
        page.goto("/offline")
        refused = page.evaluate(
            f"""() => new Promise(done => {{
                document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
                {attempt};
            }})"""
        )
        assert refused == directive

    @pytest.mark.parametrize(
        "sink",
        [
            "document.createElement('script').src = 'https://elsewhere.invalid/x.js'",
            "document.createElement('script').text = 'alert(1)'",
            "new Worker('https://elsewhere.invalid/x.js')",
        ],
    )
    def test_trusted_types_let_no_foreign_or_made_up_script_in(self, visit: Visit, sink: str) -> None:
        page = visit(None, tolerating=("Trusted", "Content Security Policy", "TrustedScript"))
        page.goto("/offline")
        raised = page.evaluate(
            f"() => {{ try {{ {sink}; return null }} catch (error) {{ return error.name }} }}"
        )
        assert raised in ("TypeError", "EvalError", "SecurityError")

    def test_nothing_else_can_make_a_policy(self, visit: Visit) -> None:
        page = visit(None, tolerating=("trusted-types default",))
        page.goto("/offline")
        raised = page.evaluate(
            "() => { try { trustedTypes.createPolicy('mine', {}) } catch (error) { return error.name } }"
        )
        assert raised == "TypeError"


class TestWhatStays:
    def test_pages_of_people_are_not_kept_by_the_browser(self, visit: Visit) -> None:
        page = visit("clinician")
        for path in pages(page):
            answer = page.request.get(path)
            assert "no-store" in answer.headers["cache-control"], path
            assert answer.headers["referrer-policy"] == "same-origin", path

    def test_scripts_and_fonts_are_kept_for_good(self, visit: Visit) -> None:
        page = visit("patient")
        caching: dict[str, str] = {}
        page.on(
            "response",
            lambda response: (
                caching.update({response.url: response.headers.get("cache-control", "")})
                if "/built/assets/" in response.url
                else None
            ),
        )
        page.goto("/")
        page.wait_for_load_state("load")
        assert caching
        assert all("immutable" in value for value in caching.values()), caching

    def test_the_service_worker_keeps_nothing_of_anybody(self, visit: Visit) -> None:
        page = visit("patient", service_workers=True)
        page.goto("/")
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        kept = page.evaluate(
            """async () => {
                const texts = {};
                for (const name of await caches.keys()) {
                    const cache = await caches.open(name);
                    for (const request of await cache.keys()) {
                        texts[new URL(request.url).pathname] = await (await cache.match(request)).text();
                    }
                }
                return texts;
            }"""
        )
        written = {path for path in kept if not path.startswith("/static/")}
        assert written == {"/help-now", "/offline"}
        assert "988" in kept["/help-now"]
        for path in written:
            assert "data-person" not in kept[path]
            assert "Sam" not in kept[path]

    def test_help_is_there_without_a_network(self, visit: Visit) -> None:
        page = visit("patient", service_workers=True, tolerating=("ERR_INTERNET_DISCONNECTED", "ERR_FAILED"))
        page.goto("/")
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        page.context.set_offline(True)
        page.goto("/help-now")
        assert page.get_by_text("988").first.is_visible()
        page.goto("/account")
        assert page.get_by_role("heading", name="You are offline").is_visible()
        assert (
            page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
            != "rgba(0, 0, 0, 0)"
        )
        page.context.set_offline(False)


def transferred(page: Page, path: str) -> dict[str, int]:
    """Bytes over the wire per address, of a first visit: headers and compressed bodies."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on(
        "Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]})
    )
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({names.get(event["requestId"], "?"): int(event["encodedDataLength"])}),
    )
    page.goto(path)
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => null)")
    return sizes


def test_a_patients_first_load_is_small(visit: Visit) -> None:
    page = visit("patient", width=390)
    sizes = transferred(page, "/")
    total = sum(sizes.values())
    for url, size in sorted(sizes.items(), key=lambda item: -item[1]):
        print(f"{size:>8} {re.sub('^https?://[^/]+', '', url)}")  # noqa: T201
    print(f"{total:>8} in all")  # noqa: T201
    assert len(sizes) >= 5
    assert total <= 150_000
