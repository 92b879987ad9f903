"""Evidence of a practice on 203.0.113.10 where all is well, for tests to change one thing of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from typing import Any

from freehold.cli.doctor.finding import Finding
from freehold.cli.doctor.outside import judging
from freehold.cli.doctor.outside.certificates import Certificate
from freehold.cli.doctor.outside.evidence import Evidence, Outgoing, Program
from freehold.cli.doctor.outside.listening import Door
from freehold.cli.doctor.outside.network_log import NetworkLog
from freehold.cli.doctor.outside.planned import planned
from freehold.cli.doctor.outside.proof import Maker
from freehold.cli.doctor.outside.sockets import Connection
from freehold.cli.doctor.outside.tls_probe import Answered, Tried
from freehold.cli.doctor.outside.walked import COPY, LIVE, Visited, Walk, Walked

ANY = "0.0.0.0"  # noqa: S104 - read in tables, bound by nobody
ADDRESS, NAME = "203.0.113.10", "room.example.org"
AT = datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
PORTS = frozenset({("tcp", 443), ("udp", 7882)})

CERTIFICATE = Certificate(
    names=(ADDRESS, NAME),
    issuer="An Authority",
    not_before=AT - timedelta(days=2),
    not_after=AT + timedelta(days=4),
    key="ECDSA P-256",
    is_strong=True,
    sha256="ab" * 32,
    public_key_sha256="",
)
TOLD: dict[str, Any] = {
    "servers": [f"turn:{ADDRESS}:3478?transport=udp", f"stun:{ADDRESS}:3478"],
    "candidates": [f"candidate:1 1 udp 2130706431 {ADDRESS} 7882 typ host"],
    "path": {"local": "host", "protocol": "udp", "remote": ADDRESS},
}
MAKER = Maker("Elm Street Therapy", False, "1a2b3c4d", "cd" * 32, "freehold/audit/1a2b3c4d+00000000+AQ==")


def page(kind: str, status: int = 200) -> Visited:
    return Visited(kind, kind, status)


def walk(**changed: Any) -> Walk:
    given: dict[str, Any] = {
        "ways": [
            Walked(COPY, "owner", (page("/"), page("/staff"))),
            Walked(COPY, "patient", (page("/"),)),
            Walked(LIVE, "a stranger", (page("/sign-in"),)),
        ],
        "requested": {NAME},
        "not_pages": {"/sign-out"},
        "told": [TOLD, TOLD],
        "log": NetworkLog(requested={NAME}, sockets={ADDRESS}, names={NAME}),
    }
    return Walk(**given | changed)


def logged(**changed: Any) -> Walk:
    given: dict[str, Any] = {"requested": {NAME}, "sockets": {ADDRESS}, "names": {NAME}}
    return walk(log=NetworkLog(**given | changed))


TLS = Answered(
    versions=(
        Tried("TLS 1.3", True),
        Tried("TLS 1.2", True),
        Tried("TLS 1.1", False),
        Tried("TLS 1.0", False),
    ),
    weak=(Tried("without forward secrecy", False),),
    hsts_seconds=31_536_000,
    is_trusted=True,
    why_not_trusted="",
    pem="",
)

WELL = Evidence(
    at=AT,
    planned=planned(IPv4Address(ADDRESS), [NAME]),
    address=ADDRESS,
    is_loopback=False,
    uses_tls=True,
    walk=walk(),
    routes=frozenset({"/", "/staff", "/sign-in", "/sign-out", "/health"}),
    certificates=(CERTIFICATE,),
    outgoing=Outgoing(
        frozenset({Connection("tcp", "127.0.0.1", 7880), Connection("tcp", "198.51.100.25", 587)}),
        {"198.51.100.25": "the option `smtp_url`"},
        looks=40,
    ),
    program=Program(f"https://{NAME}", compared=13),
    doors=(Door("tcp", 443, ADDRESS), Door("udp", 7882, ADDRESS)),
    expected=PORTS,
    reverse_names={ADDRESS: (NAME,)},
    tls=TLS,
)


def changed(**parts: Any) -> Evidence:
    return replace(WELL, **parts)


def judged(**parts: Any) -> dict[str, Finding]:
    """Findings by name."""
    return {finding.name: finding for finding in judging.judge(changed(**parts))}
