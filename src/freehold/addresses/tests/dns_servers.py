"""DNS servers for tests: Debian's rbldnsd and unbound, and one that does as badly as a test tells it to."""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rrset
import pytest

from freehold.addresses.questioning import Patience
from freehold.addresses.resolvers import Resolver

IMPATIENT = Patience(timeouts=(0.3, 0.3), pause=0.01)
LOOPBACK = "127.0.0.1"
START = 20.0
"""Seconds that a server may take until it answers."""

TEST_ENTRY = ":127.0.0.2:Test entry"


def needs(program: str, package: str) -> str:
    """Its path; skips loudly where Debian's package is not installed."""
    path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if path is None:
        pytest.skip(
            f"NO {program.upper()}: apt-get install {package}; without it no DNS list is asked in tests"
        )
    return path


def free_port() -> int:
    """One that is free for UDP and TCP alike."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            udp.bind((LOOPBACK, 0))
            port: int = udp.getsockname()[1]
            try:
                tcp.bind((LOOPBACK, port))
            except OSError:
                continue
            return port


@contextmanager
def public_folder() -> Iterator[Path]:
    """A folder that a server without rights may read: pytest's own are for root alone."""
    with tempfile.TemporaryDirectory(prefix="freehold-dns-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def rbldnsd(zones: Mapping[str, Sequence[str]]) -> Iterator[Resolver]:
    """A server of lists: names of zones, and the lines of each (ip4trie), test entry included if wanted."""
    program = needs("rbldnsd", "rbldnsd")
    with public_folder() as folder:
        arguments = []
        for name, lines in zones.items():
            head = ["$SOA 3600 ns.test. host.test. 0 600 300 86400 300", "$NS 3600 ns.test."]
            (folder / name).write_text("\n".join([*head, *lines]) + "\n")
            arguments.append(f"{name}:ip4trie:{name}")
        port = free_port()
        # It refuses to be root, and to change its user when it is not.
        user = ["-u", _somebody("rbldns")] if os.geteuid() == 0 else []
        command = [program, "-n", "-b", f"{LOOPBACK}/{port}", "-w", str(folder), *user, *arguments]
        with _running(command, folder, port):
            yield Resolver(LOOPBACK, port)


def _somebody(preferred: str) -> str:
    try:
        return pwd.getpwnam(preferred).pw_name
    except KeyError:
        return "nobody"


@contextmanager
def unbound(stubs: Mapping[str, Resolver], lines: Sequence[str] = ()) -> Iterator[Resolver]:
    """A real resolver that asks `stubs` about their zones, with `lines` in its `server:` section."""
    program = needs("unbound", "unbound")
    with public_folder() as folder:
        port = free_port()
        settings = [
            "server:",
            f"  interface: {LOOPBACK}",
            f"  port: {port}",
            '  username: ""',
            '  chroot: ""',
            f'  directory: "{folder}"',
            '  pidfile: ""',
            "  use-syslog: no",
            "  do-daemonize: no",
            "  do-not-query-localhost: no",
            '  module-config: "iterator"',
            # As it comes, it says that there is no top level of this name.
            '  local-zone: "test." nodefault',
            # Rather no answer than one from the Internet.
            '  local-zone: "com." always_nxdomain',
            '  local-zone: "invalid." always_nxdomain',
            *(f"  {line}" for line in lines),
        ]
        for zone, server in stubs.items():
            settings += ["stub-zone:", f'  name: "{zone}"', f"  stub-addr: {server.address}@{server.port}"]
        (folder / "unbound.conf").write_text("\n".join(settings) + "\n")
        command = [program, "-d", "-c", str(folder / "unbound.conf")]
        with _running(command, folder, port):
            yield Resolver(LOOPBACK, port)


@contextmanager
def _running(command: Sequence[str], folder: Path, port: int) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        _await_an_answer(process, port, folder / "log")
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(START)


def _await_an_answer(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    question = dns.message.make_query("ready.invalid", "A")
    for _attempt in range(int(START / 0.1)):
        assert process.poll() is None, log.read_text()
        try:
            dns.query.udp(question, LOOPBACK, timeout=0.1, port=port)
        except (dns.exception.Timeout, OSError):
            continue
        return
    raise AssertionError(f"it did not answer:\n{log.read_text()}")


Behaviour = Callable[[dns.message.Message, Callable[[bytes], None]], None]
"""Told each question that came, and what sends bytes back to who asked, once, more often or never."""


class Bad(asyncio.DatagramProtocol):
    """A server that does as it is told."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.asked: list[str] = []
        self.ids: list[int] = []
        self.ports: set[int] = set()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        question = dns.message.from_wire(data)
        self.asked.append(question.question[0].name.to_text())
        self.ids.append(question.id)
        self.ports.add(address[1])
        self.behaviour(question, lambda answer: self.transport.sendto(answer, address))


@asynccontextmanager
async def behaving(
    behaviour: Behaviour,
    over_tcp: Callable[[dns.message.Message], bytes] | None = None,
    at: Resolver | None = None,
):
    """The server and where it is; with `over_tcp` it answers there too."""
    loop = asyncio.get_running_loop()
    at = at or Resolver(LOOPBACK, free_port())
    transport, server = await loop.create_datagram_endpoint(
        lambda: Bad(behaviour), local_addr=(at.address, at.port)
    )

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        size = int.from_bytes(await reader.readexactly(2), "big")
        answer = over_tcp(dns.message.from_wire(await reader.readexactly(size)))
        writer.write(len(answer).to_bytes(2, "big") + answer)
        await writer.drain()
        writer.close()

    tcp = await asyncio.start_server(serve, at.address, at.port) if over_tcp is not None else None
    try:
        yield server, at
    finally:
        transport.close()
        if tcp is not None:
            tcp.close()


def answer(
    question: dns.message.Message, *addresses: str, rcode: dns.rcode.Rcode = dns.rcode.NOERROR
) -> bytes:
    """An answer with these A records."""
    message = dns.message.make_response(question)
    message.set_rcode(rcode)
    if addresses:
        message.answer.append(dns.rrset.from_text(question.question[0].name, 60, "IN", "A", *addresses))
    return message.to_wire()


def absent(question: dns.message.Message) -> bytes:
    return answer(question, rcode=dns.rcode.NXDOMAIN)


def list_of(zone: str, listed: Mapping[str, Sequence[str]]) -> Callable[[dns.message.Message], bytes]:
    """What an honest server of one list answers: by address, its codes."""
    names = {
        f"{'.'.join(reversed(address.split('.')))}.{zone}.": codes
        for address, codes in {"127.0.0.2": ["127.0.0.2"], **listed}.items()
    }

    def reply(question: dns.message.Message) -> bytes:
        codes = names.get(question.question[0].name.to_text())
        return answer(question, *codes) if codes else absent(question)

    return reply
