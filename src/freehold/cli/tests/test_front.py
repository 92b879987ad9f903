"""The real HAProxy with the configuration that `up` writes, the web server behind it, a stand-in for TURN."""

import asyncio
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv4Address
from pathlib import Path

import aiohttp
import pytest
from tests.netns.authority import certificate_for

from freehold.cli import front_admin
from freehold.cli.front_child import only
from freehold.cli.front_config import Front, configuration
from freehold.config.front_folder import ADMIN, CERTIFICATE, WEB

HAPROXY = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
pytestmark = pytest.mark.skipif(
    HAPROXY is None, reason="NOT PROVEN HERE: `haproxy` is not installed (Debian: haproxy)"
)

HOME = IPv4Address("127.0.0.1")
TURN_HOME = IPv4Address("127.0.0.2")
STUN = b"\x00\x03\x00\x00\x21\x12\xa4\x42" + bytes(12)
ROOT = Path(__file__).resolve().parents[4]
WITHIN = 20.0


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def front(**given: object) -> Front:
    usual = {
        "address": HOME,
        "port": 443,
        "host": "127.0.0.1",
        "hooks_port": 7883,
        "http_port": 80,
        "turn": (HOME, 5349),
        "turn_address": None,
    }
    return Front(**usual | given)  # type: ignore[arg-type]


def pem_of(folder: Path) -> str:
    chain, key, _ = certificate_for("127.0.0.1", folder)
    return (only(key.read_bytes(), b"PRIVATE KEY") + only(chain.read_bytes(), b"CERTIFICATE")).decode()


@dataclass
class Practice:
    folder: Path
    front: Front
    turned: list[bytes] = field(default_factory=list)
    """What arrived where LiveKit would be."""
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> None:
        (self.folder / CERTIFICATE).write_text(pem_of(self.folder))
        (self.folder / "haproxy.cfg").write_text(configuration(self.front))
        granian = [sys.executable, "-m", "granian", "--interface", "asgi", "--uds", str(self.folder / WEB)]
        granian += ["--uds-permissions", "0o600", "--workers-kill-timeout", "1", "--log-level", "warning"]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        web = [*granian, "freehold.cli.tests.front_app:application"]
        haproxy = [str(HAPROXY), "-db", "-q", "-C", str(self.folder), "-f", "haproxy.cfg"]
        with (self.folder / "log").open("ab") as log:
            for command in (web, haproxy):
                self.processes.append(
                    subprocess.Popen(command, env=environment, stdout=log, stderr=log, process_group=0)
                )
        self._stand_in_for_turn()
        end = time.monotonic() + WITHIN
        while not self._answers():
            assert time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return self.ask("/") != {}
        except OSError:
            return False

    def _stand_in_for_turn(self) -> None:
        assert self.front.turn
        listener = socket.create_server((str(self.front.turn[0]), self.front.turn[1]))
        self._listener = listener

        def serve() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    line.settimeout(WITHIN)
                    self.turned.append(line.recv(4096))
                    line.sendall(b"TURN")

        threading.Thread(target=serve, daemon=True).start()

    def stop(self) -> None:
        self._listener.close()
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(WITHIN)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.front.port}"

    def line(self, host: IPv4Address = HOME, port: int | None = None, alpn: str = "") -> ssl.SSLSocket:
        context = believing()
        if alpn:
            context.set_alpn_protocols([alpn])
        raw = socket.create_connection((str(host), port or self.front.port), timeout=WITHIN)
        return context.wrap_socket(raw)

    def serves(self) -> str:
        with self.line() as line:
            given = line.getpeercert(binary_form=True)
            assert given
            return sha256(given).hexdigest()

    def ask(self, path: str, *lines: str) -> dict:
        """What the application saw of a request with these header lines."""
        request = "\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *lines, "Connection: close"])
        with self.line() as line:
            line.sendall(f"{request}\r\n\r\n".encode())
            said = b""
            while part := line.recv(65536):
                said += part
        _, _, body = said.partition(b"\r\n\r\n")
        if b"transfer-encoding: chunked" in said.lower():
            body = body.split(b"\r\n", 1)[1].rsplit(b"\r\n0", 1)[0]
        return json.loads(body) if body.startswith(b"{") else {}


