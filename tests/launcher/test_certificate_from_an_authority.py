"""The whole product with a certificate from an authority: issued at the start, renewed while people work."""

import asyncio
import json
import re
import shutil
import socket
import sqlite3
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener, urlopen

import aiohttp
import pytest
from livekit.protocol.rtc import Ping, SignalRequest, SignalResponse

from freehold.addresses.tests import pebble
from freehold.addresses.tests.pebble import Pebble
from freehold.cli.doctor.turn import first_certificate
from tests.launcher.certificates import certificate
from tests.launcher.commands import freehold
from tests.launcher.processes import await_until, clean_environment, kill, of_installation
from tests.launcher.test_restart import live_child, pids_of
from tests.product import Product, start

WHY_NOT = pebble.why_not() or (
    "" if shutil.which("haproxy") or Path("/usr/sbin/haproxy").exists() else "no haproxy (Debian: haproxy)"
)
pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(bool(WHY_NOT), reason=f"NOT PROVEN HERE: {WHY_NOT}"),
]


@dataclass
class Practice:
    product: Product
    authority: Pebble

    @property
    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority.roots))

    def served(self) -> str:
        """Fingerprint of what a new visitor is given; it is good for whoever trusts the authority."""
        port = int(self.product.url.rsplit(":", 1)[1])
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as line,
            self.trusting.wrap_socket(line, server_hostname="127.0.0.1") as secure,
        ):
            return sha256(secure.getpeercert(binary_form=True) or b"").hexdigest()

    def issued(self) -> str:
        """Fingerprint of the one that the authority issued last."""
        held = (self.product.data / "keys" / "certificate.pem").read_text()
        return sha256(first_certificate(held)).hexdigest()

    def served_newest(self) -> str:
        """Fingerprint of the newest, as soon as visitors are given it: the front takes a moment."""
        newest = self.issued()
        await_until(lambda: self.served() == newest, "that the newest is served")
        return newest

    def health(self) -> dict[str, str]:
        with urlopen(f"{self.product.url}/health", context=self.trusting, timeout=10) as reply:
            read: dict[str, str] = json.loads(reply.read())
            return read

    def answers(self) -> bool:
        try:
            return self.health()["web"] == "ok"
        except OSError:
            return False

    def certificate(self, *flags: str) -> tuple[int, dict[str, object]]:
        done = freehold("addresses", "certificate", "--json", *flags, data=self.product.data)
        return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pebble]:
    with pebble.running(tmp_path_factory.mktemp("authority")) as made:
        yield made


def environment(authority: Pebble) -> dict[str, str]:
    return {
        "FREEHOLD_ACME_DIRECTORY": authority.directory,
        "FREEHOLD_ACME_CA": str(authority.roots),
        "FREEHOLD_HTTP_PORT": str(authority.questions_at),
    }


