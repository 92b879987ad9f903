"""The text of LiveKit's configuration for one owned IPv4 address. Pure: no clock, no files, no network.

Reference: livekit-server 1.13.5, `config-sample.yaml` and `pkg/config/config.go`.
"""

import json
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path


@dataclass(frozen=True)
class Media:
    """All that the configuration depends on; ports are TCP or UDP numbers."""

    address: IPv4Address
    port: int
    tcp_port: int
    udp_port: int
    turn_udp_port: int
    key: str
    key_file: Path
    webhook: str
    turn_tls: "TurnTls | None" = None


@dataclass(frozen=True)
class TurnTls:
    """TURN inside TLS. Clients are told `turns:domain:443` whatever `port` is, so 443 must lead to it."""

    domain: str
    port: int
    files: tuple[Path, Path] | None
    """Chain and key, read once at start; None: something in front takes the TLS and changes certificates."""


def configuration(media: Media) -> str:
    """The file's text: JSON, which is YAML, so that nothing needs quoting rules of its own."""
    return json.dumps(_document(media), indent=2) + "\n"


def key_file(key: str, secret: str) -> str:
    """Text of LiveKit's key file, which must be readable by its owner only."""
    return json.dumps({key: secret}) + "\n"


def _document(media: Media) -> dict[str, object]:
    return {
        "port": media.port,
        # HTTP, signalling and metrics stay on this machine: browsers come through our own gate.
        "bind_addresses": ["127.0.0.1"],
        "rtc": {
            "node_ip": str(media.address),
            "use_external_ip": False,
            "udp_port": media.udp_port,
            "tcp_port": media.tcp_port,
            "ips": {"includes": [f"{media.address}/32"]},
            # Left empty, clients would be handed two companies' STUN servers.
            "stun_servers": [f"{media.address}:{media.turn_udp_port}"],
            # Without it, silently no media on loopback; with it elsewhere, a candidate that nobody reaches.
            "enable_loopback_candidate": media.address.is_loopback,
            # Key frames may be asked for this often. The usual second costs a newcomer up to 0.8 s of black
            # when the first one went by before their line was up; two people ask rarely.
            "pli_throttle": {"low_quality": "100ms", "mid_quality": "100ms", "high_quality": "100ms"},
        },
        "turn": _turn(media),
        "room": {
            "auto_create": False,
            "enabled_codecs": [{"mime": "audio/opus"}, {"mime": "video/vp8"}, {"mime": "video/rtx"}],
        },
        "webhook": {"api_key": media.key, "urls": [media.webhook]},
        "key_file": str(media.key_file),
        # `info` writes patients' network addresses into the log.
        "logging": {"level": "warn", "pion_level": "error", "json": True},
    }


def _turn(media: Media) -> dict[str, object]:
    own = IPv4Network(f"{media.address}/32")
    turn: dict[str, object] = {
        "enabled": True,
        "udp_port": media.turn_udp_port,
        "bind_addresses": [str(media.address)],
        # A relay for our own media only: with the rest of the Internet denied, nobody can borrow it.
        "deny_peer_cidrs": [str(rest) for rest in IPv4Network("0.0.0.0/0").address_exclude(own)] + ["::/0"],
    }
    if media.address.is_private or media.address.is_loopback:
        turn["allow_restricted_peer_cidrs"] = [str(own)]
    if media.turn_tls:
        turn |= {
            "domain": media.turn_tls.domain,
            "tls_port": media.turn_tls.port,
        }
        if media.turn_tls.files:
            cert, key = media.turn_tls.files
            turn |= {"cert_file": str(cert), "key_file": str(key)}
        else:
            turn["external_tls"] = True
    return turn
