"""LiveKit's configuration: one address, nobody else's servers, nothing open that need not be."""

import json
from ipaddress import IPv4Address, IPv4Network, ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.cli.livekit_config import Media, TurnTls, configuration, key_file

OWNED = IPv4Address("203.0.113.7")


def media(address: IPv4Address = OWNED, turn_tls: TurnTls | None = None) -> Media:
    return Media(
        address=address,
        port=7880,
        tcp_port=7881,
        udp_port=7882,
        turn_udp_port=3478,
        key="freehold1234",
        key_file=Path("/srv/free hold/keys/livekit-keys.yaml"),
        webhook=f"https://{address}/hooks/livekit",
        turn_tls=turn_tls,
    )


def document(of: Media) -> dict:
    return json.loads(configuration(of))


class TestAddress:
    @given(st.ip_addresses(v=4))
    def test_no_other_address_is_told_to_clients(self, address):
        told = document(media(address))
        assert told["rtc"]["node_ip"] == str(address)
        assert told["rtc"]["use_external_ip"] is False
        assert told["rtc"]["stun_servers"] == [f"{address}:3478"]
        assert told["rtc"]["ips"] == {"includes": [f"{address}/32"]}
        assert told["turn"]["bind_addresses"] == [str(address)]

    @given(st.ip_addresses(v=4), st.ip_addresses(v=4))
    def test_the_relay_reaches_our_own_address_and_no_other(self, address, other):
        denied = [ip_network(block) for block in document(media(address))["turn"]["deny_peer_cidrs"]]
        blocks = [block for block in denied if isinstance(block, IPv4Network)]
        assert not any(address in block for block in blocks)
        assert other == address or any(other in block for block in blocks)

    @pytest.mark.parametrize(
        ("address", "loopback", "restricted"),
        [("127.0.0.1", True, True), ("192.168.1.20", False, True), ("198.51.100.9", False, None)],
    )
    def test_loopback_and_private_addresses_are_opened_only_where_they_are_ours(
        self, address, loopback, restricted
    ):
        told = document(media(IPv4Address(address)))
        assert told["rtc"]["enable_loopback_candidate"] is loopback
        if restricted:
            assert told["turn"]["allow_restricted_peer_cidrs"] == [f"{address}/32"]

    def test_signalling_stays_on_this_machine(self):
        assert document(media())["bind_addresses"] == ["127.0.0.1"]


class TestRooms:
    def test_nobody_makes_a_room_by_entering_it(self):
        assert document(media())["room"]["auto_create"] is False

    def test_two_codecs(self):
        mimes = {codec["mime"] for codec in document(media())["room"]["enabled_codecs"]}
        assert mimes == {"audio/opus", "video/vp8", "video/rtx"}


class TestSecrets:
    def test_the_secret_is_in_the_key_file_only(self):
        assert json.loads(key_file("name", "the secret")) == {"name": "the secret"}
        assert "the secret" not in configuration(media())
        assert document(media())["key_file"] == "/srv/free hold/keys/livekit-keys.yaml"

    def test_its_log_names_no_visitor(self):
        assert document(media())["logging"]["level"] == "warn"


class TestTurnTls:
    def test_it_is_off_unless_443_is_known_to_lead_there(self):
        assert "tls_port" not in document(media())["turn"]

    def test_it_uses_the_practices_certificate(self):
        front = TurnTls("room.example.org", 5349, (Path("/c.pem"), Path("/k.pem")))
        turn = document(media(turn_tls=front))["turn"]
        assert (turn["domain"], turn["tls_port"]) == ("room.example.org", 5349)
        assert (turn["cert_file"], turn["key_file"]) == ("/c.pem", "/k.pem")
        assert "external_tls" not in turn

    def test_behind_our_front_it_has_none_because_it_would_never_read_the_next(self):
        turn = document(media(turn_tls=TurnTls("203.0.113.7", 5349, None)))["turn"]
        assert (turn["domain"], turn["tls_port"], turn["external_tls"]) == ("203.0.113.7", 5349, True)
        assert not {"cert_file", "key_file"} & set(turn)