def believing() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    made = Practice(
        tmp_path_factory.mktemp("front"),
        front(port=free_port(), hooks_port=free_port(), http_port=free_port(), turn=(HOME, free_port())),
    )
    made.start()
    yield made
    made.stop()


class TestConfiguration:
    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"turn": None},
            {"turn_address": TURN_HOME},
            {"turn_address": TURN_HOME, "turn": None},
            {"http_port": None, "hooks_port": None},
            {"host": "room.example.org", "port": 8443},
        ],
    )
    def test_haproxy_understands_it(self, tmp_path, given):
        (tmp_path / CERTIFICATE).write_text(pem_of(tmp_path))
        (tmp_path / "haproxy.cfg").write_text(configuration(front(**given)))
        done = subprocess.run(
            [str(HAPROXY), "-c", "-C", str(tmp_path), "-f", "haproxy.cfg"], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert "WARNING" not in done.stderr, done.stderr

    def test_no_address_but_the_practice_s_own(self):
        for line in configuration(front(address=IPv4Address("203.0.113.7"))).splitlines():
            if line.strip().startswith("bind"):
                assert line.split()[1] in ("203.0.113.7:443", "203.0.113.7:80", "127.0.0.1:7883")


class TestWhoAsks:
    def test_the_application_knows_the_visitor_and_that_the_line_is_secure(self, practice):
        told = practice.ask("/who")
        assert told["client"] == ["127.0.0.1", 0]
        assert told["scheme"] == "https"

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "x-forwarded-for", "X-FORWARDED-FOR"])
    def test_a_visitor_cannot_say_that_he_is_another(self, practice, header):
        told = practice.ask("/who", f"{header}: 6.6.6.6", f"{header}: 203.0.113.9, 6.6.6.6")
        assert told["client"] == ["127.0.0.1", 0]
        assert "6.6.6.6" not in json.dumps(told)

    def test_nor_over_http2(self, practice):
        done = subprocess.run(
            ["curl", "-sk", "--http2", "-H", "X-Forwarded-For: 6.6.6.6", practice.url],
            capture_output=True,
            check=True,
        )
        assert json.loads(done.stdout)["client"] == ["127.0.0.1", 0]

    def test_the_web_server_s_socket_is_ours_alone(self, practice):
        for name in (WEB, ADMIN):
            assert (practice.folder / name).stat().st_mode & 0o777 == 0o600


class TestOnePort:
    def test_pages_over_http2_and_http1(self, practice):
        for protocol in ("h2", "http/1.1"):
            with practice.line(alpn=protocol) as line:
                assert line.selected_alpn_protocol() == protocol

    def test_turn_is_known_by_its_words_without_a_server_name(self, practice):
        with practice.line() as line:
            line.sendall(STUN)
            assert line.recv(4096) == b"TURN"
        assert practice.turned[-1] == STUN

    def test_turn_in_pieces(self, practice):
        with practice.line() as line:
            line.sendall(STUN[:3])
            line.sendall(STUN[3:])
            assert line.recv(4096) == b"TURN"

    @pytest.mark.parametrize(
        "words", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\x00" * 30, b"\x00\x03\x00\x00\x21\x12\xa4\x43aaaa"]
    )
    def test_anything_else_is_cut(self, practice, words):
        before = len(practice.turned)
        with practice.line() as line:
            line.sendall(words)
            said = line.recv(4096)
        assert said == b"" or said.startswith(b"HTTP/1.1 400")
        assert len(practice.turned) == before

    def test_plain_words_on_the_tls_port_reach_nobody(self, practice):
        with socket.create_connection(("127.0.0.1", practice.front.port), timeout=WITHIN) as line:
            line.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert line.recv(4096) == b""


