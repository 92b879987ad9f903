"""Server time of the main pages in a practice of 3 clinicians and 200 patients, and a patient's first load.

Server time is what a visitor on the same machine waits from asking to the last byte. Bytes are what a browser
with an empty cache receives, headers and compression included: for the page itself, and for what the service
worker fetches afterwards, in the background, so that Help now opens without a network.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Request
from tests.browsers import chromium
from tests.product import ROOT, Product, start

from benchmarks.report import Report, main
from benchmarks.visitor import Visitor

PAGE_GOAL = 0.100
FIRST_LOAD_GOAL = 150_000
UUID = r"[0-9a-f-]{36}"


def measure(arguments: Namespace) -> Report:
    report = Report("pages")
    with tempfile.TemporaryDirectory(prefix="freehold-pages-") as folder:
        data = Path(folder) / "data"
        large = _large_practice(data)
        report.conditions = {"clinicians": 3, "patients": 200, "database": "SQLite, synchronous=FULL"}
        product = start("--port", "0", data=data)
        try:
            visitors = _signed_in(product, large["links"])
            _time_pages(report, visitors, large["ids"]["patient"], arguments.rounds)
            _weigh_first_load(report, product, visitors["patient"].cookies)
        finally:
            product.stop()
    return report


def _large_practice(data: Path) -> dict[str, dict[str, str]]:
    data.mkdir(mode=0o700)
    environment = os.environ | {
        "FREEHOLD_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "freehold.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "benchmarks.large_practice"]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def _signed_in(product: Product, links: dict[str, str]) -> dict[str, Visitor]:
    visitors = {role: Visitor(product.url) for role in links}
    for role, visitor in visitors.items():
        visitor.sign_in(links[role])
    return visitors


def _time_pages(report: Report, visitors: dict[str, Visitor], patient: str, rounds: int) -> None:
    clinician = visitors["clinician"]
    appointments = clinician.links("/appointments", f"/appointments/{UUID}")
    appointment, session = next(
        (path, sessions[0])
        for path in appointments
        if (sessions := clinician.links(path, f"/sessions/{UUID}"))
    )
    pages = {
        "clinician": [
            "/",
            "/appointments",
            "/appointments/new",
            appointment,
            session,
            "/patients",
            f"/patients/{patient}",
            "/account",
        ],
        "owner": ["/", "/patients", "/staff", "/practice"],
        "patient": ["/", "/help-now", "/account"],
    }
    for role, paths in pages.items():
        for path in paths:
            visitors[role].get(path)
            seconds = [visitors[role].get(path)[0] for _ in range(rounds)]
            report.add(f"{role}: {re.sub(UUID, '<id>', path)}", "s", seconds, goal=PAGE_GOAL)


def _weigh_first_load(report: Report, product: Product, cookies: dict[str, str]) -> None:
    """Bytes of a patient's home page with an empty cache, as the browser counts them off the wire."""
    with chromium() as browser, _phone(browser, product, cookies) as context:
        page = context.new_page()
        finished: list[Request] = []
        context.on("requestfinished", lambda request: finished.append(request))
        page.goto(product.url + "/", wait_until="load")
        page.evaluate("() => document.fonts.ready")
        page.evaluate("() => navigator.serviceWorker.ready")
        page.wait_for_load_state("networkidle")
        by_page = [_received(request) for request in finished if request.service_worker is None]
        offline = [_received(request) for request in finished if request.service_worker is not None]
    report.conditions["files_of_first_load"] = len(by_page)
    report.add("patient: bytes of first load", "byte", [sum(by_page)], goal=FIRST_LOAD_GOAL)
    report.add("patient: bytes of the offline pages, afterwards", "byte", [sum(offline)])
    report.add(
        "patient: bytes of first load and offline pages",
        "byte",
        [sum(by_page + offline)],
        goal=FIRST_LOAD_GOAL,
    )


def _received(request: Request) -> int:
    """Bytes off the wire, headers included; 0 for what the browser had in its cache."""
    sizes = request.sizes()
    body, response = sizes["responseBodySize"], request.response()
    if not body and response is not None:
        # Of a service worker's own script Chromium counts the headers only.
        body = int(response.header_value("content-length") or 0)
    return body + sizes["responseHeadersSize"]


def _phone(browser: Browser, product: Product, cookies: dict[str, str]) -> BrowserContext:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies(
        [{"name": name, "value": value, "url": product.url} for name, value in cookies.items()]
    )
    return context


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=60, help="requests of each page (60)")


if __name__ == "__main__":
    main(measure, describe=__doc__, options=_options)
