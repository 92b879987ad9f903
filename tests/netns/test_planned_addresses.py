"""A practice on three addresses as planned: the firewall's rules loaded, a visit over each way that is left.

Pages on 203.0.113.10, picture and sound on .11, TURN inside TLS on port 443 of .12; then all of it on one.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from freehold.addresses.blocks import read
from freehold.addresses.nftables import Ports, rules
from freehold.addresses.plan import layout
from tests import traffic
from tests.browsers import chromium
from tests.launcher.processes import clean_environment
from tests.netns import authority, stage
from tests.netns.practice import NEEDS_A_STAGE, Practice, meet, set_up
from tests.netns.stage import PRACTICE_ADDRESS, Stage
from tests.product import ROOT, start

MEDIA, TURN, SPARE = "203.0.113.11", "203.0.113.12", "203.0.113.13"
BOUND = ("ip", "-o", "-4", "address", "show", "scope", "global")

pytestmark = NEEDS_A_STAGE


@contextmanager
def practising(folder: Path, owned: list[str], environment: dict[str, str]) -> Iterator[Practice]:
    """A practice whose host has these addresses and one that it does not use, set up by its owner."""
    chain, key, fingerprint = authority.certificate_for(PRACTICE_ADDRESS, folder, *owned[1:])
    with stage.raised(folder) as hosts:
        wire = hosts.run(hosts.practice, *BOUND).split()[1]
        for address in (*owned[1:], SPARE):
            hosts.run(hosts.practice, "ip", "address", "add", f"{address}/24", "dev", wire)
        product = start(
            *("--address", PRACTICE_ADDRESS, "--port", "443", "--cert", str(chain), "--key", str(key)),
            data=folder / "data",
            prefix=hosts.inside(hosts.practice),
            environment=environment,
        )
        try:
            trust = f"--ignore-certificate-errors-spki-list={fingerprint}"
            with chromium(trust, program=hosts.browser_at(hosts.home)) as home:
                reached: set[str] = set()
                yield Practice(hosts, product, home, set_up(product, home, reached), reached)
        finally:
            product.stop()


def guard(hosts: Stage, owned: list[str], settings: dict[str, str]) -> None:
    plan = layout([read(one) for one in owned])
    ports = Ports(
        media_tcp=int(settings["livekit_tcp_port"]),
        media_udp=int(settings["livekit_udp_port"]),
        turn_udp=int(settings["turn_udp_port"]),
    )
    hosts.run(hosts.practice, "nft", "-f", "-", given=rules(plan, ports))


def reachable(hosts: Stage, addresses: list[str], ports: set[int]) -> set[tuple[str, int]]:
    """TCP ports that answer the home: those that drop or refuse do not."""
    pairs = [(address, port) for address in addresses for port in sorted(ports)]
    code = (
        "import socket,sys,concurrent.futures as f\n"
        "def t(p):\n"
        "    with socket.socket() as s:\n"
        "        s.settimeout(2)\n"
        "        return s.connect_ex(p) == 0\n"
        f"pairs = {pairs!r}\n"
        "print(*[f'{a}:{p}' for (a, p), o in zip(pairs, f.ThreadPoolExecutor(64).map(t, pairs)) if o])"
    )
    said = hosts.run(hosts.home, "python3", "-c", code).split()
    return {(one.rsplit(":", 1)[0], int(one.rsplit(":", 1)[1])) for one in said}


def listening(hosts: Stage) -> set[int]:
    """TCP ports on which the practice's host listens anywhere but on loopback."""
    lines = hosts.run(hosts.practice, "ss", "-Hltn").splitlines()
    return {int(line.split()[3].rsplit(":", 1)[1]) for line in lines if "127.0.0.1" not in line}


def examined(practice: Practice) -> dict[str, str]:
    """What the doctor thinks of each thing, asked on the practice's own host."""
    command = [str(ROOT / "freehold"), "doctor", "--json", "--data", str(practice.product.data)]
    done = subprocess.run(
        [*practice.stage.inside(practice.stage.practice), *command],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
    )
    return {check["name"]: check["state"] for check in json.loads(done.stdout)["checks"]}