class TestPlainHttp:
    def ask(self, port: int, path: str, host: str = "127.0.0.1", method: str = "GET") -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=WITHIN) as line:
            line.sendall(f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            said = b""
            while part := line.recv(65536):
                said += part
        return said

    def test_visitors_are_sent_to_the_practice_whatever_host_they_named(self, practice):
        for host in ("127.0.0.1", "evil.example"):
            said = self.ask(practice.front.http_port, "/sign-in?next=/today", host)
            assert said.startswith(b"HTTP/1.1 308")
            assert f"location: {practice.url}/sign-in?next=/today\r\n".encode() in said

    def test_questions_of_an_authority_go_to_whoever_asked_it(self, practice):
        from freehold.addresses.challenges import answering
        from freehold.config.front_folder import QUESTIONS

        path = "/.well-known/acme-challenge/token"
        with answering({"token": "token.print"}, [practice.folder / QUESTIONS]):
            assert self.ask(practice.front.http_port, path).endswith(b"token.print")
            assert self.ask(practice.front.http_port, path + "s").startswith(b"HTTP/1.1 404")
        assert self.ask(practice.front.http_port, path).startswith(b"HTTP/1.1 503")

    def test_livekit_s_messages_come_in_on_loopback_and_nothing_else_does(self, practice):
        port = practice.front.hooks_port
        assert b'"path": "/hooks/livekit"' in self.ask(port, "/hooks/livekit", method="POST")
        for path, method in (("/", "GET"), ("/hooks/livekit", "GET"), ("/hooks/livekit/../", "POST")):
            assert self.ask(port, path, method=method).startswith(b"HTTP/1.1 403")


class TestTurnAlone:
    def test_its_own_address_takes_turn_and_nothing_else(self, tmp_path, monkeypatch):
        port = free_port("127.0.0.2")
        monkeypatch.setattr("freehold.cli.front_config.TURN_PORT", port)
        given = front(
            port=free_port(),
            hooks_port=None,
            http_port=None,
            turn=(HOME, free_port()),
            turn_address=TURN_HOME,
        )
        practice = Practice(tmp_path, given)
        practice.start()
        try:
            with practice.line(TURN_HOME, port) as line:
                line.sendall(STUN)
                assert line.recv(4096) == b"TURN"
            with practice.line(TURN_HOME, port) as line:
                line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.2\r\n\r\n")
                assert line.recv(4096) == b""
            with practice.line() as line:
                line.sendall(STUN)
                assert line.recv(4096) != b"TURN"
        finally:
            practice.stop()


class TestANewCertificate:
    def test_no_request_and_no_line_is_dropped(self, practice, tmp_path):
        """Twenty changes under load: six that ask without pause, a WebSocket and a stream that stay open."""
        done = asyncio.run(self.under_load(practice, tmp_path))
        assert done > 100

    async def under_load(self, practice: Practice, folder: Path) -> int:
        answered, changing = 0, True
        connector = aiohttp.TCPConnector(ssl=believing(), force_close=True)
        async with aiohttp.ClientSession(connector=connector) as browser:

            async def ask() -> None:
                nonlocal answered
                while changing:
                    async with browser.get(f"{practice.url}/who") as reply:
                        assert reply.status == 200
                        await reply.read()
                        answered += 1

            asking = [asyncio.create_task(ask()) for _ in range(6)]
            socket = await browser.ws_connect(f"{practice.url}/socket")
            stream = await browser.get(f"{practice.url}/stream")
            seen = set()
            for number in range(20):
                pem = pem_of(folder)
                await asyncio.to_thread(front_admin.take_certificate, practice.folder, pem)
                seen.add(await asyncio.to_thread(practice.serves))
                await socket.send_str(f"still here {number}")
                assert (await socket.receive()).data == f"still here {number}"
                assert await stream.content.readline()
            changing = False
            await asyncio.gather(*asking)
            assert len(seen) == 20
            stream.close()
            await socket.close()
        return answered

    @pytest.mark.parametrize(
        "pem", ["", "junk", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
    )
    def test_one_that_is_broken_changes_nothing(self, practice, pem):
        before = practice.serves()
        with pytest.raises(front_admin.NotTaken):
            front_admin.take_certificate(practice.folder, pem)
        assert practice.serves() == before

    def test_one_with_another_s_key_changes_nothing(self, practice, tmp_path):
        before = practice.serves()
        mine, other = pem_of(tmp_path).encode(), pem_of(tmp_path).encode()
        mixed = (only(mine, b"PRIVATE KEY") + only(other, b"CERTIFICATE")).decode()
        with pytest.raises(front_admin.NotTaken):
            front_admin.take_certificate(practice.folder, mixed)
        assert practice.serves() == before

    def test_nobody_there(self, tmp_path):
        with pytest.raises(front_admin.NotTaken):
            front_admin.take_certificate(tmp_path, pem_of(tmp_path))
