"""Choosing ports: the owner's word first, then last time's, the usual, any; never one that is taken."""

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address

import pytest

from freehold.cli import ports
from freehold.cli.failure import Stop
from freehold.cli.ports import Reservation, Wish, choose, who_listens

HERE = IPv4Address("127.0.0.1")


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        yield holder.getsockname()[1]


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wish(usual: int, *, is_fixed: bool = False, option: str = "livekit_port") -> Wish:
    return Wish(option, socket.SOCK_STREAM, "127.0.0.1", usual, is_fixed)


class TestChoose:
    def test_the_usual_one_when_it_is_free(self):
        usual = free()
        assert choose([wish(usual)], {}, never=0) == {"livekit_port": usual}

    def test_last_times_before_the_usual(self):
        usual, last = free(), free()
        assert choose([wish(usual)], {"livekit_port": last}, never=0) == {"livekit_port": last}

    def test_another_when_both_are_taken(self, listening):
        chosen = choose([wish(listening)], {"livekit_port": listening}, never=0)["livekit_port"]
        assert chosen != listening

    def test_the_owners_is_never_replaced(self, listening):
        with pytest.raises(Stop, match=f"Port {listening} .* is in use by .*pid"):
            choose([wish(listening, is_fixed=True)], {}, never=0)

    def test_no_port_twice_and_never_the_webs(self):
        usual = free()
        wishes = [wish(usual, option=option) for option in ("one", "two", "three")]
        chosen = choose(wishes, {}, never=usual)
        assert len(set(chosen.values())) == 3
        assert usual not in chosen.values()


class TestReservation:
    def test_it_is_refused_while_another_listens(self, listening):
        with pytest.raises(Stop, match=f"Port {listening} .* in use by .*pid"):
            Reservation(HERE, listening)

    def test_what_else_to_do_fits_what_the_port_is_for(self, listening):
        with pytest.raises(Stop, match="start with --port 0"):
            Reservation(HERE, listening)
        with pytest.raises(Stop) as refused:
            Reservation(HERE, listening, ports.QUESTIONS)
        assert "http_port in freehold.toml" in str(refused.value)
        assert "--port 0" not in str(refused.value)

    def test_it_is_refused_while_another_freehold_only_reserves(self):
        held = Reservation(HERE, 0)
        try:
            with pytest.raises(Stop, match=f"Port {held.port}"):
                Reservation(HERE, held.port)
        finally:
            held.release()

    def test_it_lets_a_sharing_server_in_and_keeps_others_out(self):
        held = Reservation(HERE, 0)
        try:
            with socket.socket() as other, pytest.raises(OSError, match="in use"):
                other.bind(("127.0.0.1", held.port))
            with socket.socket() as ours:
                ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                ours.bind(("127.0.0.1", held.port))
                ours.listen()
                with socket.create_connection(("127.0.0.1", held.port), timeout=2):
                    visitor, _ = ours.accept()
                    visitor.close()
        finally:
            held.release()

    def test_it_is_free_again_afterwards(self):
        held = Reservation(HERE, 0)
        held.release()
        Reservation(HERE, held.port).release()

    def test_an_address_of_another_machine(self):
        with pytest.raises(Stop, match="not an address of this machine"):
            Reservation(IPv4Address("203.0.113.200"), 0)


class TestWho:
    def test_it_names_the_process(self, listening):
        import os

        assert f"(pid {os.getpid()})" in (who_listens(listening) or "")

    def test_nobody(self):
        assert who_listens(free()) is None

    def test_what_was_noted_badly_is_forgotten(self, tmp_path):
        noted = tmp_path / "ports.json"
        for text in ("", "{", "[1]", '{"livekit_port": "x"}'):
            noted.write_text(text)
            assert ports.remembered(noted) == {}