@pytest.fixture(scope="class")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    apart = {"FREEHOLD_MEDIA_ADDRESS": MEDIA, "FREEHOLD_TURN_ADDRESS": TURN}
    owned = [PRACTICE_ADDRESS, MEDIA, TURN]
    with practising(tmp_path_factory.mktemp("planned"), owned, apart) as made:
        yield made


@pytest.fixture
def guarded(practice: Practice) -> Iterator[Practice]:
    guard(practice.stage, [PRACTICE_ADDRESS, MEDIA, TURN], practice.product.settings())
    yield practice
    practice.stage.allow_everything()


class TestThreeAddresses:
    def test_picture_and_sound_have_their_own(self, guarded: Practice):
        told = meet(guarded, "Sam Brennan")
        assert {one["path"]["remote"] for one in told} == {MEDIA}
        assert {one["path"]["protocol"] for one in told} == {"udp"}
        assert traffic.hosts_of(told) <= {PRACTICE_ADDRESS, MEDIA, TURN}
        assert guarded.reached == {PRACTICE_ADDRESS}

    def test_where_a_network_lets_out_port_443_only(self, guarded: Practice):
        only = "meta l4proto udp", "tcp dport != 443"
        guarded.stage.refuse(*only)
        told = meet(guarded, "Ana Sousa")
        assert {one["path"]["local"] for one in told} == {"relay"}
        assert {one["path"]["relayProtocol"] for one in told} == {"tls"}
        assert traffic.hosts_of(told) <= {PRACTICE_ADDRESS, MEDIA, TURN}

    def test_only_what_serves_is_reachable(self, guarded: Practice):
        """Without the rules LiveKit's TCP port is open on every address, and TURN's unwrapped one on one."""
        hosts = guarded.stage
        addresses = [PRACTICE_ADDRESS, MEDIA, TURN, SPARE]
        ports = {*listening(hosts), 22, 80, 443}
        media_tcp = int(guarded.product.settings()["livekit_tcp_port"])
        unwrapped = int(guarded.product.settings()["turn_tls_port"])
        assert reachable(hosts, addresses, ports) == {
            *((PRACTICE_ADDRESS, 443), (MEDIA, media_tcp), (TURN, 443))
        }
        guarded_states = examined(guarded)
        hosts.allow_everything()
        assert reachable(hosts, addresses, ports) > {(SPARE, media_tcp), (MEDIA, unwrapped)}
        open_states = examined(guarded)
        assert (guarded_states["relay without TLS"], guarded_states["media port"]) == ("ok", "ok")
        assert (open_states["relay without TLS"], open_states["media port"]) == ("warn", "warn")


class TestOneAddress:
    """Everything on 203.0.113.10: port 443 carries pages and the relay."""

    def test_where_a_network_lets_out_port_443_only(self, tmp_path: Path):
        with practising(tmp_path, [PRACTICE_ADDRESS], {"FREEHOLD_FRONT": "true"}) as practice:
            guard(practice.stage, [PRACTICE_ADDRESS], practice.product.settings())
            ports = {*listening(practice.stage), 22, 80}
            media_tcp = int(practice.product.settings()["livekit_tcp_port"])
            assert reachable(practice.stage, [PRACTICE_ADDRESS, SPARE], ports) == {
                *((PRACTICE_ADDRESS, 443), (PRACTICE_ADDRESS, media_tcp))
            }
            practice.stage.refuse("meta l4proto udp", "tcp dport != 443")
            told = meet(practice, "Marta Oduya")
            assert {one["path"]["relayProtocol"] for one in told} == {"tls"}
            assert traffic.hosts_of(told) == {PRACTICE_ADDRESS}
            assert practice.reached == {PRACTICE_ADDRESS}
