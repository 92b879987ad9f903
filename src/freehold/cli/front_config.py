"""The text of HAProxy's configuration: the TLS connections of one practice. Pure: no files, no network.

Port 443 carries pages and TURN alike. They are told apart by what arrives inside TLS, not by the name that
was asked for: browsers send no name for a bare address. Reference: HAProxy 2.6 configuration manual; STUN's
magic cookie: RFC 8489, section 5.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address

# Names in its working folder: no path of an installation stands in the text.
from freehold.config.front_folder import ADMIN, CERTIFICATE, QUESTIONS, WEB

TURN_PORT = 443
"""LiveKit tells browsers this port, whatever it is told."""

STUN = "payload(4,4),hex 2112A442"

CIPHERS = ":".join(
    [
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-RSA-CHACHA20-POLY1305",
    ]
)
"""Of TLS 1.2: Mozilla's intermediate list without finite-field Diffie-Hellman."""


@dataclass(frozen=True)
class Front:
    address: IPv4Address
    port: int
    host: str
    """Name or address under which the practice is known: where plain http is sent to."""
    hooks_port: int | None
    """On loopback, for LiveKit's own messages to us; None: there is no media server."""
    http_port: int | None
    """Where an authority asks, and visitors who typed no https are sent on; None: not at all."""
    turn: tuple[IPv4Address, int] | None
    """Where LiveKit takes TURN without TLS; None: no TURN inside TLS."""
    turn_address: IPv4Address | None
    """TURN's own address; None: it shares the pages' address and port."""

    @property
    def shares_its_port(self) -> bool:
        return self.turn is not None and self.turn_address is None

    @property
    def authority(self) -> str:
        """Host, with the port where it is not the usual one."""
        return self.host if self.port == 443 else f"{self.host}:{self.port}"


def configuration(front: Front) -> str:
    parts = [_GLOBAL, _pages(front), _web(front)]
    if front.hooks_port is not None:
        parts.append(_hooks(front, front.hooks_port))
    if front.http_port is not None:
        parts.append(_plain(front, front.http_port))
    if front.turn:
        parts.append(f"backend turn\n    mode tcp\n    server livekit {front.turn[0]}:{front.turn[1]}\n")
        if front.turn_address:
            parts.append(_turn_alone(front.turn_address))
    return "\n".join(parts)


_GLOBAL = f"""\
global
    stats socket unix@{ADMIN} mode 600 level admin
    tune.bufsize 32768
    ssl-default-bind-options ssl-min-ver TLSv1.2
    ssl-default-bind-ciphers {CIPHERS}

defaults
    timeout connect 5s
    timeout client 5m
    timeout server 5m
    timeout tunnel 1h
    timeout http-request 30s
    timeout http-keep-alive 1m
    retries 5
"""


def _bind(address: IPv4Address, port: int, alpn: str = "") -> str:
    return f"    bind {address}:{port} ssl crt {CERTIFICATE}{alpn}\n"


def _pages(front: Front) -> str:
    text = "frontend pages\n    mode tcp\n"
    text += _bind(front.address, front.port, " alpn h2,http/1.1")
    text += "    tcp-request inspect-delay 5s\n"
    if front.shares_its_port:
        text += f"    tcp-request content accept if {{ {STUN} }}\n"
    return text + (
        "    tcp-request content switch-mode http proto h2 if { ssl_fc_alpn h2 }\n"
        "    tcp-request content switch-mode http if HTTP\n"
        "    tcp-request content reject if { req.len gt 8 } !{ payload(0,1) -m reg ^[A-Z] }\n"
        "    tcp-request content reject if WAIT_END\n"
        + (f"    use_backend turn if {{ {STUN} }}\n" if front.shares_its_port else "")
        + "    default_backend web\n"
    )


def _web(front: Front) -> str:
    # Whatever a browser says about where it comes from is replaced by what we see.
    return (
        "backend web\n"
        "    mode http\n"
        "    http-request set-header X-Forwarded-For %[src]\n"
        "    http-reuse never\n"
        f"    server web unix@{WEB}\n"
    )


def _hooks(front: Front, port: int) -> str:
    return (
        "frontend hooks\n"
        "    mode http\n"
        f"    bind 127.0.0.1:{port}\n"
        "    http-request deny unless { path /hooks/livekit } METH_POST\n"
        f"    http-request set-header Host {front.authority}\n"
        "    default_backend web\n"
    )


def _plain(front: Front, port: int) -> str:
    addresses = dict.fromkeys([front.address, *([front.turn_address] if front.turn_address else [])])
    return (
        "frontend plain\n"
        "    mode http\n"
        + "".join(f"    bind {address}:{port}\n" for address in addresses)
        + "    acl is_question path_beg /.well-known/acme-challenge/\n"
        f"    http-request redirect prefix https://{front.authority} code 308 unless is_question\n"
        "    default_backend questions\n"
        "\nbackend questions\n"
        "    mode http\n"
        "    retries 0\n"
        '    http-error status 503 content-type text/plain string "Nobody was asked.\\n"\n'
        f"    server answers unix@{QUESTIONS}\n"
    )


def _turn_alone(address: IPv4Address) -> str:
    return (
        "frontend turn_alone\n"
        "    mode tcp\n" + _bind(address, TURN_PORT) + "    tcp-request inspect-delay 5s\n"
        f"    tcp-request content accept if {{ {STUN} }}\n"
        "    tcp-request content reject if WAIT_END\n"
        "    tcp-request content reject if { req.len gt 8 }\n"
        "    default_backend turn\n"
    )