@pytest.fixture(scope="module")
def practice(authority: Pebble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    data = tmp_path_factory.mktemp("practice") / "data"
    product = start("--demo", "--port", "0", data=data, environment=environment(authority))
    yield Practice(product, authority)
    product.stop()
    assert not of_installation(data)
    assert not (data / "front").exists()


@pytest.fixture(autouse=True)
def lists_its_profile(authority: Pebble) -> None:
    authority.profiles = {"shortlived": "Six days."}


async def signed_in(browser: aiohttp.ClientSession, link: str) -> None:
    async with browser.get(link) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', await page.text())
    assert token
    sent = {"csrfmiddlewaretoken": token[1]}
    async with browser.post(link, data=sent, headers={"Referer": link}) as done:
        assert done.status == 200


async def entered(browser: aiohttp.ClientSession, url: str) -> aiohttp.ClientWebSocketResponse:
    """The clinician enters the room of the session that is due: the line to LiveKit through our gate."""
    async with browser.get(url) as home:
        session = re.search(r"/sessions/([0-9a-f-]{36})", await home.text())
    assert session
    async with browser.get(f"{url}{session[0]}") as room:
        token = re.search(r'name="csrf" content="([^"]+)"', await room.text())
    assert token
    headers = {"X-CSRFToken": token[1], "Referer": url, "Accept": "application/json"}
    async with browser.post(f"{url}{session[0]}/enter", json={}, headers=headers) as done:
        assert done.status == 200, await done.text()
        connection = (await done.json())["connection"]
    query = {"connection": connection, "access_token": "placeholder", "auto_subscribe": "1", "protocol": "16"}
    line = await browser.ws_connect(f"{url}/rtc/{session[1]}/rtc", params=query, origin=url)
    assert (await heard(line)).HasField("join")
    return line


async def heard(line: aiohttp.ClientWebSocketResponse) -> SignalResponse:
    """Raises TypeError when the line was closed instead."""
    return SignalResponse.FromString(await line.receive_bytes(timeout=20))


class TestStart:
    def test_it_is_trusted_and_well(self, practice):
        assert practice.health()["certificate"] == "ok"
        assert practice.certificate()[0] == 0
        checks = json.loads(freehold("doctor", "--json", data=practice.product.data).stdout)["checks"]
        states = {check["name"]: check["state"] for check in checks}
        assert (states["certificate"], states["front"]) == ("ok", "ok")

    def test_without_a_certificate_it_does_not_start_and_says_why(self, authority, tmp_path, monkeypatch):
        authority.profiles = {}
        data = tmp_path / "data"
        given = environment(authority) | {"FREEHOLD_HTTP_PORT": str(pebble.free_port())}
        monkeypatch.setattr("tests.launcher.commands.clean_environment", lambda: clean_environment() | given)
        done = freehold("up", "--port", "0", data=data)
        assert done.returncode == 73
        assert "does not offer the certificate profile 'shortlived'" in done.stderr
        assert "certificates.md" in done.stderr
        assert of_installation(data) == set()

    def test_one_brought_and_one_issued_are_one_too_many(self, authority, tmp_path, monkeypatch):
        monkeypatch.setattr(
            "tests.launcher.commands.clean_environment",
            lambda: clean_environment() | environment(authority),
        )
        cert, key = certificate(tmp_path, "127.0.0.1")
        done = freehold("up", "--cert", cert, "--key", key, data=tmp_path / "data")
        assert done.returncode == 2
        assert "Leave one of them away" in done.stderr


class TestRenewal:
    def test_nobody_notices(self, practice):
        """Four who ask without pause, one who listens, one in a room: none loses a request or a line."""
        answered = asyncio.run(self.renewed_under_load(practice))
        assert answered > 50

    async def renewed_under_load(self, practice: Practice) -> int:
        before, renewed, answered = practice.served_newest(), False, 0
        jar = aiohttp.CookieJar(unsafe=True)  # aiohttp's word for hosts that are addresses
        connector = aiohttp.TCPConnector(ssl=practice.trusting, force_close=True)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as browser:
            await signed_in(browser, practice.product.link("Dana Reyes"))
            stream = await browser.get(f"{practice.product.url}/live", timeout=aiohttp.ClientTimeout(None))
            assert stream.status == 200
            signalling = await entered(browser, practice.product.url)

            async def ask() -> None:
                nonlocal answered
                while not renewed:
                    async with browser.get(f"{practice.product.url}/health") as reply:
                        assert reply.status == 200
                        await reply.read()
                        answered += 1

            asking = [asyncio.create_task(ask()) for _ in range(4)]
            code, told = await asyncio.to_thread(practice.certificate, "--once", "--force")
            assert (code, told["outcome"]) == (0, "renewed")
            while await asyncio.to_thread(practice.served) == before:
                assert not any(one.done() for one in asking)
                await asyncio.sleep(0.1)
            renewed = True
            await asyncio.gather(*asking)
            assert not stream.content.at_eof()
            assert await asyncio.wait_for(stream.content.readline(), 60)
            stream.close()
            ping = SignalRequest(ping_req=Ping(timestamp=4711))
            await signalling.send_bytes(ping.SerializeToString())
            while not (said := await heard(signalling)).HasField("pong_resp"):
                assert not said.HasField("leave")
            assert said.pong_resp.last_ping_timestamp == 4711
            await signalling.close()
        return answered

    def test_one_that_fails_alarms_and_leaves_the_old(self, practice, authority):
        before = practice.served_newest()
        authority.profiles = {}
        code, told = practice.certificate("--once", "--force")
        assert (code, told["outcome"], told["standing"]) == (1, "failed", "failing")
        assert practice.served() == before
        assert practice.health()["certificate"] == "down"
        checks = json.loads(freehold("doctor", "--json", data=practice.product.data).stdout)["checks"]
        (said,) = [check for check in checks if check["name"] == "certificate"]
        assert said["state"] == "warn"
        assert "does not offer" in said["says"]
        authority.profiles = {"shortlived": "Six days."}
        assert practice.certificate("--once", "--force")[0] == 0
        assert practice.health()["certificate"] == "ok"

    def test_a_file_that_is_damaged_is_not_served(self, practice):
        issued = practice.product.data / "keys" / "certificate.pem"
        good, before = issued.read_text(), practice.served_newest()
        issued.write_text(good[: len(good) // 2])
        await_until(lambda: "is not served" in practice.product.log.read_text(), "that it is said")
        assert practice.served() == before
        issued.write_text(good)


class TestBehindTheFront:
    def test_the_record_names_the_visitor_whatever_he_says(self, practice):
        """A sign-in that fails is recorded, with where it was tried from."""
        url, cookies = f"{practice.product.url}/sign-in", CookieJar()
        asking = build_opener(HTTPSHandler(context=practice.trusting), HTTPCookieProcessor(cookies))
        asking.open(url, timeout=10).close()
        (token,) = (cookie.value for cookie in cookies if "csrf" in cookie.name)
        tried = urlencode({"email": "nobody@mail.example", "password": "wrong"}).encode()
        headers = {"X-Forwarded-For": "6.6.6.6", "X-CSRFToken": token or "", "Referer": url}
        with pytest.raises(HTTPError) as refused:
            asking.open(Request(url, tried, headers), timeout=10)
        assert refused.value.code == 422
        database = practice.product.data / "freehold.sqlite3"
        with closing(sqlite3.connect(database, timeout=20)) as connection:
            seen = {row[0] for row in connection.execute("SELECT DISTINCT address FROM audit_auditevent")}
        assert "127.0.0.1" in seen
        assert "6.6.6.6" not in seen

    def test_plain_http_is_sent_on(self, practice, authority):
        with urlopen(
            f"http://127.0.0.1:{authority.questions_at}/health", context=practice.trusting, timeout=10
        ) as reply:
            assert reply.url == f"{practice.product.url}/health"

    @pytest.mark.parametrize("name", ["front", "web", "worker"])
    def test_a_killed_child_comes_back_and_the_others_stay(self, practice, name):
        before = pids_of(practice.product.data)
        kill(before[name])
        await_until(lambda: live_child(practice.product, name, before[name]), f"a new {name}")
        await_until(practice.answers, "an answer")
        after = pids_of(practice.product.data)
        assert {other for other in before if before[other] != after[other]} == {name}

    def test_a_restarted_front_serves_the_newest(self, practice):
        practice.certificate("--once", "--force")
        newest = practice.served_newest()
        before = pids_of(practice.product.data)["front"]
        kill(before)
        await_until(lambda: live_child(practice.product, "front", before), "a new front")
        await_until(practice.answers, "an answer")
        assert practice.served() == newest


class TestAnOwnersCertificateBehindTheFront:
    def test_replaced_without_a_restart(self, started_once, tmp_path):
        data = tmp_path / "data"
        shutil.copytree(started_once, data)
        cert, key = certificate(tmp_path, "127.0.0.1")
        flags = ("--port", "0", "--cert", cert, "--key", key)
        product = start(*flags, data=data, environment={"FREEHOLD_FRONT": "true"})
        try:
            port = int(product.url.rsplit(":", 1)[1])
            before = ssl.get_server_certificate(("127.0.0.1", port))
            web = pids_of(data)["web"]
            certificate(tmp_path, "127.0.0.1")
            await_until(lambda: ssl.get_server_certificate(("127.0.0.1", port)) != before, "the new one")
            assert pids_of(data)["web"] == web
            assert "The certificate changed" in product.log.read_text()
        finally:
            product.stop()
        assert not of_installation(data)
