"""Rows of /proc/net: made by hand and by any kernel."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.cli import ports
from freehold.cli.doctor.outside.connections import Watch, descendants, sockets_of, table_rows
from freehold.cli.doctor.outside.listening import Door, doors, strangers
from freehold.cli.doctor.outside.sockets import Connection, outgoing, rows

from .evidence import ANY

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def line(local: str, remote: str, state: str, inode: int) -> str:
    return f"   0: {local} {remote} {state} 00000000:00000000 00:00000000 00000000  0  0 {inode} 1\n"


def packed(address: str, port: int) -> str:
    ip = IPv6Address(address) if ":" in address else IPv4Address(address)
    turned = b"".join(ip.packed[at : at + 4][::-1] for at in range(0, len(ip.packed), 4))
    return f"{turned.hex().upper()}:{port:04X}"


@given(st.ip_addresses(), st.integers(0, 65535), st.ip_addresses(), st.integers(0, 65535))
def test_every_address_is_read_back(local, local_port, remote, remote_port):
    if local.version != remote.version:
        return
    table = "tcp" if local.version == 4 else "tcp6"
    text = HEAD + line(packed(str(local), local_port), packed(str(remote), remote_port), "01", 7)
    (row,) = rows(table, text)

    def plain(address):
        return str(getattr(address, "ipv4_mapped", None) or address)

    assert (row.local, row.remote) == (plain(local), plain(remote))
    assert (row.local_port, row.remote_port, row.inode) == (local_port, remote_port, 7)


@given(st.text())
def test_nothing_breaks_it(text):
    list(rows("tcp", text))


class TestOutgoing:
    SERVER, CLIENT, STRANGERS = 1, 2, 3
    TEXT = (
        HEAD
        + line(packed("203.0.113.10", 443), packed(ANY, 0), "0A", SERVER)
        + line(packed("203.0.113.10", 443), packed("198.51.100.7", 50000), "01", CLIENT)
        + line(packed("203.0.113.10", 50100), packed("198.51.100.25", 587), "02", CLIENT)
        + line(packed("203.0.113.10", 50200), packed("192.0.2.1", 443), "01", STRANGERS)
    )

    def test_visitors_are_not_where_the_server_went(self):
        found = set(outgoing(rows("tcp", self.TEXT), {self.SERVER, self.CLIENT}))
        assert found == {Connection("tcp", "198.51.100.25", 587)}

    def test_other_peoples_processes_are_not_ours(self):
        assert set(outgoing(rows("tcp", self.TEXT), set())) == set()


class TestOfThisMachine:
    def test_a_connection_of_this_process_is_seen(self):
        with socket.create_server(("127.0.0.9", 0)) as server:
            port = server.getsockname()[1]
            with socket.create_connection(("127.0.0.9", port)), Watch(os.getpid()) as watch:
                pass
        assert Connection("tcp", "127.0.0.9", port) in watch.seen
        assert watch.looks

    def test_one_of_another_process_is_not(self):
        with socket.create_server(("127.0.0.9", 0)) as server:
            port = server.getsockname()[1]
            with socket.create_connection(("127.0.0.9", port)), Watch() as watch:
                pass
        assert watch.seen == set()

    def test_descendants_hold_oneself(self):
        assert os.getpid() in descendants(os.getpid())
        assert os.getpid() in descendants(os.getppid())


@pytest.mark.parametrize(
    ("protocol", "local", "port", "is_open"),
    [
        ("tcp", "203.0.113.10", 443, True),
        ("tcp", ANY, 22, True),
        ("tcp6", "::", 22, True),
        ("tcp", "127.0.0.1", 7880, False),
        ("tcp6", "::1", 7880, False),
        ("udp", ANY, 68, True),
        ("udp", ANY, 51234, False),
    ],
)
def test_what_somebody_outside_could_knock_at(protocol, local, port, is_open):
    empty = ANY if "." in local else "::"
    state = "0A" if protocol.startswith("tcp") else "07"
    text = HEAD + line(packed(local, port), packed(empty, 0), state, 1)
    found = doors(rows(protocol, text))
    assert found == ([Door(protocol.rstrip("6"), port, local)] if is_open else [])


def test_a_high_port_of_ours_is_a_door():
    text = HEAD + line(packed("203.0.113.10", 51234), packed(ANY, 0), "07", 1)
    expected = frozenset({("udp", 51234)})
    assert doors(rows("udp", text), expected) == [Door("udp", 51234, "203.0.113.10")]


class TestAStrangerOnOneOfOurPorts:
    """Beside the practice's own server, on the same port: half of all visitors meet it (SO_REUSEPORT)."""

    @pytest.fixture
    def beside(self) -> Iterator[tuple[int, int, int]]:
        """A server of another process on the port of ours: the port, that process, our socket's inode."""
        script = (
            "import socket, sys; s = socket.socket();"
            "s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1);"
            "s.bind(('0.0.0.0', int(sys.argv[1]))); s.listen(); print(flush=True); sys.stdin.read()"
        )
        with socket.socket() as ours:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            ours.bind((ANY, 0))
            ours.listen()
            port = ours.getsockname()[1]
            command = [sys.executable, "-c", script, str(port)]
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
                assert other.stdout
                other.stdout.readline()
                yield port, other.pid, os.fstat(ours.fileno()).st_ino
                other.terminate()

    def test_it_is_found_by_its_process_and_named(self, beside):
        port, pid, own = beside
        (found,) = strangers(table_rows(), frozenset({("tcp", port)}), {own})
        assert found.door == Door("tcp", port, ANY)
        assert str(pid) in (ports.holder_of([found.inode]) or "")

    def test_our_children_are_no_strangers(self, beside):
        port, _pid, _own = beside
        family = sockets_of(os.getpid())
        assert family
        assert strangers(table_rows(), frozenset({("tcp", port)}), family) == []

    def test_other_numbers_are_judged_by_their_number(self, beside):
        assert strangers(table_rows(), frozenset({("tcp", 1)}), set()) == []
